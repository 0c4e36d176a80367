"""The board, and the rows behind each of its numbers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.contacts.reads import find_names
from accord.interfaces.web.charts import funnel_parts, whiskers
from accord.interfaces.web.cohort_chart import months_chart
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import offset_of, show
from accord.interfaces.web.periods import chosen_period
from accord.interfaces.web.sorting import Table, orders_of
from accord.reporting import dashboard
from accord.reporting.board import Promise, Rows, Window
from accord.reporting.campaigns.results import OF as OF_RESULTS
from accord.reporting.campaigns.results import ref_of
from accord.reporting.cohorts import CLAUSE, cohort_shares
from accord.reporting.content_use import content_use
from accord.reporting.ordering import UP, figure, figures, words
from accord.reporting.rows import rows_behind
from accord.teams.rights import Right, may
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer

SOURCES = Table(
    {
        "source": gettext_lazy("Source"),
        "leads": gettext_lazy("Leads begun"),
        "accepted_share": gettext_lazy("Accepted, of matured"),
        "won": gettext_lazy("Won"),
        "won_share": gettext_lazy("Won, of matured"),
        "revenue_per_lead": gettext_lazy("Revenue per lead"),
        "days_to_won": gettext_lazy("Days to won"),
    },
    (
        words("source"),
        *figures("leads", "accepted_share", "won", "won_share", "revenue_per_lead"),
        figure("days_to_won", first=UP),
    ),
)


def board(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The same joint figures for every role: the last finished ones at once, and newer ones when they are made.

    A page that asks again for a newer one (htmx) gets nothing until it is there.
    """
    period = chosen_period(request, viewer)
    made = dashboard.board(viewer, window=period.window, now=timezone.now(), wait=False)
    if made.stale and request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    cohorts, orders = made.funnel.cohorts, orders_of(request, {"sources": SOURCES}, period=period.name)
    return show(
        request,
        viewer,
        "board.html",
        board=made,
        period=period.name,
        periods=period.offered,
        now=timezone.now(),
        promised=both_teams(made.promises),
        last_day=made.window.end - timedelta(days=1),
        funnel=funnel_parts(made.funnel.stages),
        orders=orders,
        sources=orders["sources"].rows(made.sources),
        content=content_use(viewer, now=timezone.now()).unused if made.as_of else None,
        won_whiskers=whiskers(made.sources, "won_share"),
        cohorts=cohorts,
        won_months=months_chart(cohort_shares(cohorts, made.funnel.stages[-1].id)) if cohorts else None,
        months_clause=CLAUSE,
        stage_names=[stage for stage, _reached in cohorts[0].reached] if cohorts else [],
    )


def number(request: HttpRequest, viewer: Viewer, name: str) -> HttpResponse:
    """One number: how it is counted, its rows as far as this viewer may see them, its SQL."""
    now, period = timezone.now(), chosen_period(request, viewer)
    known = dashboard.numbers_like(viewer, name, window=period.window, now=now)
    found = next((n for n in known if n.name == name), None)
    if found is None:
        raise NotFound("board.no_number", _("the board has no such number"), _("open it from the board"))
    offset, back = offset_of(request), _back_from(name, period.name)
    return show(
        request,
        viewer,
        "rows.html",
        title=found.label,
        number=found,
        talk_about=f"number:{name}",
        sql=dashboard.sql_of(viewer, found.sql) if found.sql else "",
        period=period.name,
        back_url=back[0],
        back_label=back[1],
        take_away_url=take_away_address(viewer, name, period.name) if found.sql else "",
        **rows_of(viewer, found.rows, offset, now, period.window) if found.rows else {},
    )


def _back_from(name: str, period: str) -> tuple[str, str]:
    """Address and name of the page that shows a number: a campaign's results for theirs, else the board."""
    if name.startswith(OF_RESULTS):
        query = urlencode({"campaign": ref_of(name)})
        return f"{reverse('campaign-results-named')}?{query}", _("What it brought")
    return f"{reverse('board')}?period={period}", _("Board")


def both_teams(promises: Sequence[Promise]) -> list[tuple[str, list[Promise]]]:
    """Marketing's promises and sales', for two columns of equal weight; nothing where nobody promised."""
    if not promises:
        return []
    return [(team, [p for p in promises if p.team == team]) for team in ("marketing", "sales")]


def rows_of(
    viewer: Viewer, behind: Rows, offset: int, now: datetime, window: Window | None = None
) -> dict[str, Any]:
    """The page of rows with the names of the people in it; nothing for those who may not see people."""
    if not may(viewer, Right.see_rows):
        return {"rows": None}
    rows = rows_behind(viewer, behind, window=window, now=now, offset=offset)
    people = {row.contact_id for row in rows.rows if row.contact_id is not None}
    return {"rows": rows, "names": find_names(viewer, people), "offset": offset}


def number_file(request: HttpRequest, viewer: Viewer, name: str) -> HttpResponse:
    """One number as a zip: its slice of the mirror, its SQL, and a script that reckons it again."""
    window = chosen_period(request, viewer).window
    package = dashboard.take_away_number(viewer, name, window=window, now=timezone.now())
    attachment = content_disposition_header(True, f"{name.replace(':', '-')}.zip") or "attachment"
    return HttpResponse(package, content_type="application/zip", headers={"Content-Disposition": attachment})


def take_away_address(viewer: Viewer, name: str, period: str) -> str:
    """Where the number can be had as a file, over the same period; nothing without the right."""
    if not may_open(viewer, "number-file"):
        return ""
    return f"{reverse('number-file', kwargs={'name': name})}?period={period}"
