"""Touches by buyer: what credit is shared over, kept beside the facts in the order in which paths are read."""
