"""The review queue: pairs that may be the same, with the evidence side by side, for a person to decide."""

from collections.abc import Collection, Mapping
from datetime import datetime


def open_person_pairs(keys: Collection[int], advice: Mapping[str, str], now: datetime) -> None:
    """Ask about records that share evidence which may not decide alone."""
