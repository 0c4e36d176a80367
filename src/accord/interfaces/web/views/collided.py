"""How often we collide and what it costs: the figures above the list of collisions."""

from dataclasses import replace
from datetime import timedelta
from operator import attrgetter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.charts import whiskers_of
from accord.interfaces.web.files import csv_file
from accord.interfaces.web.periods import Chosen, chosen_period
from accord.interfaces.web.sorting import Orders, Table, orders_of
from accord.reporting.collided import NEWEST, TO_SORT, company_collisions
from accord.reporting.ordering import DOWN, Sorting, figure, given, when
from accord.vocabulary.people import Viewer
from accord.workflows.figures_file import figures_file

CLAUSES = Table(
    {
        "name": _("Clause"),
        "rate": _("Of all touches"),
        "marketing": _("Marketing second"),
        "sales": _("Sales second"),
    },
    (given("name"), figure("rate"), figure("marketing"), figure("sales")),
)
HAPPENED = Table(
    {"person": _("Person"), "touch": _("The touch"), "other": _("The other side"), "clause": _("Clause")},
    TO_SORT,
    NEWEST,
)
WEEKS = Table(
    {"week": _("Week"), "rate": _("Touches that collided")},
    (when("week", attrgetter("start"), first=DOWN), figure("rate")),
    Sorting("week", DOWN),
)
TABLES = {"": CLAUSES, "happened": HAPPENED, "weeks": WEEKS}
_WEEKS = 13


def orders_here(request: HttpRequest, period: str) -> Orders:
    """The orders of the page's tables; its links keep the period and the days of the list below."""
    days = {word: request.GET.get(word, "")[:40] for word in ("from", "to")}
    return orders_of(request, TABLES, period=period, **days)


def rate_of(request: HttpRequest, viewer: Viewer, period: Chosen) -> dict[str, Any]:
    """What the part of the page needs, over the period of its address."""
    made = company_collisions(viewer, window=period.window, now=timezone.now())
    orders = orders_here(request, period.name)
    weeks = made.weeks[-_WEEKS:]
    return {
        "made": made,
        "orders": orders,
        "order": orders[""],
        "clauses": orders[""].rows(made.clauses),
        "last": made.window.end - timedelta(days=1),
        "weeks": orders["weeks"].rows(weeks),
        "earlier": max(len(made.weeks) - _WEEKS, 0),
        "charts": whiskers_of({each.label: each.rate for each in weeks}, made.rate.value),
        "period": period.name,
        "periods": period.offered,
    }


def figures(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every figure of the period as CSV, clauses and weeks in the order of the address."""
    period = chosen_period(request, viewer)
    made = company_collisions(viewer, window=period.window, now=timezone.now())
    orders = orders_here(request, period.name)
    made = replace(
        made, clauses=tuple(orders[""].rows(made.clauses)), weeks=tuple(orders["weeks"].rows(made.weeks))
    )
    return csv_file(figures_file(viewer, made.numbers()), "collision-figures.csv")
