"""What can be done before a transaction opens, so that it is short: choose, encode, hash."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from accord.ledger.keys import Digest
from accord.ledger.sql import make_binder
from accord.vocabulary.facts import FactDraft, RecordDraft, Ref
from accord.vocabulary.hits import Evidence

CONTENT = ("values", "email", "name", "company", "domain", "phone", "country", "deleted", "modified_at")
Content = tuple[Any, ...]

# The form in which a row's values stand in the store: one value has one text.
encode_values = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


class ReadyRecord(NamedTuple):
    """A draft with its content as the database binds it, in the order of `CONTENT`."""

    draft: RecordDraft
    content: Content


class ReadyFact(NamedTuple):
    """A fact whose columns are bound, but for the subject's key."""

    about: Ref | None
    source_id: str
    columns: tuple[
        Any, ...
    ]  # kind, occurred_at, channel, campaign, asset, actor, value, amount, currency, agent
    received_at: Any = None  # bound; None: when the batch is written
    evidence: Evidence | None = None
    item: str = ""  # digest of the happening it is of


def names_others(draft: RecordDraft) -> bool:
    """Whether a draft names any other record: most do not."""
    return bool(draft.same_as or draft.people or draft.merged or draft.belongs_to is not None)


def name_refs(draft: RecordDraft) -> list[Ref]:
    """Every other record a draft names."""
    refs = [*draft.same_as, *draft.people, *draft.merged]
    if draft.belongs_to is not None:
        refs.append(draft.belongs_to)
    return refs


class ReadyRecords(NamedTuple):
    """The winning draft of each record; the drafts without values, which only say who belongs to whom;
    and what was said in parts.
    """

    winners: dict[Ref, ReadyRecord]
    statements: list[RecordDraft]
    parts: dict[Ref, list[RecordDraft]]


def prepare_records(drafts: Iterable[RecordDraft]) -> ReadyRecords:
    """Choose the newest draft of each record and encode it."""
    bind = make_binder()
    chosen: dict[Ref, ReadyRecord] = {}
    statements: list[RecordDraft] = []
    parts: dict[Ref, list[RecordDraft]] = {}
    for draft in drafts:
        if draft.partial:
            parts.setdefault(draft.ref, []).append(draft)
            continue
        ready = ReadyRecord(draft, content_of(draft, bind(draft.modified_at)))
        held = chosen.get(draft.ref)
        if held is None or rank(ready.content) > rank(held.content):
            chosen[draft.ref] = ready
        if not draft.values:
            statements.append(draft)
    statements = [draft for draft in statements if draft.ref in parts or chosen[draft.ref].draft is not draft]
    winners = {ref: ready for ref, ready in chosen.items() if ready.draft.values or ref not in parts}
    return ReadyRecords(winners, statements, parts)


def prepare_facts(
    facts: Iterable[FactDraft], digest: Digest, received_at: datetime | None = None
) -> list[ReadyFact]:
    """Facts with hashed natural ids, cut to what a column holds; with their arrival where it is known."""
    bind = make_binder()
    received = bind(received_at)
    ready = []
    for fact in facts:
        columns = (
            int(fact.kind),
            bind(fact.occurred_at),
            fact.channel[:80],
            fact.campaign[:200],
            fact.asset[:200],
            fact.actor[:80],
            fact.value[:200],
            fact.amount,
            fact.currency[:3],
            int(fact.agent),
        )
        item = digest(fact.item) if fact.item else ""
        ready.append(ReadyFact(fact.about, digest(fact.natural_id), columns, received, fact.evidence, item))
    return ready


def rank(content: Content) -> tuple[Any, ...]:
    """Greater is newer: a stub is older than anything, no time older than a time, ties go by content."""
    modified_at = content[-1]
    if modified_at is None:
        return (content[0] != "", False, *content[:-1])
    return (content[0] != "", True, modified_at, *content[:-1])


def content_of(draft: RecordDraft, modified_at: Any) -> Content:
    """A draft's content as the database binds it, in the order of `CONTENT`."""
    return (
        encode_values(draft.values) if draft.values else "",
        draft.email[:254],
        draft.name[:200],
        draft.company[:200],
        draft.domain[:200],
        draft.phone[:40],
        draft.country[:60],
        draft.deleted,
        modified_at,
    )
