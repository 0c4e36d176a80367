"""One lead: its dossier, and the acts on it. Every act is a POST; whoever comes second is told who was first."""

import secrets
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.alignment.talk.subjects import find_subjects
from accord.content.find import find_pieces
from accord.handoffs.words import Words
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, safe_address, see_other, show
from accord.interfaces.web.timeline import moments
from accord.reporting.desk.takers import find_takers
from accord.vocabulary.content import PieceState
from accord.vocabulary.errors import AccordError, Invalid
from accord.vocabulary.next_answers import NotNow
from accord.vocabulary.people import Viewer
from accord.workflows.content_share import address_of, find_shared
from accord.workflows.handoffs.at_desk import (
    accept_at_desk,
    aside_at_desk,
    end_at_desk,
    reassign_at_desk,
    try_at_desk,
    undo_at_desk,
)
from accord.workflows.handoffs.dossier import get_dossier

_PAPER = "paper:"  # how the fields for the next team are named
_HOURS = ("1", "4", "24")


def lead(request: HttpRequest, viewer: Viewer, key: int, problem: AccordError | None = None) -> HttpResponse:
    """The dossier of one lead; after an act that was refused, with what stood against it."""
    return _page(request, viewer, key, problem)


def lead_accept(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Take it to work."""
    try:
        accept_at_desk(viewer, key, now=timezone.now())
    except AccordError as problem:
        return _page(request, viewer, key, problem)
    return _done(request, key, _("Taken to work."))


def lead_end(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Say how it ended; a refused form keeps what was typed."""
    typed = {name: request.POST.get(name, "") for name in ("ending", "question", "informed_by", "challenge")}
    outcome, _bar, reason = typed["ending"].partition("|")
    papers = {
        name.removeprefix(_PAPER): text for name, text in request.POST.items() if name.startswith(_PAPER)
    }
    typed |= {f"{_PAPER}{name}": str(text) for name, text in papers.items()}
    said = {name: typed[name] for name in ("question", "informed_by", "challenge")}
    words = Words(**said, papers={name: str(text) for name, text in papers.items()})
    try:
        end_at_desk(viewer, key, outcome, reason, words, now=timezone.now())
    except AccordError as problem:
        return _page(request, viewer, key, problem, typed)
    return _done(request, key, _("Kept. Marketing hears of it in ten seconds."))


def lead_tried(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Write down an attempt made outside the CRM."""
    typed = {name: request.POST.get(name, "") for name in ("how", "at")}
    try:
        at = read_instant(typed["at"]) if typed["at"] else None
        try_at_desk(viewer, key, typed["how"], at, now=timezone.now())
    except AccordError as problem:
        return _page(request, viewer, key, problem, typed)
    return _done(request, key, _("Written down. It counts in ten seconds, as the clock's clause says."))


def lead_aside(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Put it aside for some hours, or until an instant; `back`: it stands on the list again."""
    now, hours = timezone.now(), request.POST.get("hours", "")
    typed = {"until": request.POST.get("until", "")}
    try:
        if hours in _HOURS:
            until: datetime | None = now + timedelta(hours=int(hours))
        else:
            until = None if hours == "0" else read_instant(typed["until"])
        aside_at_desk(viewer, key, until, now=now)
    except AccordError as problem:
        return _page(request, viewer, key, problem, typed)
    return _done(
        request, key, _("Put aside: no clock stops.") if until else _("It stands on your list again.")
    )


def read_instant(text: str) -> datetime:
    """An instant as a form sends it, in the zone that pages are shown in. Raises `Invalid`."""
    try:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else timezone.make_aware(found)
    except (ValueError, OverflowError) as problem:
        raise Invalid("lead.no_instant", _("this is no day and time"), _("choose both")) from problem


def lead_reassign(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Give it to somebody else."""
    try:
        reassign_at_desk(
            viewer, key, request.POST.get("owner", ""), request.POST.get("why", ""), now=timezone.now()
        )
    except AccordError as problem:
        typed = {name: request.POST.get(name, "") for name in ("owner", "why")}
        return _page(request, viewer, key, problem, typed)
    return moved(request, "today", _("It has a new owner, who is told."))


def lead_undo(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Take one's own last act back."""
    try:
        undo_at_desk(viewer, key, now=timezone.now())
    except AccordError as problem:
        return _page(request, viewer, key, problem)
    return moved(request, "lead", _("Taken back: nobody was told."), key=key)


def _done(request: HttpRequest, key: int, said: str) -> HttpResponse:
    wished = request.POST.get("back", "")
    if wished:
        messages.success(request, said)
        return see_other(safe_address(request, wished, f"/leads/{key}"))
    return moved(request, "lead", said, key=key)


def _page(
    request: HttpRequest,
    viewer: Viewer,
    key: int,
    problem: AccordError | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    now = timezone.now()
    found = get_dossier(viewer, key, now)
    return show(
        request,
        viewer,
        "lead.html",
        problem,
        found=found,
        lead=found.lead,
        moments=moments(found.touches),
        takers=find_takers(viewer, now) if "reassign" in found.acts else (),
        typed=typed or {},
        talk_about=_talk_about(viewer, found.lead.contact),
        **_content(viewer, key, now),
        may_open_contact=may_open(viewer, "contact"),
        desk_keys=True,
        not_now=[why.value for why in NotNow],
    )


def _content(viewer: Viewer, key: int, now: datetime) -> dict[str, object]:
    """What was shared with the person, and what can be; nothing for who may not share."""
    if not may_open(viewer, "lead-share"):
        return {}
    shared = find_shared(viewer, key, now)
    return {
        "shared": [(one, address_of(one)) for one in shared],
        "pieces": find_pieces(viewer, now, state=PieceState.published.value),
        "share_key": secrets.randbelow(2**62) + 1,
    }


def _talk_about(viewer: Viewer, contact: int | None) -> str:
    """What is talked of beside a lead; empty for whoever sees the lead and not the person behind it."""
    about = f"contact:{contact or 0}"
    subject = find_subjects(viewer, [about]).get(about)
    return f"lead:{subject.key}" if subject else ""
