"""/contacts/N/may-contact and its slots, /collisions: may we reach this person, and where we collided."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, P, QueryEx, Router, Schema
from pydantic import StringConstraints

from accord.contacts.answers import Answer
from accord.contacts.asking import make_ask
from accord.contacts.collision_shapes import CollisionReport
from accord.contacts.collisions import find_collisions, stretch_of
from accord.contacts.leases import Leased, give_back, lease_contact
from accord.contacts.may_contact import may_contact
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Id, Offset, Word
from accord.interfaces.api.routes.numbers import window_of
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.collided import CollisionRate, company_collisions
from accord.workflows.reach import approve, close_complaint

router = Router(tags=["contact policy"])
Team = Literal["marketing", "sales", "success"]
Way = Literal["email", "phone", "post"]
Name = Annotated[str, StringConstraints(max_length=200)]


class Take(Body):
    """Who wants to reach the person and how; the slot counts as used for so many minutes."""

    team: Team | None = None
    medium: Way = "email"
    by_hand: bool | None = None
    campaign: Name = ""
    test_arm: bool = False
    minutes: int = Field(60, ge=1, le=1440)


class Approve(Body):
    """Which campaign may reach the people of your opportunity, and why."""

    campaign: str = Field(min_length=1, max_length=200)
    reason: str = Field("", max_length=300)


class Closed(Body):
    """How the complaint was dealt with."""

    reason: str = Field("", max_length=300)


class HowMany(Schema):
    """How many it was."""

    done: int


@router.get(
    "/contacts/{int:contact_id}/may-contact", url_name="may-contact", response={200: Answer, **ERRORS}
)
def may(
    request: HttpRequest,
    contact_id: Id,
    team: Team | None = None,
    medium: Way = "email",
    by_hand: bool | None = None,
    campaign: QueryEx[str, P(max_length=200)] = "",
    test_arm: bool = False,
) -> HttpResponse:
    """Yes or no, why, from when, who holds them. Takes no slot."""
    viewer = asks(request)
    ask = make_ask(
        viewer, team=team or "", medium=medium, by_hand=by_hand, campaign=campaign, test_arm=test_arm
    )
    return answer(may_contact(viewer, contact_id, ask, datetime.now(UTC)))


@router.post("/contacts/{int:contact_id}/lease", url_name="contact-lease", response={200: Leased, **ERRORS})
def take(request: HttpRequest, contact_id: Id, said: Take) -> HttpResponse:
    """The same answer, and the slot with it; of two who ask for the last one, one gets it."""
    viewer = asks(request)
    ask = make_ask(
        viewer,
        team=said.team or "",
        medium=said.medium,
        by_hand=said.by_hand,
        campaign=said.campaign,
        test_arm=said.test_arm,
    )
    now = datetime.now(UTC)
    return answer(lease_contact(viewer, contact_id, ask, now, hold_for=timedelta(minutes=said.minutes)))


@router.post("/leases/{token}/give-back", url_name="lease-give-back", response={200: HowMany, **ERRORS})
def back(request: HttpRequest, token: Word) -> HttpResponse:
    """A slot of yours that you do not need; 0 when it was used or had expired."""
    return answer(HowMany(done=give_back(asks(request), token, datetime.now(UTC))).dict())


@router.post(
    "/contacts/{int:contact_id}/approve", url_name="contact-approve", response={200: HowMany, **ERRORS}
)
def let(request: HttpRequest, contact_id: Id, said: Approve) -> HttpResponse:
    """Let a campaign reach the people of your open opportunity."""
    now = datetime.now(UTC)
    return answer(HowMany(done=approve(asks(request), contact_id, said.campaign, said.reason, now)).dict())


@router.post(
    "/contacts/{int:contact_id}/complaint-closed",
    url_name="contact-complaint",
    response={200: HowMany, **ERRORS},
)
def closed(request: HttpRequest, contact_id: Id, said: Closed) -> HttpResponse:
    """A complaint of theirs is dealt with."""
    now = datetime.now(UTC)
    return answer(HowMany(done=close_complaint(asks(request), contact_id, said.reason, now)).dict())


@router.get("/collisions", url_name="collisions", response={200: CollisionReport, **ERRORS})
def collisions(
    request: HttpRequest, start: date | None = None, end: date | None = None, offset: Offset = 0
) -> HttpResponse:
    """Touches that the contact policy speaks against and that happened, both sides; 30 days without a window."""
    now = datetime.now(UTC)
    since, until = stretch_of(start, end, now)
    return answer(find_collisions(asks(request), since, until, now, offset=offset))


@router.get("/collisions/rate", url_name="collision-rate", response={200: CollisionRate, **ERRORS})
def rate(request: HttpRequest, start: date | None = None, end: date | None = None) -> HttpResponse:
    """How often we collide by week, clause and side, and what it costs, over a window of days (all time without)."""
    now = datetime.now(UTC)
    return answer(company_collisions(asks(request), window=window_of(start, end, now), now=now))
