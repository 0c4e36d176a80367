"""/contacts, /accounts, /review: who is out there, and which records are the same."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from accord.contacts.merge import merge, unmerge
from accord.contacts.reads import find_accounts, find_contacts, find_review_pairs, get_account
from accord.contacts.review import decide_pair
from accord.contacts.ruled import Ruled
from accord.contacts.shapes import AccountPage, AccountRow, ContactPage, ContactRow, Page, PairView
from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Id, Key
from accord.interfaces.api.shape import ERRORS, answer
from accord.reporting.leads import get_contact
from accord.workflows.erase_person import ErasureReport, erase_person
from accord.workflows.export_person import export_person

router = Router(tags=["contacts"])


class Slice(Schema):
    """What to look for, and which part of the list."""

    search: str = ""
    offset: Key = 0
    limit: int = Field(50, ge=1, le=500)

    def bounds(self) -> dict[str, int]:
        """Which part of the list."""
        return {"offset": self.offset, "limit": self.limit}


class Pair(Body):
    """Two contacts that are one person."""

    left: Key
    right: Key
    reason: str = ""


class TakeBack(Body):
    """The act to take back."""

    act_key: str
    reason: str = ""


class Verdict(Body):
    """Whether a pair is the same."""

    same: bool
    reason: str = ""


class ErasureAsked(Body):
    """A reason, kept with the act."""

    reason: str = "asked"


@router.get("/contacts", url_name="contacts", response={200: Page[ContactRow], **ERRORS})
def contacts(request: HttpRequest, part: Query[Slice]) -> HttpResponse:
    """The contacts you may see whose name, address or company holds `search`."""
    return answer(find_contacts(asks(request), part.search, **part.bounds()))


@router.get("/contacts/{int:contact_id}", url_name="contact", response={200: ContactPage, **ERRORS})
def contact(request: HttpRequest, contact_id: Id) -> HttpResponse:
    """One contact: records side by side, both teams' touches, deals, leads."""
    return answer(get_contact(asks(request), contact_id, datetime.now(UTC)))


@router.post("/contacts/merge", url_name="contact-merge", response={200: Ruled, **ERRORS})
def merge_contacts(request: HttpRequest, pair: Pair) -> HttpResponse:
    """Two contacts are one person; `act_key` takes it back."""
    return answer(merge(asks(request), pair.left, pair.right, pair.reason, datetime.now(UTC)))


@router.post("/contacts/unmerge", url_name="contact-unmerge", response={200: Ruled, **ERRORS})
def unmerge_contacts(request: HttpRequest, act: TakeBack) -> HttpResponse:
    """Take a merge back."""
    return answer(unmerge(asks(request), act.act_key, act.reason, datetime.now(UTC)))


@router.get(
    "/contacts/{int:contact_id}/export", url_name="contact-export", response={200: dict[str, Any], **ERRORS}
)
def export(request: HttpRequest, contact_id: Id) -> HttpResponse:
    """Everything that is kept about a person."""
    return answer(export_person(asks(request), contact_id, now=datetime.now(UTC)))


@router.post(
    "/contacts/{int:contact_id}/erase", url_name="contact-erase", response={200: ErasureReport, **ERRORS}
)
def erase(request: HttpRequest, contact_id: Id, why: ErasureAsked) -> HttpResponse:
    """Erase everything that identifies a person, for good."""
    return answer(erase_person(asks(request), contact_id, now=datetime.now(UTC), reason=why.reason))


@router.get("/accounts", url_name="accounts", response={200: Page[AccountRow], **ERRORS})
def accounts(request: HttpRequest, part: Query[Slice]) -> HttpResponse:
    """The accounts you may see whose name or domain holds `search`."""
    return answer(find_accounts(asks(request), part.search, **part.bounds()))


@router.get("/accounts/{int:account_id}", url_name="account", response={200: AccountPage, **ERRORS})
def account(request: HttpRequest, account_id: Id) -> HttpResponse:
    """One account: its people, its deals, what each team did there."""
    return answer(get_account(asks(request), account_id))


@router.get("/review", url_name="review", response={200: Page[PairView], **ERRORS})
def questions(request: HttpRequest, part: Query[Slice]) -> HttpResponse:
    """Open questions: records that may be the same, the likeliest first."""
    return answer(find_review_pairs(asks(request), **part.bounds()))


@router.post("/review/{int:pair_id}", url_name="review-decide", response={200: Ruled, **ERRORS})
def decide(request: HttpRequest, pair_id: Id, verdict: Verdict) -> HttpResponse:
    """Say whether a pair is the same."""
    return answer(decide_pair(asks(request), pair_id, verdict.same, datetime.now(UTC), verdict.reason))
