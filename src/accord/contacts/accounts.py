"""Accounts of a batch: a vendor's company record, a domain and a cleaned name are aliases of one company.

An account is a connected component of aliases, so it is found without looking at its people.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from accord.contacts.account_aliases import Alias, Shown, show_company, show_member
from accord.contacts.account_clusters import settle_accounts
from accord.contacts.account_matching import JOB
from accord.contacts.alias_rows import assign_aliases, write_links
from accord.contacts.attachment import Attached, Attachment, replace_places
from accord.contacts.counter import Numbers
from accord.ledger.jobs import enqueue_job
from accord.ledger.record import KnownRecord
from accord.vocabulary.facts import RecordKind, Ref


def attach_batch(
    records: Sequence[KnownRecord], refs: dict[Ref, int], numbers: Numbers, now: datetime
) -> Attached:
    """Write the aliases and links that a batch shows, settle the accounts they touch.

    A name not seen before queues the fuzzy step over all names.
    """
    shown: list[tuple[KnownRecord, Shown]] = []
    for record in records:
        draft, said = record.draft, not record.draft.values
        if draft.ref.kind == RecordKind.company:
            shown.append((record, show_company(record.key, draft, refs, said=said)))
        elif draft.ref.kind in (RecordKind.person, RecordKind.deal):
            shown.append((record, show_member(draft, refs, said=said)))
    linked = {end for _, s in shown for link in s.links for end in link[:2]}
    ids, fresh = assign_aliases(_spell(shown), linked, numbers)
    touched = {ids[alias] for alias in fresh if alias in linked or alias.kind == "record"}
    if any(alias.kind == "name" for alias in fresh):
        enqueue_job(JOB, "all", due_at=now)
    whole = {r.key for r, _ in shown if r.draft.ref.kind == RecordKind.company and r.draft.values}
    touched |= write_links(whole, (link for _, s in shown for link in s.links), ids)
    # A company record that changed may bring the account a better name, though its links stand.
    touched |= {ids[Alias("record", str(key))] for key in whole}
    if touched:
        settle_accounts(touched, numbers)
    return _attachments(shown, ids)


def _spell(shown: Iterable[tuple[KnownRecord, Shown]]) -> dict[Alias, str]:
    """Every alias shown, with the spelling a name came in."""
    spelt: dict[Alias, str] = {}
    for record, s in shown:
        for alias in s.aliases:
            if alias.kind == "name":
                text = record.draft.company or record.draft.name
                spelt[alias] = min(spelt.get(alias) or text, text)
            else:
                spelt[alias] = ""
        for link in s.links:
            spelt.setdefault(link.right, "")
    return spelt


def _attachments(shown: Iterable[tuple[KnownRecord, Shown]], ids: dict[Alias, int]) -> Attached:
    people: dict[int, Attachment] = {}
    deals: dict[int, Attachment] = {}
    for record, s in shown:
        draft = record.draft
        if draft.ref.kind == RecordKind.company or (not draft.values and draft.belongs_to is None):
            continue
        place = Attachment(ids[s.works_under] if s.works_under else None, s.rank)
        places = deals if draft.ref.kind == RecordKind.deal else people
        places |= replace_places(places, {record.key: place})
    return Attached(people, deals)
