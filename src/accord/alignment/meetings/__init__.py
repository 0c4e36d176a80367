"""Meetings as clauses: held or not, what was shown in them, what was decided."""
