"""Tracked links: one person, one target; whoever follows one is led there, and nobody can guess another's."""
