"""Coverage: of the target accounts, which are reached, by whom, at which level; and those to act on."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accord.interfaces.web.files import csv_file
from accord.interfaces.web.owners import owners_of
from accord.interfaces.web.pages import offset_of, show
from accord.interfaces.web.periods import chosen_period
from accord.reporting.coverage import MISSING, company_coverage, targets_to_act_on
from accord.vocabulary.people import Viewer
from accord.workflows.figures_file import figures_file
from accord.workflows.targets_file import targets_file as targets_of


def coverage(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Reached within the period; whether somebody is known, and open deals, are as of now."""
    period, now = chosen_period(request, viewer), timezone.now()
    found = targets_to_act_on(viewer, window=period.window, now=now, offset=offset_of(request))
    return show(
        request,
        viewer,
        "coverage.html",
        made=company_coverage(viewer, window=period.window, now=now),
        found=found,
        owners=owners_of(viewer, (row.owner for row in found.rows)),
        missing=MISSING,
        period=period.name,
        periods=period.offered,
    )


def coverage_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every number of the page as CSV."""
    made = company_coverage(viewer, window=chosen_period(request, viewer).window, now=timezone.now())
    return csv_file(figures_file(viewer, made.numbers()), "coverage.csv")


def targets_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The accounts to act on that the viewer may see, as CSV."""
    window = chosen_period(request, viewer).window
    return csv_file(targets_of(viewer, window=window, now=timezone.now()), "target-accounts.csv")
