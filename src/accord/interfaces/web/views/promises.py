"""Both teams' promises in two columns of equal weight; meetings held; decisions made."""

import secrets
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.alignment.meetings.decisions import decide, find_colleagues, finish
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, safe_address, see_other, show
from accord.interfaces.web.periods import chosen_period, cycle_or_all
from accord.reporting.leaks import LEAK_CLAUSES
from accord.reporting.promises import promises_board
from accord.vocabulary.errors import AccordError, Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.meetings import hold_meeting
from accord.workflows.talk import dated_clauses


def promises(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What each team promised, how it stands, what follows, what was decided; over the cycle unless asked otherwise."""
    return _page(request, viewer)


def meeting_held(request: HttpRequest, viewer: Viewer, meeting: str) -> HttpResponse:
    """Say that a meeting is held now."""
    hold_meeting(viewer, meeting, now=timezone.now())
    return moved(request, "promises", _("Recorded: held."))


def decision_add(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Record a decision; a refused one keeps what was typed."""
    typed = {
        name: request.POST.get(name, "").strip() for name in ("key", "text", "about", "who", "due", "back")
    }
    try:
        decide(
            viewer,
            key=typed["key"] or secrets.token_hex(12),
            text=typed["text"],
            about=typed["about"],
            who=int(typed["who"][:19]) if typed["who"].isascii() and typed["who"].isdigit() else 0,
            due=_day(typed["due"]),
            now=timezone.now(),
        )
    except AccordError as problem:
        return _page(request, viewer, problem, typed)
    return see_other(safe_address(request, typed["back"], "/promises"))


def decision_done(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:
    """Say that a decision is done, or open it again."""
    finish(viewer, key, done=request.POST.get("done", "yes") == "yes", now=timezone.now())
    return see_other(safe_address(request, request.POST.get("back", ""), "/promises"))


def _page(
    request: HttpRequest,
    viewer: Viewer,
    problem: AccordError | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    period = chosen_period(request, viewer) if request.GET.get("period") else cycle_or_all(viewer)
    may_decide = may_open(viewer, "decision-add")
    return show(
        request,
        viewer,
        "promises.html",
        problem,
        colleagues=find_colleagues(viewer) if may_decide else (),
        made=promises_board(viewer, window=period.window, now=timezone.now()),
        period=period.name,
        leak_clauses=LEAK_CLAUSES,
        dated_clauses=dated_clauses(timezone.now()),
        may_hold=may_open(viewer, "meeting-held"),
        may_decide=may_decide,
        typed=typed or {},
        key=secrets.token_hex(12),
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise Invalid("decision.due", _("this is no day"), _("write it as 2027-03-19")) from problem
