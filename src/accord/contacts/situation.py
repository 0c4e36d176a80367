"""What is known of a person at the moment somebody asks to reach them: read from the record, never the mirror."""

from datetime import datetime, timedelta

from accord.agreement.contact.asked import Ask, Situation, Taken, Touch
from accord.agreement.contact.terms import Policy
from accord.agreement.contact.used import match_used
from accord.contacts.consent import hold
from accord.contacts.contact_deals import find_open_deals
from accord.contacts.models import Contact, ContactLease, Identity
from accord.contacts.reached import find_complaints, find_leases, find_spoken, find_touches
from accord.contacts.whereabouts import find_attributes, find_country, find_renewals, find_seniority
from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import Team

LONGEST_LEASE = timedelta(days=1)


def read_situation(contact: Contact, policy: Policy, ask: Ask, now: datetime) -> Situation:
    """Everything the policy asks about one person, whichever of their records it was told of.

    A merge is honoured: all identity keys of the contact are one person, all contacts of the account its people.
    """
    people = people_around(contact)
    mine = {key: person for key, person in people.items() if person == contact.pk}
    since = now - policy.longest_cap - LONGEST_LEASE  # a slot and the touch that used it are read together
    touches = find_touches(people, since)
    taken, _ = open_slots(people, touches, since, now)
    attributes = find_attributes(mine)
    return Situation(
        person=contact.pk,
        consents={(ask.purpose, ask.medium): hold(list(mine), ask.purpose, ask.medium)},
        touches=touches,
        taken=taken,
        spoke=find_spoken(mine, now - policy.longest_hold),
        deals=find_open_deals(contact.pk, contact.account_id, list(mine)),
        complaints=find_complaints(mine),
        renewals=find_renewals(attributes),
        country=find_country(contact, mine),
        seniority=find_seniority(attributes),
    )


def people_around(contact: Contact) -> dict[int, int]:
    """Identity key to contact, of everybody at the person's account; without an account, of the person alone."""
    rows = Identity.objects.filter(contact_id=contact.pk)
    if contact.account_id is not None:
        rows = rows | Identity.objects.filter(contact__account_id=contact.account_id, contact__gone=False)
    return dict(rows.values_list("key", "contact_id"))


def open_slots(
    people: dict[int, int], touches: tuple[Touch, ...], since: datetime, now: datetime
) -> tuple[tuple[Taken, ...], dict[str, Touch]]:
    """Slots taken and not used yet; and which touch used each of the others.

    All slots are matched anew, those that were known as used too: so no touch uses two, whatever arrives when.
    """
    slots = [taken_of(lease, people[lease.subject]) for lease in find_leases(people, since)]
    used = match_used(slots, touches)
    return tuple(slot for slot in slots if slot.token not in used and slot.until > now), used


def taken_of(lease: ContactLease, person: int) -> Taken:
    """A lease as the policy counts it."""
    return Taken(
        lease.token,
        lease.taken_at,
        lease.until,
        Team(lease.team),
        Medium(lease.medium),
        lease.automatic,
        person,
        lease.campaign,
        lease.actor,
    )
