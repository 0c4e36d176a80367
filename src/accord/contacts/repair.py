"""Make identity what its records say it is: for the doctor's findings. Rewrites no fact and no decision."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from accord.contacts.account_clusters import settle_accounts
from accord.contacts.clusters import resettle
from accord.contacts.counter import keep_numbers, take_numbers
from accord.contacts.deal_contacts import settle_deals
from accord.contacts.doctor import (
    find_misgrouped,
    find_misgrouped_aliases,
    find_of_nothing,
    find_stale_evidence,
    shown_evidence,
)
from accord.contacts.evidence import Kind
from accord.contacts.graph import find_evidence, write_evidence
from accord.contacts.models import Account, AccountAlias, Contact, Identity
from accord.ledger.models import SourceRecord
from accord.ledger.sql import take_turn
from accord.teams.rights import Right, require
from accord.vocabulary.facts import RecordKind
from accord.vocabulary.people import Viewer

_LINKS = (Kind.said, Kind.link, Kind.linked)


def repair_identity(by: Viewer) -> int:
    """Write evidence anew where it is stale, regroup what is grouped otherwise; returns how many findings.

    Repeating it on a healthy room changes nothing.
    """
    require(by, Right.run_doctor)
    with transaction.atomic():
        take_turn()
        numbers = take_numbers()
        nothing = find_of_nothing()
        Identity.objects.filter(key__in=nothing).delete()
        stale = list(find_stale_evidence())
        held = [row for row in find_evidence(stale) if row.kind not in _LINKS]
        write_evidence(held, shown_evidence(stale))
        known = Identity.objects.values("key")
        missing = SourceRecord.objects.filter(kind=RecordKind.person).exclude(key__in=known)
        wrong = {*stale, *find_misgrouped(), *missing.values_list("key", flat=True)}
        resettle(wrong, numbers)
        marked = _mark_living(numbers.version)
        astray = set(find_misgrouped_aliases())
        lost = AccountAlias.objects.filter(~Exists(Account.objects.filter(pk=OuterRef("account_id"))))
        astray |= set(lost.values_list("pk", flat=True))
        lost.update(account_id=0, home=0)
        if astray:
            settle_accounts(astray, numbers)
        settle_deals(numbers)
        keep_numbers(numbers)
    return len(nothing) + len(wrong) + marked + len(astray)


def _mark_living(version: int) -> int:
    """Contacts with records live, the others are gone; returns how many were marked otherwise."""
    living = Identity.objects.values("contact_id")
    woken = Contact.objects.filter(gone=True, pk__in=living).update(gone=False, version=version)
    return woken + Contact.objects.filter(gone=False).exclude(pk__in=living).update(
        gone=True, version=version
    )
