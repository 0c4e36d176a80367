"""What sales hears: the topics of the last whole week against their own past."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accord.interfaces.web.files import csv_file
from accord.interfaces.web.pages import show
from accord.interfaces.web.periods import chosen_period
from accord.reporting.hears import SORTS, company_hears
from accord.vocabulary.people import Viewer
from accord.workflows.figures_file import figures_file


def hears(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The last whole week before the period's end."""
    period = chosen_period(request, viewer)
    made = company_hears(viewer, window=period.window, now=timezone.now())
    return show(
        request, viewer, "hears.html", made=made, sorts=SORTS, period=period.name,
        periods=period.offered,
    )  # fmt: skip


def hears_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every number of the page as CSV."""
    made = company_hears(viewer, window=chosen_period(request, viewer).window, now=timezone.now())
    return csv_file(figures_file(viewer, made.numbers()), "hears.csv")
