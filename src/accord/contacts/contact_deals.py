"""Open opportunities of a person and their account, and which campaigns their owners approved."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from accord.agreement.contact.asked import OpenDeal
from accord.contacts.deal_views import view_deals
from accord.contacts.models import Contact, Deal, DealPerson, Identity
from accord.contacts.visible import no_such_contact, visible_contacts
from accord.ledger.acts import record_act
from accord.ledger.models import Act
from accord.ledger.sql import in_chunks
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound, Refused
from accord.vocabulary.people import Viewer

APPROVED = "campaign_approved"


def find_open_deals(contact: Contact, keys: Collection[int]) -> tuple[OpenDeal, ...]:
    """Deals nobody won or lost that name the person, end their journey, or stand at their account."""
    return find_open_deals_of([contact], dict.fromkeys(keys, contact.pk))[contact.pk]


def find_open_deals_of(
    contacts: Sequence[Contact], people: Mapping[int, int]
) -> dict[int, tuple[OpenDeal, ...]]:
    """The same for many people, given whose each identity key is (key to person)."""
    named = _named(contacts, people)
    every = sorted({deal for deals in named.values() for deal in deals})
    views = view_deals(deal for chunk in in_chunks(every) for deal in Deal.objects.filter(pk__in=chunk))
    # A deal of which nothing stands any more (its record was deleted) is nobody's opportunity.
    standing = [v for v in views if v.state == "open" and (v.created_at is not None or v.stage)]
    approved = _approved([view.key for view in standing])
    return {
        contact.pk: tuple(
            OpenDeal(view.key, view.owner, approved.get(view.key, frozenset()))
            for view in standing
            if view.key in named[contact.pk]
        )
        for contact in contacts
    }


def _named(contacts: Sequence[Contact], people: Mapping[int, int]) -> dict[int, set[int]]:
    """The deals of each person, open or not."""
    found: dict[int, set[int]] = {contact.pk: set() for contact in contacts}
    for chunk in in_chunks(sorted(people)):
        for deal, key in DealPerson.objects.filter(person_key__in=chunk).values_list(
            "deal_key", "person_key"
        ):
            found[people[key]].add(deal)
    for chunk in in_chunks(sorted(found)):
        for deal, person in Deal.objects.filter(contact__in=chunk).values_list("pk", "contact"):
            found[person].add(deal)
    at: dict[int, set[int]] = defaultdict(set)
    for chunk in in_chunks(sorted({one.account_id for one in contacts if one.account_id is not None})):
        for deal, account in Deal.objects.filter(account_id__in=chunk).values_list("pk", "account_id"):
            at[account].add(deal)
    for contact in contacts:
        if contact.account_id is not None:
            found[contact.pk] |= at[contact.account_id]
    return found


def find_people_of_deals(deals: Collection[int]) -> list[int]:
    """One identity key of everybody whom these deals name, whose journey they end, or who is at their accounts."""
    contacts: set[int] = set()
    for chunk in in_chunks(sorted(deals)):
        rows = list(Deal.objects.filter(pk__in=chunk).values_list("contact", "account_id"))
        contacts.update(contact for contact, _ in rows if contact)
        at = Identity.objects.filter(contact__account_id__in={account for _, account in rows if account})
        contacts.update(at.values_list("contact_id", flat=True))
        named = DealPerson.objects.filter(deal_key__in=chunk).values("person_key")
        contacts.update(Identity.objects.filter(key__in=named).values_list("contact_id", flat=True))
    found: dict[int, int] = {}
    for some in in_chunks(sorted(contacts)):
        seats = Identity.objects.filter(contact_id__in=some).order_by("-key")
        found.update(seats.values_list("contact_id", "key"))
    return [found[contact] for contact in sorted(found)]


def approve_campaign(by: Viewer, contact_id: int, campaign: str, reason: str, *, now: datetime) -> int:
    """The owner of an open opportunity lets a campaign reach its people; how many opportunities that opens.

    Raises `Refused` for anybody but the owner, their manager or operations; `NotFound` without an open one.
    """
    require(by, Right.see_contacts)
    contact = visible_contacts(by).filter(pk=contact_id).first()
    if contact is None:
        raise no_such_contact(contact_id)
    keys = list(Identity.objects.filter(contact_id=contact_id).values_list("key", flat=True))
    deals = find_open_deals(contact, keys)
    if not deals:
        raise NotFound("contact.no_open_deal", "no opportunity is open there", "nothing needs to be approved")
    mine = [deal for deal in deals if deal.owner in by.sales_ids | by.team_sales_ids or by.role == "ops"]
    if not mine:
        raise Refused(
            "contact.not_owner",
            "only the opportunity's owner may approve a campaign to its people",
            "ask the owner, or their manager",
        )
    for deal in mine:
        record_act(
            key=f"campaign-approved:{deal.key}:{campaign[:60]}",
            kind=APPROVED,
            actor=by.actor,
            now=now,
            subject=deal.key,
            reason=reason[:300],
            payload={"campaign": campaign[:200]},
        )
    return len(mine)


def find_approvals() -> list[tuple[int, str, datetime]]:
    """Every campaign that an owner approved: the opportunity, the campaign, since when."""
    acts = Act.objects.filter(kind=APPROVED).order_by("id")
    rows = acts.values_list("subject", "payload__campaign", "occurred_at")
    return [(deal, str(campaign or ""), since) for deal, campaign, since in rows]


def _approved(deals: Collection[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for chunk in in_chunks(sorted(deals)):
        for act in Act.objects.filter(kind=APPROVED, subject__in=chunk):
            found.setdefault(act.subject, set()).add(str(act.payload.get("campaign", "")))
    return {deal: frozenset(campaigns) for deal, campaigns in found.items()}
