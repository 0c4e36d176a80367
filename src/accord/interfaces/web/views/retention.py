"""Retention: what is kept of a year before, renewals by quarter, and the customers at risk."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.cohort_chart import quarters_chart
from accord.interfaces.web.files import csv_file
from accord.interfaces.web.owners import owners_of
from accord.interfaces.web.pages import offset_of, show
from accord.interfaces.web.periods import chosen_period
from accord.interfaces.web.sorting import order_of
from accord.reporting.retention import SIGNS, company_retention, customers_at_risk
from accord.vocabulary.people import Viewer
from accord.workflows.at_risk_file import at_risk_file as risks_of
from accord.workflows.figures_file import figures_file

COLUMNS: dict[str, Promise] = {
    "name": _("Segment"),
    "customers": _("Customers"),
    "gross": _("Gross"),
    "net": _("Net"),
    "logo": _("Customers kept"),
    "expansion": _("Expansion"),
}


def retention(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Twelve months up to the end of the period; the customers at risk are those of today."""
    period, now = chosen_period(request, viewer), timezone.now()
    made = company_retention(viewer, window=period.window, now=now)
    order = order_of(request, COLUMNS, period.name)
    found = customers_at_risk(viewer, now=now, offset=offset_of(request))
    return show(
        request,
        viewer,
        "retention.html",
        made=made,
        order=order,
        kept=order.rows(made.segments, getattr),
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
