"""Lead quality: one table by source, campaign or class, sorted and shared by its address."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.charts import whiskers_of
from accord.interfaces.web.cohort_chart import months_chart
from accord.interfaces.web.pages import show
from accord.interfaces.web.periods import chosen_period
from accord.reporting.cohorts import CLAUSE, cohort_shares, entry_cohorts
from accord.reporting.quality import DIMENSIONS, LeadQuality, QualityRow, lead_quality
from accord.vocabulary.people import Viewer
from accord.workflows.quality_file import quality_file as file_of

COLUMNS: dict[str, Promise] = {
    "leads": _("Leads begun"),
    "accepted": _("Accepted, of matured"),
    "won": _("Won, of matured"),
    "revenue": _("Revenue"),
    "per_lead": _("Revenue per matured lead"),
    "waited": _("Hours to a first response"),
}
BY: dict[str, Promise] = {"source": _("By source"), "campaign": _("By campaign"), "class": _("By class")}
UP, DOWN = "up", "down"


def quality(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The table of a period and a dimension, in the order of the address (`?by=class&sort=won&way=up`)."""
    period, by = chosen_period(request, viewer), _by(request)
    made = lead_quality(viewer, by=by, window=period.window, now=timezone.now())
    begun = entry_cohorts(viewer, window=period.window, now=timezone.now())
    sort = request.GET.get("sort", "")
    sort = sort if sort in (*COLUMNS, "name") else "leads"
    way = UP if request.GET.get("way") == UP else DOWN
    rows = _sorted(made, sort, way)
    return show(
        request,
        viewer,
        "quality.html",
        made=made,
        rows=rows,
        by=by,
        dimensions=[(name, label, _address(period.name, name, sort, way)) for name, label in BY.items()],
        columns=[
            (name, label, name == sort, _address(period.name, by, name, _turned(name, sort, way)))
            for name, label in {"name": _name(by), **COLUMNS}.items()
        ],
        way=way,
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
        asked=urlencode({"by": by, "period": period.name}),
        period=period.name,
        periods={name: (label, _address(name, by, sort, way)) for name, label in period.offered.items()},
    )


def quality_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The same table as CSV."""
    window, by = chosen_period(request, viewer).window, _by(request)
    body = file_of(viewer, by=by, window=window, now=timezone.now())
    attachment = {"Content-Disposition": f'attachment; filename="quality-by-{by}.csv"'}
    return HttpResponse(body, "text/csv; charset=utf-8", headers=attachment)


def _by(request: HttpRequest) -> str:
    asked = request.GET.get("by", "")
    return asked if asked in DIMENSIONS else DIMENSIONS[0]


def _name(by: str) -> Promise:
    return {"source": _("Source"), "campaign": _("Campaign"), "class": _("Class")}[by]


def _address(period: str, by: str, sort: str, way: str) -> str:
    return "?" + urlencode({"period": period, "by": by, "sort": sort, "way": way})


def _turned(name: str, sort: str, way: str) -> str:
    """A column's own link: the other way round where the table is in its order already."""
    if name != sort:
        return UP if name in ("name", "waited") else DOWN
    return DOWN if way == UP else UP


def _sorted(made: LeadQuality, sort: str, way: str) -> list[QualityRow]:
    """Rows without a figure come last either way."""
    known = [row for row in made.rows if _value(row, sort) is not None]
    rest = [row for row in made.rows if _value(row, sort) is None]
    return [*sorted(known, key=lambda row: _value(row, sort), reverse=way == DOWN), *rest]


def _value(row: QualityRow, sort: str) -> Any:
    if sort == "name":
        return row.label.casefold()
    found = getattr(row, sort)
    value = getattr(found, "number", found).value
    return float(value) if isinstance(value, int | float | Decimal) else None
