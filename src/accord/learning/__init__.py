"""What numbers teach: numbers in, a verdict out. Without Django: everything runs in a notebook."""
