"""Retention: what is kept of a year before, renewals by quarter, and the customers at risk."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accord.interfaces.web.cohort_chart import quarters_chart
from accord.interfaces.web.files import csv_file
from accord.interfaces.web.owners import owners_of
from accord.interfaces.web.pages import offset_of, show
from accord.interfaces.web.periods import chosen_period
from accord.reporting.retention import SIGNS, company_retention, customers_at_risk
from accord.vocabulary.people import Viewer
from accord.workflows.at_risk_file import at_risk_file as risks_of
from accord.workflows.figures_file import figures_file


def retention(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Twelve months up to the end of the period; the customers at risk are those of today."""
    period, now = chosen_period(request, viewer), timezone.now()
    made = company_retention(viewer, window=period.window, now=now)
    found = customers_at_risk(viewer, now=now, offset=offset_of(request))
    return show(
        request,
        viewer,
        "retention.html",
        made=made,
        kept=[*((made.whole,) if made.whole else ()), *made.segments],
        quarters=quarters_chart(made.quarters),
        found=found,
        owners=owners_of(viewer, (row.owner for row in found.rows)),
        signs=SIGNS,
        period=period.name,
        periods=period.offered,
    )


def retention_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every number of the page as CSV."""
    made = company_retention(viewer, window=chosen_period(request, viewer).window, now=timezone.now())
    return csv_file(figures_file(viewer, made.numbers()), "retention.csv")


def at_risk_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The customers at risk that the viewer may see, as CSV."""
    return csv_file(risks_of(viewer, now=timezone.now()), "at-risk.csv")
