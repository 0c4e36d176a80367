"""A calendar's text to the times in which somebody is away. Titles are judged here and go no further."""

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from accord.connectors.ics.judge import is_away, is_cancelled
from accord.connectors.ics.repeat import Unreadable, occurrences, when
from accord.vocabulary.errors import Invalid

MOST_EVENTS = 20_000
_TIMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
# What icalendar and dateutil raise on values that nobody should write; 6,000 torn calendars found them.
_ODD = (ValueError, OverflowError, TypeError, AttributeError, LookupError, OSError, RecursionError)
_BUSY = frozenset({"BUSY", "BUSY-TENTATIVE"})


@dataclass(frozen=True, slots=True, order=True)
class Away:
    """Away from `since` to `until`; of whole days the days, both included, in the person's own zone."""

    since: datetime
    until: datetime
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """What a calendar said: times in order, and how many entries could not be understood."""

    away: tuple[Away, ...]
    entries: int
    skipped: int


def read_calendar(
    text: bytes, *, since: datetime, until: datetime, zone: str, busy: bool = False
) -> CalendarRead:
    """When somebody is away between two instants. `zone` is theirs: times without a zone are read in it.

    Counts: out of office, whole days that are not free, and with `busy` all that is not free. Repeating entries
    are followed with their exceptions; an entry that cannot be understood is counted and left out.
    Raises `Invalid` for a text that is no whole calendar.
    """
    calendars = _parse(text)
    here = ZoneInfo(zone or "UTC")
    events = [each for one in calendars for each in one.walk("VEVENT")]
    if len(events) > MOST_EVENTS:
        raise Invalid(
            "ics.too_long",
            f"the calendar has {len(events):,} entries, at most {MOST_EVENTS:,} are read",
            "publish absences alone, or fewer years",
        )
    found: set[Away] = set()
    skipped = 0
    for series in _series(events):
        try:
            found.update(_of_series(series, since, until, here, busy))
        except (Unreadable, *_ODD):
            skipped += len(series)
    for each in (block for one in calendars for block in one.walk("VFREEBUSY")):
        try:
            found.update(_of_free_busy(each, busy))
        except _ODD:
            skipped += 1
    near = sorted(one for one in found if one.since < until and one.until > since)
    return CalendarRead(tuple(near), len(events), skipped)


def _parse(text: bytes) -> list[Any]:
    broken = Invalid(
        "ics.not_a_calendar",
        "what the address answers is no whole calendar",
        "publish the calendar as iCalendar (.ics), and give that address",
    )
    if not text.rstrip().upper().endswith(b"END:VCALENDAR"):
        raise broken
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of zones that it guesses by their name
            found = Calendar.from_ical(text, multiple=True)
    except _ODD as problem:
        raise broken from problem
    if not found or any(one.name != "VCALENDAR" for one in found):
        raise broken
    return list(found)


def _series(events: Iterable[Any]) -> Iterator[list[Any]]:
    """Entries of one id together, those that change one of its times last; without an id each is alone."""
    by_id: dict[str, list[Any]] = {}
    for at, each in enumerate(events):
        by_id.setdefault(str(each.get("UID", f"\0{at}")), []).append(each)
    for group in by_id.values():
        whole = [each for each in group if "RECURRENCE-ID" not in each]
        yield [
            *sorted(whole, key=lambda each: _sequence(each))[-1:],
            *(each for each in group if "RECURRENCE-ID" in each),
        ]


def _sequence(event: Any) -> int:
    said = str(event.get("SEQUENCE", "0"))
    return int(said) if said.isascii() and said.isdecimal() else 0


def _of_series(
    series: list[Any], since: datetime, until: datetime, zone: ZoneInfo, busy: bool
) -> Iterator[Away]:
    for event in series:
        if any(name in _TIMES for name, _ in event.errors):
            raise Unreadable
    changed = {when(each["RECURRENCE-ID"], zone) for each in series if "RECURRENCE-ID" in each}
    for event in series:
        if is_cancelled(event) or not is_away(event, busy=busy):
            continue
        alone = "RECURRENCE-ID" in event
        for start, end in occurrences(event, since, until, zone, without=frozenset() if alone else changed):
            yield _away(start, end, zone)


def _away(start: datetime | date, end: datetime | date, zone: ZoneInfo) -> Away:
    """One time; whole days are kept as days."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        return Away(start.astimezone(UTC), end.astimezone(UTC))
    first, last = start, end - timedelta(days=1)
    midnight = datetime(first.year, first.month, first.day, tzinfo=zone)
    after = datetime(end.year, end.month, end.day, tzinfo=zone)
    return Away(midnight.astimezone(UTC), after.astimezone(UTC), first, last)


def _of_free_busy(block: Any, busy: bool) -> Iterator[Away]:
    """Published free and busy times without entries: unavailable is away, busy only where busy counts."""
    given = block.get("FREEBUSY", [])
    for each in given if isinstance(given, list) else [given]:
        kind = str(each.params.get("FBTYPE", "BUSY")).upper() if hasattr(each, "params") else "BUSY"
        if kind != "BUSY-UNAVAILABLE" and not (busy and kind in _BUSY):
            continue
        for period in getattr(each, "dts", [each]):
            start, end = period.dt if hasattr(period, "dt") else (period.start, period.end)
            end = start + end if isinstance(end, timedelta) else end
            if isinstance(start, datetime) and start.tzinfo and start < end:
                yield Away(start.astimezone(UTC), end.astimezone(UTC))
