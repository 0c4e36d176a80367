"""What pages, API and notebooks read of this room: one door, every read takes the viewer."""

from accord.contacts.naming import find_names

__all__ = ["find_names"]
