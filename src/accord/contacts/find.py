"""Lists of contacts and accounts: search by name, address or company; always the same few queries."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accord.contacts.models import Account, Contact, Deal, Identity
from accord.contacts.shapes import AccountRow, ContactRow, Page
from accord.contacts.visible import visible_contacts
from accord.ledger.models import SourceRecord
from accord.teams.rights import Right, require
from accord.vocabulary.people import Role, Viewer

LONGEST_PAGE = 200


def find_contacts(viewer: Viewer, search: str = "", *, offset: int = 0, limit: int = 50) -> Page[ContactRow]:
    """The contacts this viewer may see whose name, address or company holds `search`; newest first."""
    contacts = visible_contacts(viewer)
    text = search.strip()[:100]
    if text:
        contacts = contacts.filter(Q(pk__in=_bearing(text)) | Q(account__name__icontains=text))
    offset, limit = max(0, offset), max(1, min(limit, LONGEST_PAGE))
    slice_ = contacts.order_by("-pk").select_related("account")[offset : offset + limit]
    return Page(contact_rows(slice_), contacts.count(), offset)


def _bearing(text: str) -> QuerySet[Identity, Any]:
    """Contacts one of whose records holds the text; % and _ in it stand for themselves."""
    records = SourceRecord.objects.filter(
        Q(name__icontains=text) | Q(email__icontains=text) | Q(company__icontains=text), kind="person"
    )
    return Identity.objects.filter(key__in=records.values("key")).values("contact_id")


def contact_rows(contacts: Iterable[Contact]) -> tuple[ContactRow, ...]:
    """Rows for these contacts, in their order, in two queries."""
    contacts = list(contacts)
    records = _records_of([contact.pk for contact in contacts])
    rows = []
    for contact in contacts:
        held = sorted(records.get(contact.pk, []), key=lambda r: (r.source, r.kind, r.external_id))
        rows.append(
            ContactRow(
                id=contact.pk,
                name=_first(r.name for r in held)
                or _first(r.email for r in held)
                or _first(r.company for r in held),
                email=_first(r.email for r in held),
                company=contact.account.name if contact.account else _first(r.company for r in held),
                account_id=contact.account_id,
                owner=contact.owner,
                sources=tuple(sorted({r.source for r in held})),
                records=len(held),
            )
        )
    return tuple(rows)


def _first(values: Iterable[str]) -> str:
    return next((value.strip() for value in values if value.strip()), "")


def _records_of(contacts: Collection[int]) -> dict[int, list[SourceRecord]]:
    seats = dict(Identity.objects.filter(contact_id__in=contacts).values_list("key", "contact_id"))
    found: dict[int, list[SourceRecord]] = {}
    for record in SourceRecord.objects.filter(pk__in=seats).defer("values"):
        found.setdefault(seats[record.pk], []).append(record)
    return found


def visible_accounts(viewer: Viewer) -> QuerySet[Account]:
    """The accounts a viewer may see: a rep those with a contact of theirs, or with nobody's contacts."""
    require(viewer, Right.see_contacts)
    accounts = Account.objects.all()
    if viewer.role == Role.rep:
        theirs = visible_contacts(viewer).filter(account_id=OuterRef("pk"))
        anyone = Contact.objects.filter(account_id=OuterRef("pk"), gone=False)
        accounts = accounts.filter(Exists(theirs) | ~Exists(anyone))
    return accounts


def find_accounts(viewer: Viewer, search: str = "", *, offset: int = 0, limit: int = 50) -> Page[AccountRow]:
    """The accounts this viewer may see whose name or domain holds `search`, by name."""
    accounts = visible_accounts(viewer)
    text = search.strip()[:100]
    if text:
        accounts = accounts.filter(Q(name__icontains=text) | Q(domain__icontains=text))
    offset, limit = max(0, offset), max(1, min(limit, LONGEST_PAGE))
    slice_ = list(accounts.order_by("name", "pk")[offset : offset + limit])
    people = _count(Contact.objects.filter(gone=False), slice_)
    deals = _count(Deal.objects.all(), slice_)
    rows = tuple(
        AccountRow(a.pk, a.name, a.domain, a.country, people.get(a.pk, 0), deals.get(a.pk, 0)) for a in slice_
    )
    return Page(rows, accounts.count(), offset)


def _count(rows: QuerySet[Contact] | QuerySet[Deal], accounts: Iterable[Account]) -> dict[int, int]:
    counted = rows.filter(account_id__in=[a.pk for a in accounts]).values_list("account_id")
    return dict(counted.annotate(n=Count("pk")))
