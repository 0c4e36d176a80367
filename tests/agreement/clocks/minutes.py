"""Working time counted minute by minute: slow, and written without a look at the closed form.

A clock hangs on the wall. Minute after minute it is read; its highest reading so far says where the day stands, so
that a time left out begins after the gap, and a time shown twice begins at its first showing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Shifts:
    """What a calendar says, as plain numbers: minutes of the day, weekdays from Monday, free days."""

    zone: str
    hours: tuple[tuple[int, int], ...]
    days: frozenset[int]
    free: frozenset[date] = frozenset()

    def works(self, wall: datetime) -> bool:
        """Whether somebody works when the wall shows this."""
        for day in (wall.date(), wall.date() - timedelta(days=1)):
            if day.weekday() not in self.days or day in self.free:
                continue
            minutes = (wall - datetime(day.year, day.month, day.day)) // MINUTE
            for start, end in self.hours:
                if start <= minutes < (end if end > start else end + 1440):
                    return True
        return False


def count_minutes(shifts: Shifts, first: datetime, minutes: int) -> list[bool]:
    """For each minute from `first` (UTC): whether it is worked. The wall is read from four hours earlier on:
    no clock of the cases is put back further.
    """
    zone, high, worked = ZoneInfo(shifts.zone), datetime.min, []
    at = first.astimezone(UTC) - timedelta(hours=4)
    for _ in range(minutes + 240):
        high = max(high, at.astimezone(zone).replace(tzinfo=None))
        worked.append(at >= first and shifts.works(high))
        at += MINUTE
    return worked[240:]


def elapsed(
    worked: list[bool], first: datetime, start: datetime, end: datetime, away: Collection[datetime]
) -> int:
    """Worked minutes from start to end, those apart on which somebody was away."""
    total, at = 0, start
    while at < end:
        total += worked[(at - first) // MINUTE] and at not in away
        at += MINUTE
    return total


def due(
    worked: list[bool], first: datetime, start: datetime, promised: int, away: Collection[datetime]
) -> datetime | None:
    """The first minute before which the promised minutes were worked; None beyond what was counted."""
    at = start
    while promised:
        place = (at - first) // MINUTE
        if place >= len(worked):
            return None
        promised -= worked[place] and at not in away
        at += MINUTE
    return at
