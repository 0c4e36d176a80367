"""Write what a file says: source records into the personal store, facts into the ledger. Both idempotent.

Expects a transaction of the caller. The same rows in any order and any number of times leave the same state.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from accord.ledger.announced import announce
from accord.ledger.hits import record_evidence
from accord.ledger.keys import assign_keys, draw_key, find_keys
from accord.ledger.partial import merge_parts
from accord.ledger.prepare import (
    CONTENT,
    Content,
    ReadyFact,
    ReadyRecords,
    content_of,
    name_refs,
    names_others,
    rank,
)
from accord.ledger.read_live import without_read_live
from accord.ledger.record_words import keep_record_words
from accord.ledger.restated import restate
from accord.ledger.sql import bind, in_chunks, marks, rebind, take_turn
from accord.ledger.wins import ask_for_wins
from accord.vocabulary.facts import RecordDraft, Ref

_COLUMNS = ", ".join(f'"{c}"' for c in CONTENT)
_INSERT_RECORD = (
    "INSERT INTO ledger_sourcerecord (key, source, kind, external_id, owner, received_at, import_id, "  # noqa: S608
    f"{_COLUMNS}) VALUES ({marks(7 + len(CONTENT))})"
)
_REPLACE_RECORD = (
    "UPDATE ledger_sourcerecord SET "  # noqa: S608
    + ", ".join(f'"{c}" = %s' for c in CONTENT)
    + ", received_at = %s, import_id = %s WHERE key = %s"
)
_INSERT_FACT = (
    "INSERT INTO ledger_fact (source, source_id, subject, received_at, import_id, kind, occurred_at, "  # noqa: S608
    f"channel, campaign, asset, actor, value, amount, currency, agent) VALUES ({marks(15)}) "
    "ON CONFLICT (source, source_id) DO NOTHING"
)
_INSERT_HAPPENING = (
    "INSERT INTO ledger_happening (source, item, source_id) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
)


class KnownRecord(NamedTuple):
    """A record the batch brought or named for the first time.

    `changed`: this draft is now the record's content (it was new, or replaced an older one); otherwise the
    ledger holds the same or a newer content and the draft changes nothing. A record that others named and
    that was never seen itself (a stub) comes with a draft without values. `new`: its key was drawn in this
    transaction, so nothing stands under it anywhere yet.
    """

    key: int
    draft: RecordDraft
    changed: bool
    new: bool = False


class FactsWritten(NamedTuple):
    """How many facts were new, and how many the ledger knew already."""

    new: int
    known: int


def record_records(
    ready: ReadyRecords, mentioned: Iterable[Ref], *, now: datetime, import_id: int | None = None
) -> tuple[dict[Ref, int], list[KnownRecord]]:
    """Write records; returns the key of every record brought or named, and what identity must look at.

    A record is replaced whole, and only by a newer `modified_at`; at the same time the greater content wins,
    so that arrival order never matters. Records that are only named get a stub.
    """
    take_turn()
    known = _write(ready, now=now, import_id=import_id)
    keys = {record.draft.ref: record.key for record in known}
    known.extend(KnownRecord(keys[draft.ref], draft, False) for draft in ready.statements)
    others = dict.fromkeys(ref for ref in mentioned if ref not in keys)
    for record in known:
        if names_others(record.draft):
            others.update((ref, None) for ref in name_refs(record.draft) if ref not in keys)
    if not others:
        return keys, known
    keys |= find_keys(others)
    fresh = assign_keys([ref for ref in others if ref not in keys], now=now, import_id=import_id)
    known.extend(KnownRecord(key, RecordDraft(ref, {}), True) for ref, key in fresh.items())
    return keys | fresh, known


def _write(ready: ReadyRecords, *, now: datetime, import_id: int | None) -> list[KnownRecord]:
    """Insert the unknown, replace the older, add to what is said in parts, leave the rest."""
    standing = _find_content(ready.winners.keys() | ready.parts.keys())
    received = bind(now)
    inserts: list[tuple[Any, ...]] = []
    updates: list[tuple[Any, ...]] = []
    known = []
    for ref, draft, content in _brought(ready, standing):
        held = standing.get(ref)
        if held is None:
            key = draw_key()
            inserts.append(
                (key, ref.source, str(ref.kind), ref.external_id, "", received, import_id, *content)
            )
            known.append(KnownRecord(key, draft, True, True))
            continue
        newer = content[:-1] != held[1][:-1] if ref in ready.parts else rank(content) > rank(held[1])
        if newer:
            updates.append((*content, received, import_id, held[0]))
        known.append(KnownRecord(held[0], draft, newer))
    with connection.cursor() as cursor:
        if inserts:
            cursor.executemany(_INSERT_RECORD, inserts)
        if updates:
            cursor.executemany(_REPLACE_RECORD, updates)
    # What is said in parts carries no words of its own, and leaves those that stand.
    keep_record_words(
        (each.key, each.draft, each.new)
        for each in known
        if each.changed and each.draft.ref not in ready.parts
    )
    return known


def _brought(
    ready: ReadyRecords, standing: Mapping[Ref, tuple[int, Content]]
) -> Iterator[tuple[Ref, RecordDraft, Content]]:
    """Each record once: the winning draft, or what stands with what the parts add to it."""
    for ref, (draft, content) in ready.winners.items():
        if ref not in ready.parts:
            yield ref, draft, content
    for ref, drafts in ready.parts.items():
        held = standing[ref][1] if ref in standing else None
        whole = ready.winners.get(ref)
        base = whole.content if whole and (held is None or rank(whole.content) > rank(held)) else held
        merged = merge_parts(base, drafts)
        yield ref, merged, content_of(merged, bind(merged.modified_at))


def _find_content(refs: Iterable[Ref]) -> dict[Ref, tuple[int, Content]]:
    """Key and content of those records that are known."""
    groups: dict[tuple[str, str], dict[str, Ref]] = {}
    for ref in refs:
        groups.setdefault((ref.source, ref.kind), {})[ref.external_id] = ref
    found: dict[Ref, tuple[int, Content]] = {}
    with connection.cursor() as cursor:
        for (source, kind), by_id in groups.items():
            for ids in in_chunks(list(by_id)):
                cursor.execute(
                    f"SELECT external_id, key, {_COLUMNS} FROM ledger_sourcerecord "  # noqa: S608
                    f"WHERE source = %s AND kind = %s AND external_id IN ({marks(len(ids))})",
                    [source, str(kind), *ids],
                )
                for external_id, key, *content, modified_at in cursor.fetchall():
                    found[by_id[external_id]] = (key, (*content, rebind(modified_at)))
    return found


def record_facts(
    source: str,
    facts: Iterable[ReadyFact],
    keys: Mapping[Ref, int],
    *,
    now: datetime,
    import_id: int | None = None,
) -> FactsWritten:
    """Append facts of one source; one that the ledger knows by (source, natural id) changes nothing.

    But for an amount that its platform restated: its correction is appended (`restated`). An import adds nothing to
    what was read live (`read_live`).

    `keys` must hold every record the facts are about.
    """
    received = bind(now)
    take_turn()
    ready = restate(source, facts, import_id)
    given = len(ready)
    if import_id is not None:
        ready = without_read_live(source, ready, keys)
    rows = [
        (source, source_id, 0 if about is None else keys[about], came or received, import_id, *columns)
        for about, source_id, columns, came, *_ in ready
    ]
    if not rows:
        return FactsWritten(0, given)
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT_FACT, rows)
        new = cursor.rowcount
        if parts := [(source, fact.item, fact.source_id) for fact in ready if fact.item]:
            cursor.executemany(_INSERT_HAPPENING, parts)
    if new:
        record_evidence(source, ready, keys, now=now)
        ask_for_wins(ready, keys, now)
        announce({fact.columns[0] for fact in ready}, now)
    return FactsWritten(new, given - new)


def foresee_facts(source: str, facts: Iterable[ReadyFact]) -> FactsWritten:
    """What `record_facts` of a new import would say of these; writes nothing. Only their records may be unknown."""
    ready = restate(source, facts, None)
    keys = find_keys({fact.about for fact in ready if fact.about is not None})
    ids = list({fact.source_id for fact in without_read_live(source, ready, keys)})
    known = 0
    with connection.cursor() as cursor:
        for chunk in in_chunks(ids):
            cursor.execute(
                "SELECT count(*) FROM ledger_fact "  # noqa: S608 - placeholders only
                f"WHERE source = %s AND source_id IN ({marks(len(chunk))})",
                [source, *chunk],
            )
            known += cursor.fetchone()[0]
    new = len(ids) - known
    return FactsWritten(new, len(ready) - new)
