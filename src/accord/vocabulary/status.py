"""Foreign statuses come down to four types, so that any pipeline can be read."""

from enum import StrEnum


class StatusType(StrEnum):
    """What a foreign status means for the journey."""

    open = "open"
    ongoing = "ongoing"
    won = "won"
    lost = "lost"
