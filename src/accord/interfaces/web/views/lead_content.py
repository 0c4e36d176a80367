"""Content beside a lead: shared with its person, taken back, and ideas that come from there."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.content.find import find_answering
from accord.interfaces.web.pages import moved, show
from accord.interfaces.web.views.lead import lead as lead_page
from accord.vocabulary.content import ShareWay
from accord.vocabulary.errors import AccordError, Invalid
from accord.vocabulary.people import Viewer
from accord.workflows import content_idea as ideas
from accord.workflows import content_share


def lead_share(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Share a piece with the person of a lead: their own link, or that it was shown."""
    said = request.POST
    try:
        way = ShareWay.meeting if said.get("way") == "meeting" else ShareWay.link
        piece = _number(said.get("piece", ""))
        if not piece:
            raise Invalid(
                "content.no_piece", _("no piece is chosen"), _("choose one of the published pieces")
            )
        content_share.share_with_lead(
            viewer,
            key,
            piece,
            way,
            note=said.get("note", ""),
            key=_number(said.get("share", "")),
            now=timezone.now(),
        )
    except AccordError as problem:
        if problem.code in ("right.missing", "lead.unknown"):
            raise
        return lead_page(request, viewer, key, problem)
    told = _("Their own link is ready to copy.") if way is ShareWay.link else _("Written down: they saw it.")
    return moved(request, "lead", told, key=key)


def lead_share_back(request: HttpRequest, viewer: Viewer, key: int, share: int) -> HttpResponse:
    """It did not reach them: one's own share counts no longer."""
    try:
        content_share.take_back(viewer, share, now=timezone.now())
    except AccordError as problem:
        if problem.code == "right.missing":
            raise
        return lead_page(request, viewer, key, problem)
    return moved(request, "lead", _("Taken back: it counts no longer."), key=key)


def content_idea(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A note or a customer's question becomes a request at once; what exists already is shown first."""
    now, said = timezone.now(), request.POST
    lead, remark = _number(said.get("lead", "")), _number(said.get("remark", ""))
    idea = ideas.read_idea(viewer, now, lead=lead, about=said.get("about", "")[:60], remark=remark)
    there = find_answering(viewer, f"{idea.title} {idea.question}", now)
    if there:
        typed = {"title": idea.title, "question": idea.question, "lead": str(idea.lead), "key": str(idea.key)}
        return show(request, viewer, "content_ask.html", typed=typed, there=there)
    made = ideas.keep_idea(viewer, idea, now=now)
    return moved(
        request, "content-piece", _("An idea now: marketing answers in the promised time."), key=made.key
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
