"""The promises of a team that no lead starts: an event's list, notice of a campaign, a first draft, a review.

Somebody says that one is due, and of which day it is; from then on it has an instant, like a follow-up. Working time
runs in the first calendar. Without a calendar nothing is ever due.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from accord.agreement.clocks import OpenHours, clock_terms, first_instant, open_hours, workday
from accord.agreement.clocks.follow_up import always, working_time
from accord.agreement.handing_over import calendar_for
from accord.agreement.shape import Document
from accord.agreement.shape.heading import Calendar
from accord.vocabulary.quantity import Duration

TO_OWNER = " to owner"  # such a speed is a lead's own: its hand-off is measured by it
REQUEST = "content request answered"  # of a request that is raised on a lead
FARTHEST = timedelta(days=366)  # a day is no farther from when it is said: calendars are built that far
_ONE_DAY = timedelta(days=1)

Instants = tuple[tuple[Decimal, datetime], ...]  # share of the promised time, and when it has passed


class Runs(StrEnum):
    """Where the time of a promise lies."""

    asked = "asked"  # it begins when somebody asks
    since_day = "since_day"  # it begins when a day is over: an event's
    until_day = "until_day"  # it ends when a day begins: that of a campaign's start


@dataclass(frozen=True, slots=True)
class Dated:
    """One such promise. `team` is who keeps it: marketing or sales."""

    clause: str
    team: str
    within: Duration
    runs: Runs

    @property
    def needs_day(self) -> bool:
        """Whether its time cannot be known without a day."""
        return self.runs is not Runs.asked


def find_dated(document: Document) -> dict[str, Dated]:
    """Every such promise by its clause, in the agreement's order."""
    marketing, sales = document.marketing_promises, document.sales_promises
    found: list[Dated] = []
    if marketing is not None:
        speed = {name: within for name, within in marketing.speed.items() if not name.endswith(TO_OWNER)}
        support = {name: within for name, within in marketing.support.items() if name != REQUEST}
        found += _of("marketing", "speed", speed, Runs.since_day)
        found += _of("marketing", "notice", marketing.notice, Runs.until_day)
        found += _of("marketing", "support", support, Runs.asked)
    if sales is not None:
        found += _of("sales", "voice", sales.voice, Runs.asked)
    return {one.clause: one for one in found}


def _of(team: str, part: str, table: Mapping[str, object], runs: Runs) -> list[Dated]:
    return [
        Dated(f"{team}_promises.{part}.{name}", team, within, runs)
        for name, within in table.items()
        if isinstance(within, Duration)
    ]


def instants_of(document: Document, dated: Dated, asked_at: datetime, day: date | None) -> Instants:
    """When each warned share of its time has passed, the whole of it among them; none without a calendar or its day."""
    calendar = calendar_for(document)
    if calendar is None or (dated.needs_day and day is None):
        return ()
    zone = ZoneInfo(str(calendar.zone))
    if dated.runs is Runs.until_day and day is not None:
        return _until(document, calendar, dated.within, asked_at, _midnight(day, zone))
    begins = _midnight(day + _ONE_DAY, zone) if dated.needs_day and day is not None else asked_at
    return warned(document, begins, dated.within)


def is_on(document: Document, at: datetime, day: date) -> bool:
    """Whether an instant lies on a day of the first calendar's wall; never without one."""
    calendar = calendar_for(document)
    if calendar is None:
        return False
    zone = ZoneInfo(str(calendar.zone))
    return _midnight(day, zone) <= at < _midnight(day + _ONE_DAY, zone)


def warned(document: Document, since: datetime, within: Duration) -> Instants:
    """When each warned share of a promised time has passed, the whole of it among them; none without a calendar."""
    calendar = calendar_for(document)
    if calendar is None:
        return ()
    runs, whole = _runs(calendar, within, since, since)
    return tuple((share, runs.due(since, whole * float(share))) for share in _shares(document))


def _until(
    document: Document, calendar: Calendar, within: Duration, asked_at: datetime, start: datetime
) -> Instants:
    """What must be done so long before `start`: the time from being asked to then is what the warnings share out.

    Who is asked too late for any warning is late at once: only the whole is left.
    """
    runs, whole = _runs(calendar, within, min(asked_at, start), max(asked_at, start))
    due = runs.back(start, whole)
    if asked_at >= due:
        return ((Decimal(1), due),)
    left = runs.elapsed(asked_at, due)
    return tuple(
        (share, due if share == 1 else runs.due(asked_at, left * float(share))) for share in _shares(document)
    )


def _runs(
    calendar: Calendar, within: Duration, first: datetime, last: datetime
) -> tuple[OpenHours, timedelta]:
    """The axis on which a promise runs, well beyond both instants, and its length there.

    Whole years: the calendars of many promises are then one, and built once.
    """
    hours = open_hours(calendar, date(first.year - 1, 1, 1), date(last.year + 2, 12, 31))
    if within.working:
        return hours, working_time(within, workday(calendar))
    return always(hours), within.elapsed or timedelta(days=within.days or within.n)


def _shares(document: Document) -> list[Decimal]:
    warns = clock_terms(document.clock).warns if document.clock else ()
    return sorted({Decimal(1), *(share for share, _ in warns)})


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return first_instant(datetime.combine(day, time()), zone)
