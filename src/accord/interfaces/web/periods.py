"""The periods a board can be read over; the chosen one travels in the address (`?period=quarter`)."""

from datetime import date, timedelta

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.reporting.board import Window

EVERYTHING = "all"
PERIODS: dict[str, Promise] = {
    EVERYTHING: _("everything"),
    "quarter": _("this quarter"),
    "last-quarter": _("last quarter"),
    "year": _("last 12 months"),
}


def period_of(request: HttpRequest) -> str:
    """The period asked for; everything where none, or none of ours, is."""
    asked = request.GET.get("period", EVERYTHING)
    return asked if asked in PERIODS else EVERYTHING


def window_of(period: str, today: date) -> Window | None:
    """The days of a period, up to and with today; None for everything."""
    begins = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    if period == "quarter":
        return Window(begins, today + timedelta(days=1))
    if period == "last-quarter":
        last = begins - timedelta(days=1)
        return Window(date(last.year, 3 * ((last.month - 1) // 3) + 1, 1), begins)
    if period == "year":
        return Window(today - timedelta(days=364), today + timedelta(days=1))
    return None
