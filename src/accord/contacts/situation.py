"""What is known of a person at the moment somebody asks to reach them: read from the record, never the mirror."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from accord.agreement.contact.asked import Ask, Situation, Taken, Touch
from accord.agreement.contact.terms import Policy
from accord.agreement.contact.used import match_used
from accord.contacts.consent import hold_by
from accord.contacts.contact_deals import find_open_deals_of
from accord.contacts.models import Contact, ContactLease, Identity
from accord.contacts.reached import find_complaints_of, find_leases, find_spoken, find_touches
from accord.contacts.whereabouts import find_attributes, find_countries, find_renewals, find_seniority
from accord.ledger.sql import in_chunks
from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import Team

LONGEST_LEASE = timedelta(days=1)


def read_situation(contact: Contact, policy: Policy, ask: Ask, now: datetime) -> Situation:
    """Everything the policy asks about one person, whichever of their records it was told of.

    A merge is honoured: all identity keys of the contact are one person, all contacts of the account its people.
    """
    return read_situations([contact], policy, ask, now)[contact.pk]


def read_situations(
    contacts: Sequence[Contact], policy: Policy, ask: Ask, now: datetime
) -> dict[int, Situation]:
    """The same for many people by contact, in as many queries as for one."""
    seats = _seats(contacts)
    people = {seat.key: seat.contact for seat in seats}
    asked = {contact.pk for contact in contacts}
    mine = {key: person for key, person in people.items() if person in asked}
    since = now - policy.longest_cap - LONGEST_LEASE  # a slot and the touch that used it are read together
    around = _Around(seats, find_touches(people, since), find_leases(people, since))
    consents = hold_by(mine, ask.purpose, ask.medium)
    spoke, complaints = find_spoken(mine, now - policy.longest_hold), find_complaints_of(mine)
    deals, attributes = find_open_deals_of(contacts, mine), find_attributes(mine)
    countries = find_countries(contacts, mine)
    found = {}
    for contact in contacts:
        touches, slots = around.of(contact)
        said = attributes.get(contact.pk, {})
        found[contact.pk] = Situation(
            person=contact.pk,
            consents={(ask.purpose, ask.medium): consents[contact.pk]} if contact.pk in consents else {},
            touches=touches,
            taken=_open(slots, touches, people, now)[0],
            spoke=spoke.get(contact.pk, ()),
            deals=deals[contact.pk],
            complaints=complaints.get(contact.pk, ()),
            renewals=find_renewals(said),
            country=countries[contact.pk],
            seniority=find_seniority(said),
        )
    return found


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
    return _open(find_leases(people, since), touches, people, now)


def _open(
    leases: Iterable[ContactLease], touches: Iterable[Touch], people: Mapping[int, int], now: datetime
) -> tuple[tuple[Taken, ...], dict[str, Touch]]:
    slots = [taken_of(lease, people[lease.subject]) for lease in leases]
    used = match_used(slots, touches)
    return tuple(slot for slot in slots if slot.token not in used and slot.until > now), used


class _Seat(NamedTuple):
    """An identity key, whose it is, and at which account that person stands (None: at none, or gone)."""

    key: int
    contact: int
    account: int | None


class _Around:
    """What is known of everybody around each person: of their account, and of themselves."""

    def __init__(
        self, seats: Iterable[_Seat], touches: Iterable[Touch], leases: Iterable[ContactLease]
    ) -> None:
        account = {seat.contact: seat.account for seat in seats}
        person = {seat.key: seat.contact for seat in seats}
        self._touches: dict[tuple[str, int], list[Touch]] = defaultdict(list)
        self._leases: dict[tuple[str, int], list[ContactLease]] = defaultdict(list)
        for touch in touches:
            self._touches[_group(touch.person, account[touch.person])].append(touch)
        for lease in leases:
            owner = person[lease.subject]
            self._leases[_group(owner, account[owner])].append(lease)
        self._account = account

    def of(self, contact: Contact) -> tuple[tuple[Touch, ...], list[ContactLease]]:
        """Touches and slots around one person."""
        at = _group(contact.pk, self._account.get(contact.pk))
        return tuple(self._touches.get(at, ())), self._leases.get(at, [])


def _group(person: int, account: int | None) -> tuple[str, int]:
    return ("account", account) if account is not None else ("person", person)


def _seats(contacts: Sequence[Contact]) -> list[_Seat]:
    """Every identity key of these people and of whoever else stands at their accounts."""
    own = {contact.pk: contact.account_id for contact in contacts}
    found = {}
    for some in in_chunks(sorted(own)):
        mine = Identity.objects.filter(contact_id__in=some).values_list("key", "contact_id")
        found.update({key: _Seat(key, contact, own[contact]) for key, contact in mine})
    for some in in_chunks(sorted({account for account in own.values() if account is not None})):
        rows = Identity.objects.filter(contact__account_id__in=some, contact__gone=False)
        for key, contact, account in rows.values_list("key", "contact_id", "contact__account_id"):
            found[key] = _Seat(key, contact, account)
    return list(found.values())


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
