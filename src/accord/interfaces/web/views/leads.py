"""Leads: the list with its filters, what became of them, and several given to somebody else at once."""

from datetime import UTC, date, datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import ngettext

from accord.interfaces.web.became_table import sources_of
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, offset_of, part, show
from accord.interfaces.web.periods import Chosen, chosen_period
from accord.interfaces.web.sorting import orders_of
from accord.reporting.desk.became import PAGE as BECAME_PAGE
from accord.reporting.desk.became import became as read_became
from accord.reporting.desk.became import became_version
from accord.reporting.desk.find import PAGE, Wanted, find_leads
from accord.reporting.desk.said import PAGE as SAID_PAGE
from accord.reporting.desk.said import find_said
from accord.reporting.desk.takers import find_takers
from accord.reporting.hears import SORTS
from accord.vocabulary.handoffs import HandoffState
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs.at_desk import reassign_many
from accord.workflows.lead_file import lead_file

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/x-ndjson; charset=utf-8"}
STATES = ("open", "all", *HandoffState.__members__)


def leads(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The leads that this viewer may see, the next due first."""
    wanted, now = wanted_of(request), timezone.now()
    page = find_leads(viewer, wanted, now, offset=offset_of(request), limit=PAGE)
    query = request.GET.copy()
    query.pop("offset", None)
    return show(
        request,
        viewer,
        "leads.html",
        page=page,
        wanted=wanted,
        search=wanted.search,
        states=STATES,
        query=query.urlencode(),
        following=page.offset + PAGE if page.offset + PAGE < page.total else None,
        takers=find_takers(viewer, now) if may_open(viewer, "leads-reassign") else (),
        desk_keys=True,
    )


def leads_csv(request: HttpRequest, viewer: Viewer) -> StreamingHttpResponse:
    """The same leads as CSV."""
    return _file(request, viewer, "csv")


def leads_json(request: HttpRequest, viewer: Viewer) -> StreamingHttpResponse:
    """The same leads, one JSON object a line."""
    return _file(request, viewer, "json")


def leads_reassign(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Give the leads that are ticked to somebody else; of each that moved meanwhile it is said who was first."""
    ticked = [
        int(key) for key in request.POST.getlist("lead") if key.isascii() and key.isdigit() and len(key) < 20
    ]
    done = reassign_many(
        viewer, ticked, request.POST.get("owner", ""), request.POST.get("why", ""), now=timezone.now()
    )
    went = [one for one in done if not one.problem]
    told = ngettext("%(n)s lead has a new owner.", "%(n)s leads have a new owner.", len(went)) % {
        "n": len(went)
    }
    return moved(request, "leads", " ".join([told, *(one.problem + "." for one in done if one.problem)]))


def became(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What became of the leads that were handed over in a period."""
    period = chosen_period(request, viewer)
    return show(
        request,
        viewer,
        "leads_became.html",
        tag=f"{viewer.user_id}-{became_version(viewer, timezone.now())}",
        periods=period.offered,
        **_became(request, viewer, period),
    )


def became_now(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The same without its frame, asked again and again: 304 and no body while nothing changed."""
    tag = f'"{viewer.user_id}-{became_version(viewer, timezone.now())}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    period = chosen_period(request, viewer)
    answer = part(request, "parts/became.html", viewer=viewer, **_became(request, viewer, period))
    answer["ETag"] = tag
    return answer


def _became(request: HttpRequest, viewer: Viewer, period: Chosen) -> dict[str, Any]:
    since, until = (_at(period.window.start), _at(period.window.end)) if period.window else (None, None)
    offset = offset_of(request)
    found = read_became(viewer, timezone.now(), since=since, until=until, offset=offset)
    following = offset + BECAME_PAGE if offset + BECAME_PAGE < found.visible else None
    orders = orders_of(request, {"sources": sources_of(found)}, period=period.name)
    return {
        "found": found,
        "orders": orders,
        "by_source": orders["sources"].rows(found.by_source),
        "period": period.name,
        "following": following,
    }


def words(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What customers said at the outcome, searched."""
    offset = offset_of(request)
    found = find_said(viewer, request.GET.get("q", ""), timezone.now(), offset=offset)
    following = offset + SAID_PAGE if found.more else None
    return show(request, viewer, "leads_words.html", found=found, following=following, sorts=SORTS)


def wanted_of(request: HttpRequest) -> Wanted:
    """The filters of the address."""
    get = request.GET.get
    return Wanted(
        state=get("state", "") or "open",
        whose=get("whose", "") or "all",
        search=get("q", "").strip(),
        kind=get("kind", ""),
    )


def _file(request: HttpRequest, viewer: Viewer, form: str) -> StreamingHttpResponse:
    pieces = lead_file(viewer, wanted_of(request), form, timezone.now())
    return StreamingHttpResponse(
        (piece.encode() for piece in pieces),
        content_type=TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="leads.{form}"'},
    )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
