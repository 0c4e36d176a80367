"""Shares by cohort as bars: whole ones solid with their interval, young ones hatched with the days they still need."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.interfaces.web import figures
from accord.reporting.board import Interval, Number
from accord.reporting.cohorts import CohortShare
from accord.reporting.retention import Quarter

SHOWN = 12  # the last ones; the tables hold them all
LEFT, STEP, THICK, TOP, HIGH = 44, 56, 34, 20, 130
SEEN = 4  # a young one is hatched even where nothing has come of it yet
TOPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Grown:
    """One cohort to be drawn. `waits` says what it still waits for; empty where it is whole."""

    mark: str  # below its bar
    name: str
    share: float
    counted: str
    interval: Interval | None
    waits: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A cohort with its bar in the drawing; `low` and `high` are its interval, None where none is drawn."""

    of: Grown
    x: float
    y: float
    height: float
    low: float | None
    high: float | None

    @property
    def middle(self) -> float:
        """Where its texts and its interval stand."""
        return self.x + THICK / 2


@dataclass(frozen=True, slots=True)
class CohortChart:
    """The drawing: bars, the marks of its scale, and the young ones with what they wait for."""

    bars: tuple[Bar, ...]
    marks: tuple[tuple[float, str], ...]
    young: tuple[Grown, ...]
    wide: int = LEFT + STEP * SHOWN
    floor: int = TOP + HIGH


def months_chart(shares: Iterable[CohortShare]) -> CohortChart | None:
    """Months of entry; None where there is none."""
    return _chart([_month(each) for each in shares])


def quarters_chart(quarters: Iterable[Quarter]) -> CohortChart | None:
    """Quarters by their rate of renewal; those with nothing decided are left out."""
    return _chart([_quarter(each) for each in quarters if each.rate.value is not None])


def _month(each: CohortShare) -> Grown:
    counted = _counted(each.reached, each.leads)
    waits = _days(each.days_left) if each.days_left > 0 else ""
    name = figures.month(each.start)
    return Grown(figures.short_month(each.start), name, each.share, counted, each.interval, waits)


def _quarter(each: Quarter) -> Grown:
    undecided = int(each.undecided.value or 0)
    waits = [_days(each.days_left)] if each.days_left else []
    if undecided:
        waits.append(ngettext("%(n)s undecided", "%(n)s undecided", undecided) % {"n": undecided})
    number: Number = each.rate
    counted = _counted(number.part.hits, number.part.cases) if number.part else ""
    span = None if each.young else number.interval
    share = float(number.value or 0)
    return Grown(each.label, each.label, share, counted, span, ", ".join(waits) if each.young else "")


def _counted(hits: int, cases: int) -> str:
    return _("%(hits)s of %(cases)s") % {"hits": figures.count(hits), "cases": figures.count(cases)}


def _days(n: int) -> str:
    return ngettext("%(n)s day left", "%(n)s days left", n) % {"n": n}


def _chart(grown: Sequence[Grown]) -> CohortChart | None:
    shown = grown[-SHOWN:]
    if not shown:
        return None
    top = _top(shown)

    def at(share: float) -> float:
        return round(TOP + HIGH * (1 - min(share / top, 1.0)), 1)

    def bar(place: int, each: Grown) -> Bar:
        y = min(at(each.share), TOP + HIGH - SEEN) if each.waits else at(each.share)
        ends = (at(each.interval.low), at(each.interval.high)) if each.interval else (None, None)
        return Bar(each, LEFT + STEP * place + (STEP - THICK) / 2, y, round(TOP + HIGH - y, 1), *ends)

    bars = tuple(bar(place, each) for place, each in enumerate(shown))
    marks = tuple((at(top * part / 2), figures.share(top * part / 2)) for part in range(3))
    return CohortChart(bars, marks, tuple(each for each in shown if each.waits))


def _top(shown: Sequence[Grown]) -> float:
    """Where the scale ends: above every bar and most intervals; one small cohort does not squeeze the others."""
    ends = sorted(each.interval.high for each in shown if each.interval)
    most = max([*(each.share for each in shown), *ends[: max(len(ends) * 3 // 4, 1)]])
    return next((top for top in TOPS if most <= top), 1.0)
