"""What became of the leads begun in each month, for whoever may see the board; the same for every role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accord.measures.board import Cohort
from accord.measures.funnel import cohorts
from accord.measures.mirror import Mirror
from accord.measures.number import Interval, Window
from accord.measures.scope import Scope
from accord.measures.wilson import wilson
from accord.reporting.reckoned import reckoned
from accord.vocabulary.people import Viewer

CLAUSE = "count.conversion"


@dataclass(frozen=True, slots=True)
class CohortShare:
    """Of one month's leads, those that reached a stage so far. `days_left` 0: the month is whole."""

    start: date
    reached: int
    leads: int
    share: float
    interval: Interval | None  # none for a young month: what is still to come is no matter of chance
    days_left: int


@dataclass(frozen=True, slots=True)
class EntryCohorts:
    """The months, the oldest first, and the two stages by which leads are judged; all empty without stages."""

    months: tuple[Cohort, ...]
    accepted: str  # the first stage after the hand-off line
    won: str


def entry_cohorts(viewer: Viewer, *, window: Window | None = None, now: datetime) -> EntryCohorts:
    """The leads begun in each month of a window (None: all time). `Refused` without the right to see the board."""
    return reckoned(viewer, "cohorts", _entry, window=window, now=now)


def cohort_shares(months: Sequence[Cohort], stage: str) -> tuple[CohortShare, ...]:
    """The share of each month's leads that reached a stage so far; a month without leads is left out."""
    return tuple(_share(month, dict(month.reached).get(stage, 0)) for month in months if month.leads)


def _entry(mirror: Mirror, scope: Scope) -> EntryCohorts:
    found = cohorts(mirror, scope)
    stages = [stage for stage, _reached in found[0].reached] if found else []
    if not stages or scope.final < 0:
        return EntryCohorts((), "", "")
    return EntryCohorts(found, stages[scope.line], stages[scope.final])


def _share(month: Cohort, reached: int) -> CohortShare:
    span = None if month.young else wilson(reached, month.leads)
    return CohortShare(month.start, reached, month.leads, reached / month.leads, span, month.days_left)
