"""When: a window on the person's own wall, inside working hours, free by the contact policy, before what is due."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from accord.agreement.clocks.walls import first_instant
from accord.agreement.next_act.known import Known, Way
from accord.agreement.next_act.shapes import Because
from accord.vocabulary.said import said

_DAYS = 14  # looked ahead; who is not free by then is asked about anew
_HOUR = 60


class Window(NamedTuple):
    """From when to when, in UTC, and why then (None: at once)."""

    since: datetime
    until: datetime | None
    why: Because | None


def find_window(known: Known, way: Way, now: datetime, avoid: str = "") -> Window | None:
    """The first window for one medium; `avoid`: the half of the day that was tried in vain (`morning`, `afternoon`).

    A wish (their usual hour, the other half of the day) gives way to what is promised: where its window begins after
    the first attempt is due, the earliest free instant counts. None: the policy allows nothing within two weeks.
    """
    wish = _wish(known, avoid)
    if wish is not None:
        start, end, why = wish
        found = _first(known, way, now, (start, end))
        if found and (known.due_at is None or known.due_at < now or found[0] <= known.due_at):
            return Window(*found, None if found[0] <= now else why)
    found = _first(known, way, now, known.day)
    return Window(*found, None) if found else None


def half_of(known: Known, at: datetime) -> str:
    """Which half of the person's working day an instant lies in."""
    wall = at.astimezone(ZoneInfo(known.zone))
    return "morning" if wall.hour * _HOUR + wall.minute < _middle(known) else "afternoon"


def _wish(known: Known, avoid: str) -> tuple[int, int, Because] | None:
    start, end = known.day
    if avoid:
        half = (_middle(known), end) if avoid == "morning" else (start, _middle(known))
        words = said("calls in the %(half)s went unanswered: try the other half of their day", half=avoid)
        return *half, Because(words)
    if known.usual_hour is not None and start <= known.usual_hour * _HOUR < end:
        hour = known.usual_hour
        words = said("they mostly act between %(a)s and %(b)s", a=f"{hour:02}:00", b=f"{hour + 1:02}:00")
        return hour * _HOUR, min((hour + 1) * _HOUR, end), Because(words)
    return None


def _middle(known: Known) -> int:
    return sum(known.day) // 2


def _first(known: Known, way: Way, now: datetime, day: tuple[int, int]) -> tuple[datetime, datetime] | None:
    for since, until in _spans(known, now, day):
        at = max(since, now)
        for _ in range(3):  # a reason may end inside the window, and another begin
            verdict = way.verdict(at)
            if verdict.answer:
                return at, until
            if verdict.when is None or verdict.when >= until or verdict.when <= at:
                break
            at = verdict.when
    return None


def _spans(known: Known, now: datetime, day: tuple[int, int]) -> Iterator[tuple[datetime, datetime]]:
    zone = ZoneInfo(known.zone)
    today = now.astimezone(zone).date()
    for on in (today + timedelta(days=n) for n in range(_DAYS + 1)):
        if on.weekday() in known.days:
            since, until = (_instant(on, minutes, zone) for minutes in day)
            if until > now:
                yield since, until


def _instant(on: date, minutes: int, zone: ZoneInfo) -> datetime:
    wall = datetime.combine(on, time()) + timedelta(minutes=minutes)
    return first_instant(wall, zone).astimezone(UTC)
