"""Resolve records to contacts: every person gets an identity."""

from collections.abc import Sequence
from datetime import datetime

from accord.contacts.models import Contact, Identity
from accord.ledger.record import KnownRecord
from accord.vocabulary.facts import RecordKind


def identify_batch(known: Sequence[KnownRecord], now: datetime) -> None:
    """Give every new person an identity; expects the transaction that wrote the records."""
    people = [r.key for r in known if r.changed and r.draft.ref.kind == RecordKind.person]
    held = set(Identity.objects.filter(key__in=people).values_list("key", flat=True))
    fresh = [key for key in people if key not in held]
    contacts = Contact.objects.bulk_create(Contact() for _ in fresh)
    Identity.objects.bulk_create(Identity(key=key, contact=c) for key, c in zip(fresh, contacts, strict=True))
