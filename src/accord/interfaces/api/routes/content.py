"""/content: the library, what is asked for, every step of a piece, the message house."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import P, QueryEx, Router
from pydantic import Field, StringConstraints

from accord.content.find import find_answering, find_pieces, get_piece
from accord.content.shapes import Piece, Wished
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Id, Key
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.message_house import HouseRow, message_house
from accord.teams.rights import Right, require
from accord.vocabulary.content import PieceAct
from accord.workflows import content as acts

router = Router(tags=["content"])
Word = Annotated[str, StringConstraints(max_length=60)]


class WishedIn(Body):
    """What a piece is for."""

    title: str = Field(min_length=1, max_length=200)
    stage: Word = ""
    persona: Word = ""
    segment: Word = ""
    tags: list[Word] = []
    key: Key = 0  # drawn by the caller: sent again, it is kept once


class ContentAskIn(WishedIn):
    """A question that asks for a piece. `lead` is whose question it is."""

    question: str = Field(min_length=1, max_length=2_000)
    lead: Key = 0


class ContentAddIn(WishedIn):
    """A piece that is there."""

    link: str = Field("", max_length=2_000)
    text: str = Field("", max_length=50_000)
    review_on: date | None = None


class ContentMakeIn(Body):
    """A step of marketing, from the version that was read."""

    act: Literal["exists", "accept", "draft", "publish", "retire"]
    version: Key
    link: str = Field("", max_length=2_000)
    text: str = Field("", max_length=50_000)
    same_as: Key = 0


class ContentReviewIn(Body):
    """What sales says to a draft; giving it back needs a reason."""

    fine: bool
    version: Key
    reason: str = Field("", max_length=300)


class ContentUndoIn(Body):
    """The version that was read."""

    version: Key


class ContentVoteIn(Body):
    """Wanted too, or no longer."""

    wanted: bool = True


@router.get("/content", url_name="content", response={200: list[Piece], **ERRORS})
def library(
    request: HttpRequest,
    words: QueryEx[str, P(max_length=200)] = "",
    state: QueryEx[str, P(max_length=12)] = "",
) -> HttpResponse:
    """Pieces in which every word stands, the newest first."""
    return answer(find_pieces(asks(request), datetime.now(UTC), words=words, state=state))


@router.get("/content/messages", url_name="content-messages", response={200: list[HouseRow], **ERRORS})
def messages(request: HttpRequest) -> HttpResponse:
    """What both teams say to each segment at each stage, with proof and retired words."""
    return answer(message_house(asks(request), datetime.now(UTC)))


@router.get("/content/answering", url_name="content-answering", response={200: list[Piece], **ERRORS})
def answering(request: HttpRequest, question: QueryEx[str, P(max_length=2_000)] = "") -> HttpResponse:
    """Published pieces that may answer a question already: look here before you ask for one."""
    viewer = asks(request)
    require(viewer, Right.ask_content)
    return answer(find_answering(viewer, question, datetime.now(UTC)))


@router.post("/content/ask", url_name="content-ask", response={200: Piece, **ERRORS})
def ask(request: HttpRequest, said: ContentAskIn) -> HttpResponse:
    """Ask for a piece."""
    wished = Wished(
        said.title,
        said.question,
        stage=said.stage,
        persona=said.persona,
        segment=said.segment,
        tags=tuple(said.tags),
    )
    return answer(acts.ask_piece(asks(request), wished, key=said.key, lead=said.lead, now=datetime.now(UTC)))


@router.post("/content", url_name="content-add", response={200: Piece, **ERRORS})
def add(request: HttpRequest, said: ContentAddIn) -> HttpResponse:
    """Put a piece that is there into the library, as a draft."""
    wished = Wished(
        said.title,
        "",
        said.link,
        said.text,
        said.stage,
        said.persona,
        said.segment,
        tuple(said.tags),
        said.review_on,
    )
    return answer(acts.add_piece(asks(request), wished, key=said.key, now=datetime.now(UTC)))


@router.get("/content/{int:piece_id}", url_name="content-piece", response={200: Piece, **ERRORS})
def one_piece(request: HttpRequest, piece_id: Id) -> HttpResponse:
    """One piece with its steps."""
    return answer(get_piece(asks(request), piece_id, datetime.now(UTC)))


@router.post("/content/{int:piece_id}/make", url_name="content-make", response={200: Piece, **ERRORS})
def make(request: HttpRequest, piece_id: Id, said: ContentMakeIn) -> HttpResponse:
    """Answer with a piece that exists, accept, draft, publish, retire."""
    return answer(
        acts.make(
            asks(request), piece_id, PieceAct(said.act), version=said.version, link=said.link, text=said.text,
            same_as=said.same_as, now=datetime.now(UTC),
        )
    )  # fmt: skip


@router.post("/content/{int:piece_id}/review", url_name="content-review", response={200: Piece, **ERRORS})
def review(request: HttpRequest, piece_id: Id, said: ContentReviewIn) -> HttpResponse:
    """Stand behind a draft, or give it back."""
    by, now = asks(request), datetime.now(UTC)
    return answer(
        acts.review(by, piece_id, fine=said.fine, version=said.version, reason=said.reason, now=now)
    )


@router.post("/content/{int:piece_id}/undo", url_name="content-undo", response={200: Piece, **ERRORS})
def undo(request: HttpRequest, piece_id: Id, said: ContentUndoIn) -> HttpResponse:
    """Take your own last step back."""
    return answer(acts.undo(asks(request), piece_id, version=said.version, now=datetime.now(UTC)))


@router.post("/content/{int:piece_id}/vote", url_name="content-vote", response={200: Piece, **ERRORS})
def vote(request: HttpRequest, piece_id: Id, said: ContentVoteIn) -> HttpResponse:
    """Want it too, or no longer."""
    return answer(acts.vote(asks(request), piece_id, wanted=said.wanted, now=datetime.now(UTC)))
