"""Retention: what is kept of a year before, renewals by quarter, and the customers at risk."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.cohort_chart import quarters_chart
from accord.interfaces.web.files import csv_file
from accord.interfaces.web.owners import owners_of
from accord.interfaces.web.pages import offset_of, show
from accord.interfaces.web.periods import chosen_period
from accord.interfaces.web.sorting import Table, orders_of
from accord.reporting.ordering import Sorting, figures, given, when
from accord.reporting.retention import SIGNS, TO_SORT, company_retention, customers_at_risk
from accord.vocabulary.people import Viewer
from accord.workflows.at_risk_file import at_risk_file as risks_of
from accord.workflows.figures_file import figures_file

KEPT = Table(
    {
        "name": _("Segment"),
        "customers": _("Customers"),
        "gross": _("Gross"),
        "net": _("Net"),
        "logo": _("Customers kept"),
        "expansion": _("Expansion"),
    },
    (given("name"), *figures("customers", "gross", "net", "logo", "expansion")),
)
AT_RISK = Table(
    {
        "name": _("Customer"),
        "signs": _("Why"),
        "due": _("Contract ends"),
        "amount": _("A year"),
        "owner": _("Owner"),
        "heard_at": _("Last heard"),
        "reached_at": _("Last reached"),
    },
    TO_SORT,
)
QUARTERS = Table(
    {"quarter": _("Quarter"), "rate": _("Renewed"), "undecided": _("Undecided")},
    (when("quarter"), *figures("rate", "undecided")),
    Sorting("quarter"),
)
TABLES = {"": KEPT, "risk": AT_RISK, "renewed": QUARTERS}


def retention(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Twelve months up to the end of the period; the customers at risk are those of today."""
    period, now = chosen_period(request, viewer), timezone.now()
    made = company_retention(viewer, window=period.window, now=now)
    orders = orders_of(request, TABLES, period=period.name)
    found = customers_at_risk(viewer, now=now, offset=offset_of(request), sorting=orders["risk"].sorting)
    return show(
        request,
        viewer,
        "retention.html",
        made=made,
        orders=orders,
        order=orders[""],
        kept=orders[""].rows(made.segments),
        renewed=orders["renewed"].rows(made.quarters),
        quarters=quarters_chart(made.quarters),
        found=found,
        owners=owners_of(viewer, (row.owner for row in found.rows)),
        signs=SIGNS,
        period=period.name,
        periods=period.offered,
    )


def retention_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every number of the page as CSV, its tables in the order of the address."""
    made = company_retention(viewer, window=chosen_period(request, viewer).window, now=timezone.now())
    orders = orders_of(request, TABLES)
    made = replace(
        made,
        segments=tuple(orders[""].rows(made.segments)),
        quarters=tuple(orders["renewed"].rows(made.quarters)),
    )
    return csv_file(figures_file(viewer, made.numbers()), "retention.csv")


def at_risk_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The customers at risk that the viewer may see, as CSV, in the order of the address."""
    sorting = orders_of(request, TABLES)["risk"].sorting
    return csv_file(risks_of(viewer, now=timezone.now(), sorting=sorting), "at-risk.csv")
