"""Who is held out, in which wave and arm, and at which hour: drawn for each person, the same however often it is asked.

A campaign's key is random and permanent: it is the seed. So a second wave never takes whom the first one held out.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

from accord.campaigns.shapes import Arm, Sending

_WHOLE = 2**64
_PERCENT = 100
HOUR = timedelta(hours=1)


class Place(NamedTuple):
    """Where one person stands: held out, or in a wave (from 1) with an arm."""

    held_out: bool
    wave: int
    arm: str


class Slot(NamedTuple):
    """When a letter shall leave, and how likely that hour was; None where no hour was drawn."""

    due_at: datetime
    chance: float | None


def place_of(campaign: int, person: int, sending: Sending, arms: Sequence[Arm]) -> Place:
    """Where a person stands. Each of the three draws is independent of the others."""
    held_out = draw(campaign, person, "holdout") * _PERCENT < sending.holdout
    wave = 1 + _among(draw(campaign, person, "wave"), sending.waves)
    arm = arms[_among(draw(campaign, person, "arm"), [arm.percent for arm in arms])]
    return Place(held_out, wave, arm.name)


def slot_of(campaign: int, person: int, sending: Sending, start: datetime, end: datetime) -> Slot:
    """When a letter shall leave: at once, or in a whole hour drawn between start and end, each as likely."""
    hours = int((end - start) / HOUR)
    if not sending.slots or hours < 1:
        return Slot(start, None)
    return Slot(start + int(draw(campaign, person, "slot") * hours) * HOUR, 1 / hours)


def draw(campaign: int, person: int, what: str) -> float:
    """A number from 0 up to 1, evenly spread over people."""
    said = blake2b(f"{campaign}:{person}:{what}".encode(), digest_size=8).digest()
    return int.from_bytes(said) / _WHOLE


def _among(drawn: float, percents: Sequence[int]) -> int:
    """Which part of the whole a number falls in; the last one takes what rounding leaves."""
    up_to = 0
    for at, percent in enumerate(percents):
        up_to += percent
        if drawn * _PERCENT < up_to:
            return at
    return len(percents) - 1
