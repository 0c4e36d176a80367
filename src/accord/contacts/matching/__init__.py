"""What identity knows about addresses, phones and names: pure functions, no Django, no network."""
