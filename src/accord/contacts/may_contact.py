"""May we reach this person? The one answer that page, API, command line and the CRM's field give."""

from datetime import datetime

from accord.agreement.contact import Ask, Policy, Verdict, compile_contact, decide_contact
from accord.contacts.answers import Answer, view_answer
from accord.contacts.models import Contact
from accord.contacts.situation import read_situation
from accord.contacts.visible import no_such_contact, visible_contacts
from accord.teams.agreements import Current, current
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer


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
