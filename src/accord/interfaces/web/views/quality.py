"""Lead quality: one table by source, campaign or class, sorted and shared by its address."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.charts import whiskers_of
from accord.interfaces.web.cohort_chart import months_chart
from accord.interfaces.web.pages import show
from accord.interfaces.web.periods import chosen_period
from accord.interfaces.web.sorting import Orders, Table, orders_of
from accord.reporting.cohorts import CLAUSE, cohort_shares, entry_cohorts
from accord.reporting.ordering import DOWN, Sorting
from accord.reporting.quality import DIMENSIONS, TO_SORT, lead_quality
from accord.vocabulary.people import Viewer
from accord.workflows.quality_file import quality_file as file_of

LABELS: dict[str, Promise] = {
    "leads": _("Leads begun"),
    "accepted": _("Accepted, of matured"),
    "won": _("Won, of matured"),
    "revenue": _("Revenue"),
    "per_lead": _("Revenue per matured lead"),
    "waited": _("Hours to a first response"),
}
BY: dict[str, Promise] = {"source": _("By source"), "campaign": _("By campaign"), "class": _("By class")}


def quality(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The table of a period and a dimension, in the order of the address (`?by=class&sort=won&way=up`)."""
    period, by = chosen_period(request, viewer), _by(request)
    made = lead_quality(viewer, by=by, window=period.window, now=timezone.now())
    begun = entry_cohorts(viewer, window=period.window, now=timezone.now())
    orders = _orders(request, by, period.name)
    rows = orders[""].rows(made.rows)
    return show(
        request,
        viewer,
        "quality.html",
        made=made,
        rows=rows,
        by=by,
        orders=orders,
        order=orders[""],
        dimensions=[(name, label, orders.address(by=name)) for name, label in BY.items()],
        charts={
            name: whiskers_of(
                {row.cell: getattr(row, name).number for row in rows},
                getattr(made.whole, name).number.value if made.whole else None,
            )
            for name in ("accepted", "won", "per_lead", "waited")
        },
        accepted_months=months_chart(cohort_shares(begun.months, begun.accepted)),
        won_months=months_chart(cohort_shares(begun.months, begun.won)),
        months_clause=CLAUSE,
        period=period.name,
        periods={name: (label, orders.address(period=name)) for name, label in period.offered.items()},
    )


def quality_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The same table as CSV, in the order of the address."""
    period, by = chosen_period(request, viewer), _by(request)
    sorting = _orders(request, by, period.name)[""].sorting
    body = file_of(viewer, by=by, window=period.window, now=timezone.now(), sorting=sorting)
    attachment = {"Content-Disposition": f'attachment; filename="quality-by-{by}.csv"'}
    return HttpResponse(body, "text/csv; charset=utf-8", headers=attachment)


def _by(request: HttpRequest) -> str:
    asked = request.GET.get("by", "")
    return asked if asked in DIMENSIONS else DIMENSIONS[0]


def _orders(request: HttpRequest, by: str, period: str) -> Orders:
    """The order of the address, the most leads first without one."""
    table = Table({"name": _name(by), **LABELS}, TO_SORT, Sorting("leads", DOWN))
    return orders_of(request, {"": table}, period=period, by=by)


def _name(by: str) -> Promise:
    return {"source": _("Source"), "campaign": _("Campaign"), "class": _("Class")}[by]
