"""The leak ledger: what broken promises cost, both teams in two columns of equal weight."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.files import csv_file
from accord.interfaces.web.pages import show
from accord.interfaces.web.periods import chosen_period
from accord.interfaces.web.sorting import order_of
from accord.reporting.leaks import leak_ledger
from accord.vocabulary.people import Viewer
from accord.workflows.figures_file import figures_file

COLUMNS: dict[str, Promise] = {"name": _("Promise broken"), "leads": _("Leads"), "loss": _("Lost")}


def leaks(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Each lead to which a promise was broken, once, by clause; its loss as a range; over all time unless asked."""
    period = chosen_period(request, viewer)
    made = leak_ledger(viewer, window=period.window, now=timezone.now())
    order = order_of(request, COLUMNS, period.name)
    return show(
        request,
        viewer,
        "leaks.html",
        made=made,
        order=order,
        columns=[(column.team, order.rows(column.leaks, getattr)) for column in made.columns],
        both=order.rows(made.both, getattr),
        period=period.name,
        periods=period.offered,
    )


def leaks_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every number of the ledger as CSV."""
    made = leak_ledger(viewer, window=chosen_period(request, viewer).window, now=timezone.now())
    return csv_file(figures_file(viewer, made.numbers()), "leaks.csv")
