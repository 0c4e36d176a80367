"""/content/use and shares: what buyers see of content, whom a piece reached, what to retire."""

from datetime import UTC, datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import P, QueryEx, Router
from pydantic import Field

from accord.content.shapes import Shared
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import LARGEST, Body, Id, Key
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.content_use import ToRetire, UseOfContent, content_use, find_to_retire
from accord.vocabulary.content import ShareWay
from accord.workflows import content_share

router = Router(tags=["content"])


class ContentShareIn(Body):
    """Whom a piece reaches: the person of a lead; by a tracked link of theirs, or shown in a meeting."""

    lead: Key
    way: Literal["link", "meeting"] = "link"
    note: str = Field("", max_length=300)
    key: Key = 0  # drawn by the caller: sent again, it is kept once


class ContentBackIn(Body):
    """Nothing more is needed."""


@router.get("/content/use", url_name="content-use", response={200: UseOfContent, **ERRORS})
def the_use(request: HttpRequest) -> HttpResponse:
    """The unused share of what is published, by stage and segment, and each piece's use."""
    return answer(content_use(asks(request), now=datetime.now(UTC)))


@router.get("/content/retire", url_name="content-retire", response={200: list[ToRetire], **ERRORS})
def to_retire(request: HttpRequest) -> HttpResponse:
    """Published pieces that lie unused, or whose day of review has passed."""
    return answer(find_to_retire(asks(request), now=datetime.now(UTC)))


@router.get("/content/shares", url_name="content-shares", response={200: list[Shared], **ERRORS})
def shares(request: HttpRequest, lead: QueryEx[int, P(ge=0, le=LARGEST)] = 0) -> HttpResponse:
    """What reached the person of a lead, and what they opened."""
    return answer(content_share.find_shared(asks(request), lead, datetime.now(UTC)))


@router.post("/content/{int:piece_id}/share", url_name="content-share", response={200: Shared, **ERRORS})
def share(request: HttpRequest, piece_id: Id, said: ContentShareIn) -> HttpResponse:
    """Share a published piece with the person of a lead; `token` is that of their link, `/l/TOKEN`."""
    by, way = asks(request), ShareWay(said.way)
    made = content_share.share_with_lead(
        by, said.lead, piece_id, way, note=said.note, key=said.key, now=datetime.now(UTC)
    )
    return answer(made)


@router.post(
    "/content/shares/{int:share_id}/back", url_name="content-share-back", response={204: None, **ERRORS}
)
def share_back(request: HttpRequest, share_id: Id, said: ContentBackIn) -> HttpResponse:
    """Your own share counts no longer, and its link leads nowhere."""
    content_share.take_back(asks(request), share_id, now=datetime.now(UTC))
    return HttpResponse(status=204)
