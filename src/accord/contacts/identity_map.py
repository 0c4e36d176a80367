"""Whose every identity key is now, for the mirror: only what changed since it last looked."""

from collections.abc import Iterator
from typing import NamedTuple

from accord.contacts.models import Counter, Deal, Identity
from accord.vocabulary.facts import RecordKind

_SLICE = 5000


class IdentityRow(NamedTuple):
    """A key and whose it is. A deal's key leads to the contact whose journey it ends (0: not known)."""

    key: int
    contact_id: int
    account_id: int | None
    kind: RecordKind
    owner: str
    version: int


def latest_version() -> int:
    """The version up to which `rows` is complete now; 0 before anything."""
    return Counter.objects.values_list("version", flat=True).filter(pk=1).first() or 0


def rows(since_version: int = 0) -> Iterator[IdentityRow]:
    """Every key whose contact, account or owner changed after `since_version`, oldest change first.

    Read `latest_version` first, and go on from it the next time: a change in between comes twice, never
    not at all. Versions are given out under the ledger's turn, so none appears late.
    """
    people = Identity.objects.filter(version__gt=since_version).order_by("version", "key")
    for row in people.values_list(
        "key", "contact_id", "contact__account_id", "contact__owner", "version"
    ).iterator(_SLICE):
        yield IdentityRow(row[0], row[1], row[2], RecordKind.person, row[3], row[4])
    deals = Deal.objects.filter(version__gt=since_version).order_by("version", "key")
    for row in deals.values_list("key", "contact", "account_id", "owner", "version").iterator(_SLICE):
        yield IdentityRow(row[0], row[1], row[2], RecordKind.deal, row[3], row[4])
