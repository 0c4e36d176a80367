"""May we reach this person? The one answer that page, API, command line and the CRM's field give."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accord.agreement.contact import Ask, Policy, Reason, Verdict, Why, compile_contact, decide_contact
from accord.contacts.models import Contact
from accord.contacts.situation import read_situation
from accord.contacts.visible import no_such_contact, visible_contacts
from accord.teams.agreements import Current, current
from accord.teams.rights import Right, require
from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import Team
from accord.vocabulary.people import Viewer


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One thing that speaks against it."""

    why: Why
    sentence: str
    clause: str
    until: datetime | None
    held_by: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict as every interface gives it, with the version of the agreement it was given under."""

    contact_id: int
    team: Team
    medium: Medium
    automatic: bool
    campaign: str
    answer: bool
    advised_only: bool
    why: Why
    sentence: str
    clause: str
    when: datetime | None
    held_by: str
    also: tuple[ReasonView, ...]
    noted: tuple[ReasonView, ...]
    assumed: tuple[str, ...]
    agreement: str
    agreement_hash: str
    signed: bool
    as_of: datetime


def may_contact(viewer: Viewer, contact_id: int, ask: Ask, now: datetime) -> Answer:
    """The answer now, without taking the slot. Under a draft it is an answer, and says that nothing is signed.

    Raises `NotFound` for an unknown contact and, with the same words, for one that is not for this viewer.
    """
    require(viewer, Right.see_contacts)
    contact = find_contact(viewer, contact_id)
    standing = current(now)
    verdict = decide(contact, ask, standing, now)
    return view_answer(contact.pk, ask, verdict, standing, now)


def find_contact(viewer: Viewer, contact_id: int) -> Contact:
    """The contact, if this viewer may see it."""
    contact = visible_contacts(viewer).select_related("account").filter(pk=contact_id).first()
    if contact is None:
        raise no_such_contact(contact_id)
    return contact


def policy_of(standing: Current | None) -> Policy:
    """The contact policy in force; an empty one without an agreement: then only the law speaks."""
    return compile_contact(standing.document) if standing is not None else Policy()


def decide(contact: Contact, ask: Ask, standing: Current | None, now: datetime) -> Verdict:
    """The verdict on what the record says now."""
    policy = policy_of(standing)
    return decide_contact(policy, read_situation(contact, policy, ask, now), ask, now)


def view_answer(
    contact_id: int, ask: Ask, verdict: Verdict, standing: Current | None, now: datetime
) -> Answer:
    """A verdict in the shape that leaves this room."""
    return Answer(
        contact_id=contact_id,
        team=ask.team,
        medium=ask.medium,
        automatic=ask.automatic,
        campaign=ask.campaign,
        answer=verdict.answer,
        advised_only=verdict.advised_only,
        why=verdict.why,
        sentence=verdict.sentence,
        clause=verdict.clause,
        when=verdict.when,
        held_by=verdict.held_by,
        also=_views(verdict.also),
        noted=_views(verdict.noted),
        assumed=verdict.assumed,
        agreement=standing.title if standing else "",
        agreement_hash=standing.hash if standing else "",
        signed=standing is not None and standing.signed,
        as_of=now,
    )


def _views(reasons: Iterable[Reason]) -> tuple[ReasonView, ...]:
    return tuple(ReasonView(r.why, r.sentence, r.clause, r.until, r.held_by) for r in reasons)
