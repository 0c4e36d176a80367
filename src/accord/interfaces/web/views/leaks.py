"""The leak ledger: what broken promises cost, both teams in two columns of equal weight."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.files import csv_file
from accord.interfaces.web.pages import show
from accord.interfaces.web.periods import chosen_period
from accord.interfaces.web.sorting import Orders, Table, orders_of
from accord.reporting.leaks import Leaks, leak_ledger
from accord.reporting.ordering import figures, given, words
from accord.vocabulary.people import Viewer
from accord.workflows.figures_file import figures_file

LINES = Table(
    {"name": _("Promise broken"), "leads": _("Leads"), "loss": _("Lost")},
    (given("name"), *figures("leads", "loss")),
)
SEGMENTS = Table(
    {"name": _("Segment"), "tried": _("Leads tried"), "spent": _("Spent on it")},
    (words("name"), *figures("tried", "spent")),
)
TABLES = {"": LINES, "segments": SEGMENTS}


def leaks(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Each lead to which a promise was broken, once, by clause; its loss as a range; over all time unless asked."""
    period = chosen_period(request, viewer)
    orders = orders_of(request, TABLES, period=period.name)
    made = _in_order(leak_ledger(viewer, window=period.window, now=timezone.now()), orders)
    return show(
        request,
        viewer,
        "leaks.html",
        made=made,
        orders=orders,
        order=orders[""],
        columns=[(column.team, column.leaks) for column in made.columns],
        both=made.both,
        period=period.name,
        periods=period.offered,
    )


def leaks_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every number of the ledger as CSV, its lines in the order of the address."""
    made = leak_ledger(viewer, window=chosen_period(request, viewer).window, now=timezone.now())
    made = _in_order(made, orders_of(request, TABLES))
    return csv_file(figures_file(viewer, made.numbers()), "leaks.csv")


def _in_order(made: Leaks, orders: Orders) -> Leaks:
    """The ledger with the lines of every column, and the segments beside it, in these orders."""
    lines, segments = orders[""], orders["segments"]
    columns = tuple(replace(column, leaks=tuple(lines.rows(column.leaks))) for column in made.columns)
    beside = replace(made.beside, segments=tuple(segments.rows(made.beside.segments)))
    return replace(made, columns=columns, both=tuple(lines.rows(made.both)), beside=beside)
