"""Attribution: the signed model first, its spread in words, every model behind "compare"."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.alignment.meetings.decisions import find_colleagues
from accord.interfaces.web.charts import WIDE, Whisker
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import show
from accord.interfaces.web.periods import chosen_period
from accord.reporting.attribution import Apart, CompanyCredit, Credited, ModelTable, company_credit
from accord.reporting.credit_runs import last_run
from accord.reporting.moves import moves_standing
from accord.reporting.roi import company_roi
from accord.vocabulary.errors import AccordError
from accord.vocabulary.people import Viewer

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

    def address(**more: str) -> str:
        asked = {"period": period.name, "by": by, **({"compare": "1"} if compare else {}), **more}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    return show(
        request,
        viewer,
        "attribution.html",
        problem,
        made=made,
        last_run=last_run(viewer),
        table=tables[by],
        by=by,
        grains=[(name, label, address(by=name)) for name, label in GRAINS.items() if name in tables],
        compare=compare,
        compare_address=address(compare="" if compare else "1"),
        channels=[each.name for each in made.spread],
        columns=len(made.spread) + 1,
        matrix=[(model, _cells(made, model)) for model in made.compare],
        spread=_drawn(made),
        returns=company_roi(viewer, window=period.window, now=timezone.now()),
        moves=moves_standing(viewer, window=period.window, now=timezone.now()),
        may_decide=may_open(viewer, "move-decide"),
        colleagues=find_colleagues(viewer) if may_open(viewer, "move-decide") else (),
        period=period.name,
        periods={name: (label, address(period=name)) for name, label in period.offered.items()},
    )


def _cells(made: CompanyCredit, model: ModelTable) -> list[Credited | None]:
    rows = {row.name: row for row in model.rows}
    return [rows.get(each.name) for each in made.spread]


def _drawn(made: CompanyCredit) -> list[tuple[Apart, Whisker]]:
    """Each channel's least and most on one scale, with what the signed model says between them."""
    signed = {row.name: row.share for row in made.compare[0].rows}
    scale = WIDE / (max((each.most for each in made.spread), default=0.0) or 1.0)
    return [
        (each, Whisker(max(each.least, 0) * scale, each.most * scale, signed.get(each.name, 0.0) * scale))
        for each in made.spread
    ]
