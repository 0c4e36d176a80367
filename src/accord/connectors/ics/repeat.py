"""The times of one entry, repeated as its rule says. Walls are followed: 09:00 stays 09:00 when clocks change.

A rule that could be walked for ever is not: hourly ones and finer, days that never come, more than `MOST_TIMES`.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

MOST_TIMES = 20_000
EARLIEST = 1990
_PARTS = frozenset(
    {"FREQ", "UNTIL", "COUNT", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
)
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_DAY = timedelta(days=1)
Time = datetime | date


class Unreadable(Exception):
    """This entry's times cannot be understood."""


def when(said: Any, zone: ZoneInfo) -> Time:
    """A property's instant, in UTC, or its day. Raises `Unreadable` where it names a zone that nobody knows."""
    value = said.dt
    if isinstance(value, datetime):
        return _aware(value, said, zone).astimezone(UTC)
    if isinstance(value, date):
        return value
    raise Unreadable


def occurrences(
    event: Any, since: datetime, until: datetime, zone: ZoneInfo, *, without: Collection[Time]
) -> Iterator[tuple[Time, Time]]:
    """Every time of an entry that touches the span, as instants or as days (the end excluded).

    `without` are the times that other entries of its id put in their place.
    """
    start = event["DTSTART"].dt if "DTSTART" in event else None
    if not isinstance(start, date):
        raise Unreadable
    if isinstance(start, datetime):
        begins = _aware(start, event["DTSTART"], zone)
        length = _length(event, begins, zone)
        inside, wall = begins.tzinfo, begins.replace(tzinfo=None)
    else:
        length = _length(event, start, zone)
        inside, wall = None, datetime.combine(start, time())
    if length <= timedelta():
        return
    gone = set(without) | _times(event, "EXDATE", zone)
    if inside is None:  # of days, some calendars name the midnight that is left out
        gone |= {each.astimezone(zone).date() for each in gone if isinstance(each, datetime)}
    for each in _walls(event, wall, length, since, until, inside or zone):
        begin: Time = each.date() if inside is None else each.replace(tzinfo=inside)
        if _known(begin) not in gone and each.date() not in gone:
            yield begin, _end(begin, length)
    for extra in _times(event, "RDATE", zone) - gone:
        yield extra, _end(extra, length)


def _walls(
    event: Any, wall: datetime, length: timedelta, since: datetime, until: datetime, zone: tzinfo
) -> Iterator[datetime]:
    """The wall times at which it begins, those far outside the span left out."""
    rule = event.get("RRULE")
    if rule is None:
        yield wall
        return
    if isinstance(rule, list) or wall.year < EARLIEST:
        raise Unreadable
    early, late = (at.astimezone(zone).replace(tzinfo=None) for at in (since, until))
    for each in islice(rrulestr(_rule(rule, wall, zone), dtstart=wall), MOST_TIMES):
        if each > late + _DAY:
            return
        if each + length >= early - _DAY:
            yield each


def _rule(rule: Any, wall: datetime, zone: tzinfo) -> str:
    """The rule with its end on the same wall. Raises `Unreadable` for one that is not followed."""
    parts = {str(name).upper(): list(values) for name, values in rule.items()}
    if not set(parts) <= _PARTS or str(parts.get("FREQ", [""])[0]).upper() not in _FREQUENCIES:
        raise Unreadable
    _must_come(parts)
    end = parts.pop("UNTIL", [None])[0]
    said = ";".join(f"{name}={','.join(str(value) for value in values)}" for name, values in parts.items())
    if end is None:
        return said
    if isinstance(end, datetime):
        last = end.astimezone(zone).replace(tzinfo=None) if end.tzinfo else end
    else:
        last = datetime.combine(end, wall.time())
    return f"{said};UNTIL={last:%Y%m%dT%H%M%S}"


def _must_come(parts: dict[str, list[Any]]) -> None:
    """Raise `Unreadable` for a day or a month that no year has: the 30th of February."""
    days = [abs(int(day)) for day in parts.get("BYMONTHDAY", [])]
    months = [int(month) for month in parts.get("BYMONTH", range(1, 13))]
    if not set(months) <= set(range(1, 13)):
        raise Unreadable
    if days and not any(0 < min(days) <= monthrange(2024, month)[1] for month in months):
        raise Unreadable


def _length(event: Any, start: Time, zone: ZoneInfo) -> timedelta:
    """How long it lasts; a day given without an end is that day, an instant without one is nothing."""
    if "DTEND" in event:
        end = event["DTEND"].dt
        if isinstance(start, datetime) and isinstance(end, datetime):
            return _aware(end, event["DTEND"], zone).astimezone(UTC) - start.astimezone(UTC)
        if not isinstance(start, datetime) and isinstance(end, date) and not isinstance(end, datetime):
            return max(end - start, _DAY)
        raise Unreadable
    if "DURATION" in event:
        found = event["DURATION"].dt
        if not isinstance(found, timedelta):
            raise Unreadable
        return found if isinstance(start, datetime) else max(found, _DAY)
    return timedelta() if isinstance(start, datetime) else _DAY


def _times(event: Any, name: str, zone: ZoneInfo) -> set[Time]:
    """The times that a list of them names; of a period its beginning."""
    given = event.get(name, [])
    found: set[Time] = set()
    for each in given if isinstance(given, list) else [given]:
        for one in each.dts:
            value = one.dt[0] if isinstance(one.dt, tuple) else one.dt
            found.add(_known(_aware(value, each, zone) if isinstance(value, datetime) else value))
    return found


def _known(at: Time) -> Time:
    """An instant in UTC, by which two spellings of it are one; a day as it is."""
    return at.astimezone(UTC) if isinstance(at, datetime) else at


def _aware(value: datetime, said: Any, zone: ZoneInfo) -> datetime:
    """A time without a zone is the person's own; one of a zone that nobody knows is not understood."""
    if value.tzinfo is not None:
        return value
    if "TZID" in getattr(said, "params", {}):
        raise Unreadable
    return value.replace(tzinfo=zone)


def _end(begin: Time, length: timedelta) -> Time:
    """The end in elapsed time, so that a night over a change of clocks lasts as long as it does."""
    if isinstance(begin, datetime):
        return begin.astimezone(UTC) + length
    return begin + length
