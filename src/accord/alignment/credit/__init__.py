"""Credit runs as they were kept."""
