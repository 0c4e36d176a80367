"""Attribution: the signed model first, its spread in words, every model behind "compare"."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.alignment.meetings.decisions import find_colleagues
from accord.interfaces.web.charts import WIDE, Whisker
from accord.interfaces.web.credit_heads import HEADS, heads_of, sort_of
from accord.interfaces.web.files import csv_file
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import show
from accord.interfaces.web.periods import chosen_period
from accord.interfaces.web.sankey import drawing_of
from accord.reporting.attribution import Apart, CompanyCredit, Credited, ModelTable, company_credit
from accord.reporting.credit_runs import last_change
from accord.reporting.credit_tables import DOWN, columns_of, ordered, rows_of
from accord.reporting.moves import moves_standing
from accord.reporting.roi import company_roi
from accord.vocabulary.errors import AccordError
from accord.vocabulary.people import Viewer
from accord.workflows.credit_file import credit_file

GRAINS: dict[str, Promise] = {
    "channel": _("By channel"),
    "campaign": _("By campaign"),
    "asset": _("By asset"),
    "team": _("By team"),
    "segment": _("By segment"),
}


def attribution(request: HttpRequest, viewer: Viewer, problem: AccordError | None = None) -> HttpResponse:
    """What was won in a period, shared out (`?by=campaign`, `?compare=1`); with what was refused, where it was."""
    period, compare = chosen_period(request, viewer), request.GET.get("compare") == "1"
    made = company_credit(viewer, window=period.window, compare=compare, now=timezone.now())
    tables = {table.grain: table for table in made.signed}
    by = request.GET.get("by", "")
    by = by if by in tables else next(iter(tables))

    returns = company_roi(viewer, window=period.window, now=timezone.now())
    place, sort, way = sort_of(request)
    shown = "won" if request.GET.get("deals") == "won" else ""

    def address(**more: str) -> str:
        asked = {
            "period": period.name, "by": by, "compare": "1" if compare else "", "deals": shown,
            "sort": f"{place}.{sort}" if place else "", "way": way if place else "", **more,
        }  # fmt: skip
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    def rows(name: str) -> tuple[Any, ...]:
        found = rows_of(name, made, returns, by)
        return ordered(found, columns_of(name, returns), sort, way) if name == place else found

    return show(
        request,
        viewer,
        "attribution.html",
        problem,
        made=made,
        last_change=last_change(viewer),
        table=tables[by],
        rows={name: rows(name) for name in HEADS if name != "models"},
        heads=heads_of(made, returns, by, (place, sort, way), address),
        way=way,
        files={name: _file(name, address()) for name in HEADS},
        ways=drawing_of(made.ways, shown),
        shown=shown,
        shown_addresses=(address(deals="") + "#ways-title", address(deals="won") + "#ways-title"),
        by=by,
        grains=[(name, label, address(by=name)) for name, label in GRAINS.items() if name in tables],
        compare=compare,
        compare_address=address(compare="" if compare else "1"),
        flows_open=place == "flows",
        columns=len(made.spread) + 1,
        matrix=[
            (model, _cells(made, model)) for model in _models(made, sort if place == "models" else "", way)
        ],
        spread=_drawn(made, rows("spread")),
        returns=returns,
        moves=moves_standing(viewer, window=period.window, now=timezone.now()),
        may_decide=may_open(viewer, "move-decide"),
        colleagues=find_colleagues(viewer) if may_open(viewer, "move-decide") else (),
        period=period.name,
        periods={name: (label, address(period=name)) for name, label in period.offered.items()},
    )


def _cells(made: CompanyCredit, model: ModelTable) -> list[Credited | None]:
    rows = {row.name: row for row in model.rows}
    return [rows.get(each.name) for each in made.spread]


def credit_table_file(request: HttpRequest, viewer: Viewer, table: str) -> HttpResponse:
    """One table of the page as CSV, in the order of the address, with the model, the clause and the run it is of."""
    place, sort, way = sort_of(request)
    body = credit_file(
        viewer, table, by=request.GET.get("by", ""), window=chosen_period(request, viewer).window,
        sort=sort if place == table else "", way=way, now=timezone.now(),
    )  # fmt: skip
    return csv_file(body, f"credit-{table}.csv")


def _file(table: str, address: str) -> str:
    return reverse("credit-file", kwargs={"table": table}) + address


def _models(made: CompanyCredit, sort: str, way: str) -> list[ModelTable]:
    """The models by their name or by what they give a channel; those that are not reckoned last."""
    if not sort:
        return list(made.compare)
    if sort == "model":
        return sorted(made.compare, key=lambda model: model.label.casefold(), reverse=way == DOWN)
    shares = {m.model: next((row.share for row in m.rows if row.name == sort), 0.0) for m in made.compare}
    told = sorted(made.compare, key=lambda model: shares[model.model], reverse=way == DOWN)
    return [*(m for m in told if not m.why_not), *(m for m in told if m.why_not)]


def _drawn(made: CompanyCredit, rows: tuple[Apart, ...]) -> list[tuple[Apart, Whisker]]:
    """Each channel's least and most on one scale, with what the signed model says between them."""
    signed = {row.name: row.share for row in made.compare[0].rows}
    scale = WIDE / (max((each.most for each in made.spread), default=0.0) or 1.0)
    return [
        (each, Whisker(max(each.least, 0) * scale, each.most * scale, signed.get(each.name, 0.0) * scale))
        for each in rows
    ]
