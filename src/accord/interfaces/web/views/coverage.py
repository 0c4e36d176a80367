"""Coverage: of the target accounts, which are reached, by whom, at which level; and those to act on."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.files import csv_file
from accord.interfaces.web.owners import owners_of
from accord.interfaces.web.pages import offset_of, show
from accord.interfaces.web.periods import chosen_period
from accord.interfaces.web.sorting import Table, orders_of
from accord.reporting.coverage import MISSING, TO_SORT, company_coverage, targets_to_act_on
from accord.reporting.ordering import figures, given
from accord.vocabulary.people import Viewer
from accord.workflows.figures_file import figures_file
from accord.workflows.targets_file import targets_file as targets_of

LEVELS = Table(
    {
        "level": _("Level"),
        "known": _("Known"),
        "marketing": _("Reached by marketing"),
        "sales": _("Reached by sales"),
        "engaged": _("Acted"),
        "white": _("Nobody known"),
    },
    (given("level"), *figures("known", "marketing", "sales", "engaged", "white")),
)
TARGETS = Table(
    {
        "name": _("Account"),
        "missing": _("Missing"),
        "known": _("People known"),
        "owner": _("Owner"),
        "last_at": _("Last touch"),
    },
    TO_SORT,
)
TABLES = {"": TARGETS, "levels": LEVELS}


def coverage(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Reached within the period; whether somebody is known, and open deals, are as of now."""
    period, now = chosen_period(request, viewer), timezone.now()
    orders = orders_of(request, TABLES, period=period.name)
    made = company_coverage(viewer, window=period.window, now=now)
    found = targets_to_act_on(
        viewer, window=period.window, now=now, offset=offset_of(request), sorting=orders[""].sorting
    )
    return show(
        request,
        viewer,
        "coverage.html",
        made=made,
        orders=orders,
        order=orders[""],
        levels=orders["levels"].rows(made.levels),
        found=found,
        owners=owners_of(viewer, (row.owner for row in found.rows)),
        missing=MISSING,
        period=period.name,
        periods=period.offered,
    )


def coverage_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every number of the page as CSV, the levels in the order of the address."""
    made = company_coverage(viewer, window=chosen_period(request, viewer).window, now=timezone.now())
    made = replace(made, levels=tuple(orders_of(request, TABLES)["levels"].rows(made.levels)))
    return csv_file(figures_file(viewer, made.numbers()), "coverage.csv")


def targets_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The accounts to act on that the viewer may see, as CSV, in the order of the address."""
    window, sorting = chosen_period(request, viewer).window, orders_of(request, TABLES)[""].sorting
    return csv_file(
        targets_of(viewer, window=window, now=timezone.now(), sorting=sorting), "target-accounts.csv"
    )
