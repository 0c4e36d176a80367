"""Content: the library, the request for a piece, one piece with its steps, the message house."""

import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accord.content.find import find_answering, find_drafts, find_pieces, get_piece
from accord.content.moves import open_moves
from accord.content.shapes import Wished
from accord.content.shared import find_shares
from accord.handoffs.find import find_handoffs
from accord.interfaces.web.files import csv_file
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, show
from accord.reporting.message_house import find_retired_words, message_house
from accord.teams.notices import find_actor_names
from accord.vocabulary.content import PieceAct, PieceState
from accord.vocabulary.errors import AccordError, Invalid, NotFound
from accord.vocabulary.people import Viewer
from accord.workflows import content as acts
from accord.workflows.content_file import content_file as write_file

_FIELDS = (
    "title",
    "question",
    "lead",
    "link",
    "text",
    "stage",
    "persona",
    "segment",
    "tags",
    "review_on",
    "key",
)


def content(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The library, by words and by how a piece stands."""
    words, state = request.GET.get("words", "")[:200], request.GET.get("state", "")[:12]
    found = find_pieces(viewer, timezone.now(), words=words, state=state)
    return show(
        request, viewer, "content.html", pieces=found, words=words, state=state, states=acts.STATES,
        names=find_actor_names({one.owner for one in found}), may_ask=may_open(viewer, "content-ask"),
        may_make=may_open(viewer, "content-new"),
    )  # fmt: skip


def content_file(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """All of it as CSV."""
    return csv_file(write_file(viewer, timezone.now()), "content.csv")


def content_messages(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What both teams say to whom, with proof and retired words."""
    return show(request, viewer, "content_messages.html", rows=message_house(viewer, timezone.now()))


def content_ask(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask for a piece; what answers already is shown first, and asking anyway is one more click."""
    typed = _typed(request)
    if request.method != "POST":
        return show(request, viewer, "content_ask.html", typed=typed)
    now = timezone.now()
    there = find_answering(viewer, f"{typed['title']} {typed['question']}", now)
    if there and request.POST.get("anyway") != "1":
        return show(request, viewer, "content_ask.html", typed=typed, there=there)
    try:
        wished = _wished(typed)
        made = acts.ask_piece(viewer, wished, key=_number(typed["key"]), lead=_number(typed["lead"]), now=now)
    except AccordError as problem:
        return show(request, viewer, "content_ask.html", problem, typed=typed)
    return moved(request, "content-piece", _("Asked. Marketing answers in the promised time."), key=made.key)


def content_new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Put a piece that is there into the library."""
    typed = _typed(request)
    if request.method != "POST":
        return show(request, viewer, "content_new.html", typed=typed)
    try:
        made = acts.add_piece(viewer, _wished(typed), key=_number(typed["key"]), now=timezone.now())
    except AccordError as problem:
        return show(request, viewer, "content_new.html", problem, typed=typed)
    return moved(request, "content-piece", _("In the library, as a draft for sales to review."), key=made.key)


def content_piece(
    request: HttpRequest, viewer: Viewer, key: int, problem: AccordError | None = None
) -> HttpResponse:
    """One piece: what it is for, what it says, what is next and by when, every step."""
    now = timezone.now()
    one = get_piece(viewer, key, now)
    steps = {act.value for act in open_moves(one.state)}
    return show(
        request, viewer, "content_piece.html", problem, one=one, open=steps, typed=request.POST,
        retired=find_retired_words(viewer, one, now), may_ask=may_open(viewer, "content-ask"),
        may_make=may_open(viewer, "content-make") and steps - {"review", "send_back"},
        may_review=may_open(viewer, "content-review") and "review" in steps,
        may_undo=bool(one.steps[1:]) and one.steps[-1].actor == viewer.actor and one.steps[-1].act != PieceAct.undo,
        names=find_actor_names({one.owner, one.made_by, *(step.actor for step in one.steps)}),
        same=get_piece(viewer, one.same_as, now) if one.same_as else None,
        there=find_pieces(viewer, now, state=PieceState.published.value) if "exists" in steps else (),
        may_contact=may_open(viewer, "contact"), shares=find_shares(viewer, key, now),
        drafts=find_drafts(viewer, key), talk_about=f"piece:{key}", asked_at=_asked_at(viewer, one.subject),
    )  # fmt: skip


def _asked_at(viewer: Viewer, subject: int) -> int:
    """The lead whose customer asked, where the viewer may see it; 0 for none."""
    rows = find_handoffs(viewer, subjects=(subject,), limit=1)[0] if subject else []
    return rows[0].key if rows else 0


def content_make(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """A step of marketing."""
    said = request.POST
    return _done(
        request, viewer, key,
        lambda: acts.make(
            viewer, key, _act(said.get("act", "")), version=_number(said.get("version", "")), link=said.get("link", ""),
            text=said.get("text", ""), same_as=_number(said.get("same_as", "")), now=timezone.now(),
        ),
    )  # fmt: skip


def content_review(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Sales stands behind a draft, or gives it back."""
    said = request.POST
    return _done(
        request, viewer, key,
        lambda: acts.review(
            viewer, key, fine=said.get("fine") == "1", version=_number(said.get("version", "")),
            reason=said.get("reason", ""), now=timezone.now(),
        ),
    )  # fmt: skip


def content_undo(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """One's own last step goes back."""
    version = _number(request.POST.get("version", ""))
    return _done(request, viewer, key, lambda: acts.undo(viewer, key, version=version, now=timezone.now()))


def content_vote(request: HttpRequest, viewer: Viewer, key: int) -> HttpResponse:
    """Want it too, or no longer."""
    wanted = request.POST.get("wanted") != "0"
    return _done(request, viewer, key, lambda: acts.vote(viewer, key, wanted=wanted, now=timezone.now()))


def _done(request: HttpRequest, viewer: Viewer, key: int, act: Callable[[], Any]) -> HttpResponse:
    """The page again: with one sentence, or with what stood against it."""
    try:
        act()
    except NotFound:
        raise
    except AccordError as problem:
        if problem.code == "right.missing":
            raise
        return content_piece(request, viewer, key, problem)
    return moved(request, "content-piece", _("Done."), key=key)


def _typed(request: HttpRequest) -> dict[str, str]:
    said = request.POST if request.method == "POST" else request.GET
    typed = {name: said.get(name, "") for name in _FIELDS}
    return {**typed, "key": typed["key"] or str(secrets.randbelow(2**62) + 1)}


def _wished(typed: dict[str, str]) -> Wished:
    try:
        day = parse_date(typed["review_on"].strip()) if typed["review_on"].strip() else None
    except ValueError:
        day = None
    if typed["review_on"].strip() and day is None:
        raise Invalid("content.day", "this is no day", "write it as 2027-03-31")
    return Wished(
        typed["title"], typed["question"], typed["link"], typed["text"], typed["stage"], typed["persona"],
        typed["segment"], tuple(tag.strip() for tag in typed["tags"].split(",") if tag.strip()), day,
    )  # fmt: skip


def _act(text: str) -> PieceAct:
    made = {PieceAct.exists, PieceAct.accept, PieceAct.draft, PieceAct.publish, PieceAct.retire}
    found = next((act for act in made if act.value == text), None)
    if found is None:
        raise Invalid("content.act", "this is no step of a piece", "look at what the piece offers")
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
