"""How often we collide and what it costs: the figures above the list of collisions."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.charts import whiskers_of
from accord.interfaces.web.files import csv_file
from accord.interfaces.web.periods import chosen_period
from accord.interfaces.web.sorting import order_of
from accord.reporting.collided import company_collisions
from accord.vocabulary.people import Viewer
from accord.workflows.figures_file import figures_file

COLUMNS: dict[str, Promise] = {
    "name": _("Clause"),
    "rate": _("Of all touches"),
    "marketing": _("Marketing second"),
    "sales": _("Sales second"),
}
_WEEKS = 13


def rate_of(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """What the part of the page needs, over the period of its address."""
    period = chosen_period(request, viewer)
    made = company_collisions(viewer, window=period.window, now=timezone.now())
    order = order_of(request, COLUMNS, period.name)
    return {
        "made": made,
        "order": order,
        "clauses": order.rows(made.clauses, getattr),
        "last": made.window.end - timedelta(days=1),
        "weeks": made.weeks[-_WEEKS:],
        "earlier": max(len(made.weeks) - _WEEKS, 0),
        "charts": whiskers_of({each.label: each.rate for each in made.weeks[-_WEEKS:]}, made.rate.value),
        "period": period.name,
        "periods": period.offered,
    }


def figures(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every figure of the period as CSV."""
    made = company_collisions(viewer, window=chosen_period(request, viewer).window, now=timezone.now())
    return csv_file(figures_file(viewer, made.numbers()), "collision-figures.csv")
