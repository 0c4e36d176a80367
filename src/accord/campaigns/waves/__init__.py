"""Sending from here: who is in which wave, what left, and what became of every letter."""
