"""The periods a board can be read over; the chosen one travels in the address (`?period=quarter`)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.reporting.board import Window
from accord.reporting.cycle import find_cycle_window
from accord.vocabulary.people import Viewer

EVERYTHING, CYCLE = "all", "cycle"
PERIODS: dict[str, Promise] = {
    EVERYTHING: _("everything"),
    CYCLE: _("this agreement cycle"),
    "quarter": _("this quarter"),
    "last-quarter": _("last quarter"),
    "year": _("last 12 months"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The period that was asked for, its days, and what else could be asked for."""

    name: str
    window: Window | None
    offered: dict[str, Promise]


def chosen_period(request: HttpRequest, viewer: Viewer) -> Chosen:
    """The period of the address; everything where none of ours is asked for, or a cycle that has not begun."""
    cycle = find_cycle_window(viewer, timezone.now())
    offered = {name: label for name, label in PERIODS.items() if name != CYCLE or cycle is not None}
    asked = request.GET.get("period", EVERYTHING)
    name = asked if asked in offered else EVERYTHING
    return Chosen(name, cycle if name == CYCLE else window_of(name, timezone.localdate()), offered)


def cycle_or_all(viewer: Viewer) -> Chosen:
    """The agreement's cycle once it has begun, else everything: what an agreement is held against."""
    cycle = find_cycle_window(viewer, timezone.now())
    return Chosen(CYCLE if cycle else EVERYTHING, cycle, PERIODS)


def window_of(period: str, today: date) -> Window | None:
    """The days of a calendar period, up to and with today; None for everything."""
    begins = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    if period == "quarter":
        return Window(begins, today + timedelta(days=1))
    if period == "last-quarter":
        last = begins - timedelta(days=1)
        return Window(date(last.year, 3 * ((last.month - 1) // 3) + 1, 1), begins)
    if period == "year":
        return Window(today - timedelta(days=364), today + timedelta(days=1))
    return None
