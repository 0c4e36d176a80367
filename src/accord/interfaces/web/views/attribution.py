"""Attribution: the signed model first, its spread in words, every model behind "compare"."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.alignment.meetings.decisions import find_colleagues
from accord.interfaces.web.charts import WIDE, Whisker
from accord.interfaces.web.credit_words import tables_of
from accord.interfaces.web.files import csv_file
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import show
from accord.interfaces.web.periods import Chosen, chosen_period
from accord.interfaces.web.sankey import drawing_of
from accord.interfaces.web.sorting import Orders, orders_of, wishes_of
from accord.reporting.attribution import Apart, CompanyCredit, Credited, ModelTable, company_credit
from accord.reporting.credit_runs import last_change
from accord.reporting.credit_tables import TABLES, rows_of
from accord.reporting.moves import moves_standing
from accord.reporting.roi import Roi, company_roi
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
    returns = company_roi(viewer, window=period.window, now=timezone.now())
    tables = {table.grain: table for table in made.signed}
    by = request.GET.get("by", "")
    by = by if by in tables else next(iter(tables))
    shown = "won" if request.GET.get("deals") == "won" else ""
    orders = orders_of(
        request, tables_of(made, returns, by),
        period=period.name, by=by, compare="1" if compare else "", deals=shown,
    )  # fmt: skip
    return show(
        request,
        viewer,
        "attribution.html",
        problem,
        made=made,
        last_change=last_change(viewer),
        table=tables[by],
        ways=drawing_of(made.ways, shown),
        shown=shown,
        by=by,
        compare=compare,
        returns=returns,
        moves=moves_standing(viewer, window=period.window, now=timezone.now()),
        may_decide=may_open(viewer, "move-decide"),
        colleagues=find_colleagues(viewer) if may_open(viewer, "move-decide") else (),
        period=period.name,
        **_in_order(made, returns, by, orders),
        **_addresses(orders, period, made),
    )


def _in_order(made: CompanyCredit, returns: Roi, by: str, orders: Orders) -> dict[str, Any]:
    """The rows of every table in the order of the address, and what is drawn in them."""
    rows = {name: rows_of(name, made, returns, by, orders[name].sorting) for name in TABLES}
    return {
        "rows": rows,
        "orders": orders,
        "columns": len(made.spread) + 1,
        "matrix": [(model, _cells(made, model)) for model in rows["models"]],
        "spread": _drawn(made, rows["spread"]),
        "flows_open": orders["flows"].asked,
    }


def _addresses(orders: Orders, period: Chosen, made: CompanyCredit) -> dict[str, Any]:
    """The links that change one word of the address and keep the others, the orders among them."""
    there = {table.grain for table in made.signed}
    return {
        "files": {name: reverse("credit-file", kwargs={"table": name}) + orders.here for name in TABLES},
        "shown_addresses": tuple(orders.address(deals=deals) + "#ways-title" for deals in ("", "won")),
        "grains": [(name, label, orders.address(by=name)) for name, label in GRAINS.items() if name in there],
        "compare_address": orders.address(compare="" if orders.asked["compare"] else "1"),
        "periods": {name: (label, orders.address(period=name)) for name, label in period.offered.items()},
    }


def _cells(made: CompanyCredit, model: ModelTable) -> list[Credited | None]:
    rows = {row.name: row for row in model.rows}
    return [rows.get(each.name) for each in made.spread]


def credit_table_file(request: HttpRequest, viewer: Viewer, table: str) -> HttpResponse:
    """One table of the page as CSV, in the order of the address, with the model, the clause and the run it is of."""
    sort, way = wishes_of(request, TABLES).get(table, ("", ""))
    body = credit_file(
        viewer, table, by=request.GET.get("by", ""), window=chosen_period(request, viewer).window,
        sort=sort, way=way, now=timezone.now(),
    )  # fmt: skip
    return csv_file(body, f"credit-{table}.csv")


def _drawn(made: CompanyCredit, rows: list[Apart]) -> list[tuple[Apart, Whisker]]:
    """Each channel's least and most on one scale, with what the signed model says between them."""
    signed = {row.name: row.share for row in made.compare[0].rows}
    scale = WIDE / (max((each.most for each in made.spread), default=0.0) or 1.0)
    return [
        (each, Whisker(max(each.least, 0) * scale, each.most * scale, signed.get(each.name, 0.0) * scale))
        for each in rows
    ]
