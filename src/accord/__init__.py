"""Accord. The release is said here, and nowhere else."""

__version__ = "0.2.0"
