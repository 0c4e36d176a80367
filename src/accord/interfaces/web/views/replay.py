"""A draft replayed: asked for, watched, stopped, read; the leads that differ by what differs, in the address."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.contacts.naming import find_names
from accord.interfaces.web.pages import moved, part, see_other, show
from accord.reporting.replay import CHANGES, DAYS, MOST_DAYS, Replay, names_of
from accord.teams.drafts import get_draft
from accord.vocabulary.errors import AccordError, NotFound
from accord.vocabulary.people import Viewer
from accord.workflows.replay_file import replay_file as file_of
from accord.workflows.replay_task import find_answer, order_replay, standing_of, stop_replay

_SHOWN = 200


def replay(request: HttpRequest, viewer: Viewer, draft_id: int) -> HttpResponse:
    """The page; a POST asks for the days anew."""
    problem: AccordError | None = None
    days = _days(request)
    if request.method == "POST":
        try:
            order_replay(viewer, draft_id, days, now=timezone.now())
            return see_other(f"{request.path}?{urlencode({'days': days})}")
        except AccordError as raised:
            problem = raised
    found = get_draft(viewer, draft_id)
    made, only = find_answer(viewer, draft_id, days), request.GET.get("rows", "")
    only = only if only in CHANGES else ""
    rows = [row for row in made.rows if not only or only in row.changes] if made else []
    return show(
        request,
        viewer,
        "replay.html",
        problem,
        draft=found,
        days=days,
        most_days=MOST_DAYS,
        standing=standing_of(viewer, draft_id, days),
        made=made,
        rows=rows[:_SHOWN],
        more=max(0, len(rows) - _SHOWN),
        only=only,
        kinds=_kinds(made, days) if made else [],
        names=names_of(viewer, timezone.now()) if made and made.people else {},
        leads=find_names(viewer, {row.contact for row in rows[:_SHOWN]}),
    )


def replay_progress(request: HttpRequest, viewer: Viewer, draft_id: int) -> HttpResponse:
    """How far it is: the part of the page that asks again by itself while the worker is at it."""
    days = _days(request)
    standing = standing_of(viewer, draft_id, days)
    response = part(
        request, "parts/replay_progress.html", standing=standing, draft=get_draft(viewer, draft_id), days=days
    )
    if not standing.busy:
        response.headers["HX-Refresh"] = "true"
    return response


def replay_stop(request: HttpRequest, viewer: Viewer, draft_id: int) -> HttpResponse:
    """Stop at the next step."""
    stop_replay(viewer, draft_id, _days(request))
    return moved(request, "replay", _("It stops at its next step; nothing was written."), draft_id=draft_id)


def replay_file(request: HttpRequest, viewer: Viewer, draft_id: int) -> HttpResponse:
    """The leads that differ, as CSV."""
    days = _days(request)
    made = find_answer(viewer, draft_id, days)
    if made is None:
        raise NotFound(
            "replay.none",
            _("this draft has not been replayed over these days"),
            _("replay it, then take the file"),
        )
    attachment = {"Content-Disposition": f'attachment; filename="replay-{draft_id}-{days}-days.csv"'}
    return HttpResponse(file_of(viewer, made), "text/csv; charset=utf-8", headers=attachment)


def _days(request: HttpRequest) -> int:
    asked = request.POST.get("days") or request.GET.get("days") or ""
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else DAYS


def _kinds(made: Replay, days: int) -> list[tuple[str, int, str]]:
    """What the rows can be narrowed to: (change, how many, address)."""
    counts = {change: sum(change in row.changes for row in made.rows) for change in CHANGES}
    return [
        (change, count, "?" + urlencode({"days": days, "rows": change}))
        for change, count in counts.items()
        if count
    ]
