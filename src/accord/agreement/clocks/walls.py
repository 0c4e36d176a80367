"""From a time on the wall to the instant when a clock that hangs there first shows it, or has passed it.

Where clocks are put forward, a time that is left out is the first instant after the gap. Where they are put
back, a time that is shown twice is its first showing. So a wall's highest reading so far never falls.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which clocks of the zone have reached this time; `wall` carries no zone."""
    shown = wall.replace(tzinfo=zone, fold=0)
    found = shown.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall:
        return found
    return _end_of_gap(shown.replace(fold=1).astimezone(UTC), found, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant, to the second, at which the zone's offset changes between two."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle <= before:
            break
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
