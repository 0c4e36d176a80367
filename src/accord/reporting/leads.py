"""The leads of one contact, from the record as it stands now: with those closed as duplicates."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from accord.agreement.tables import Outcome
from accord.contacts import reads
from accord.contacts.copies import find_copies
from accord.contacts.shapes import ContactPage, LeadView
from accord.measures.leads import LeadTables, Whose
from accord.reporting.mirror.chain import chain_of, sources_of_sales
from accord.reporting.mirror.folding import fold_contacts
from accord.reporting.mirror.refresh import find_manifest
from accord.reporting.mirror.whose import deals_counted_to
from accord.reporting.sight import mirror_folder
from accord.teams.agreements import chain_at
from accord.vocabulary.people import Viewer

_EVERY = 1 << 62  # no fact has a later sequence number


def get_contact(viewer: Viewer, contact_id: int, now: datetime) -> ContactPage:
    """Everything about one contact, with its leads under the agreement in force; none without an agreement.

    Raises `NotFound` for an unknown contact and, with the same words, for one that is not for this viewer.
    """
    page = reads.get_contact(viewer, contact_id)
    return replace(page, leads=find_leads(page.id, now))


def find_leads(contact: int, now: datetime) -> tuple[LeadView, ...]:
    """The leads of a contact, the first to begin first; who may see the contact is the caller's to check."""
    versions = chain_at(now)
    if not versions:
        return ()
    deals = deals_counted_to(contact)
    holds_deals = find_manifest(mirror_folder()).deal_sources
    about = Whose(sources_of_sales(versions, holds_deals), find_copies({contact}))
    chain = chain_of(versions)
    folded = fold_contacts(
        {contact}, dict.fromkeys(deals, contact), chain, about=about, up_to=_EVERY, now=now, version=0
    )
    found = _views(folded, chain[-1].tables.stage_ids)
    return tuple(sorted(found, key=lambda lead: (lead.opened_at, lead.duplicate_of is not None)))


def _views(folded: LeadTables, stages: Sequence[str]) -> list[LeadView]:
    leads = [_lead(row, stages) for row in folded.leads.to_pylist()]
    for row in folded.duplicates.to_pylist():
        at = _aware(row["opened_at"])
        assert at is not None, "every lead began"
        twice = LeadView(row["lead"], at, row["opened_by"], "", "", "duplicate", at, "", None, row["of"])
        leads.append(twice)
    return leads


def _lead(row: dict[str, Any], stages: Sequence[str]) -> LeadView:
    outcome, opened_at = row["outcome"], _aware(row["opened_at"])
    assert opened_at is not None, "every lead began"
    return LeadView(
        number=row["lead"],
        opened_at=opened_at,
        opened_by=row["opened_by"],
        stage=stages[row["stage"]] if row["stage"] is not None else "",
        furthest=stages[row["furthest"]] if row["furthest"] is not None else "",
        outcome=Outcome(outcome).name if outcome is not None else "open",
        closed_at=_aware(row["closed_at"]),
        channel=row["source"] or "",
        qualified_at=_aware(row["qualified_at"]),
        duplicate_of=None,
    )


def _aware(instant: datetime | None) -> datetime | None:
    return instant.replace(tzinfo=UTC) if instant else None
