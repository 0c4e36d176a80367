"""What the doctor checks, a file per kind of promise."""
