"""What is handed round on paper."""
