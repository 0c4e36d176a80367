"""/sends: sends of the company's own tools and their first hour."""

from datetime import UTC, datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router

from accord.campaigns.pulse.follow import follow_verdict
from accord.campaigns.pulse.read import find_sends, get_send
from accord.campaigns.pulse.shapes import Followed, SendLine, SendSheet
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Key
from accord.interfaces.api.shape import ERRORS, answer

router = Router(tags=["campaigns"])


class FollowIn(Body):
    """What somebody did about a verdict; an override needs its reason."""

    followed: Followed
    why: str = ""


@router.get("/sends", url_name="sends", response={200: list[SendLine], **ERRORS})
def the_sends(request: HttpRequest) -> HttpResponse:
    """Every send that was seen, the latest first, with its verdict."""
    return answer(find_sends(asks(request), datetime.now(UTC)))


@router.get("/sends/{int:key}", url_name="send", response={200: SendSheet, **ERRORS})
def one_send(request: HttpRequest, key: Key) -> HttpResponse:
    """One send: every look as it was taken, what it is held against, who followed."""
    return answer(get_send(asks(request), key, datetime.now(UTC)))


@router.post("/sends/{int:key}/follow", url_name="send-follow", response={200: SendSheet, **ERRORS})
def follow_send(request: HttpRequest, key: Key, body: FollowIn) -> HttpResponse:
    """Say that the verdict was obeyed, or overridden and why."""
    by, now = asks(request), datetime.now(UTC)
    with transaction.atomic():
        follow_verdict(by, key, body.followed, body.why, now=now)
    return answer(get_send(by, key, now))
