"""One page of a live system: its records, facts, what came back of our own, and the position, all or nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from accord.connectors.objects.live import LiveRow, Understood, understand
from accord.connectors.objects.row import OF_NO_ONE
from accord.connectors.objects.session import Connection, LiveObject, Page
from accord.contacts.account_aliases import foresee_aliases
from accord.contacts.evidence import foresee_evidence
from accord.contacts.identify import identify_batch
from accord.ledger.keys import Digest, make_digest
from accord.ledger.leave_out import leave_out_erased
from accord.ledger.models import SyncObject
from accord.ledger.prepare import prepare_records
from accord.ledger.record import record_facts, record_records
from accord.ledger.sql import take_turn
from accord.ledger.storable import find_unstorable
from accord.ledger.sync import Held, advance, hold_rows, release_rows
from accord.vocabulary.facts import FactDraft, Reason, RecordKind, Ref, Refused, RowRead, RowSkipped
from accord.workflows.connections import Live
from accord.workflows.echo import Before, Ours, find_ours, judge_changes, own_names, read_before
from accord.workflows.follow_up_task import hear_tasks
from accord.workflows.in_full import Told, tell_in_full
from accord.workflows.member_status import hear_members
from accord.workflows.moved import name_moved
from accord.workflows.roster import as_read, book_members
from accord.workflows.said_consents import write_heard
from accord.workflows.settle_page import readings_of, settle_deleted, settle_page

_CHANGED = ("LastModifiedDate", "SystemModstamp")


@dataclass(frozen=True, slots=True)
class Booked:
    """What a page brought. `lag`: the longest time from a change there to its being known here, in seconds."""

    rows: int = 0
    facts: int = 0
    held: int = 0
    lag: float = 0.0

    def plus(self, other: "Booked") -> "Booked":
        """Both together."""
        return Booked(
            self.rows + other.rows,
            self.facts + other.facts,
            self.held + other.held,
            max(self.lag, other.lag),
        )


def book_page(
    live: Live,
    connection: Connection,
    item: LiveObject,
    row: SyncObject,
    page: Page,
    *,
    now: datetime,
    changes: Mapping[str, Any],
) -> Booked:
    """Write a page and move the object's position by `changes`, in one transaction.

    A row whose status no table knows waits (it is counted and shown) and is read again once it is mapped.
    """
    known_through = row.read_through
    said = _understand(live, connection, item, _as_of(item, page.rows, now), page)
    held, taken = _sort(page.rows, said)
    digest = make_digest(settings.INSTALLATION.secret)
    with transaction.atomic():
        take_turn()
        advance(row, rows=row.rows + len(page.rows), **changes)
        before = read_before(connection.source, [r for _, one in taken for r in one.records])
        rows = [one for one, _ in taken]
        ours = find_ours(live, connection, item, rows)
        reads = name_moved(item, taken, connection.source, digest)
        reads = reads if item.changed else as_read(reads, before, now)
        taken = [(one, read) for (one, _), read in zip(taken, reads, strict=True)]
        taken = hear_tasks(live, connection, item, taken, now)
        taken = hear_members(live, connection, item, taken, now)
        news = _news(live, connection, item, taken, before, ours, page)
        news, told, gaps = tell_in_full(live, connection, item, taken, news, page, before)
        judge_changes(live, connection, item, rows, before, ours, now)
        left, _ = leave_out_erased(news, digest)
        by_line = {read.line: one for one, read in taken}
        kept = [(by_line[read.line], read) for read in left]
        whole = _whole(news, left, said)
        written = _book(item, kept, whole, told, connection.source, digest, now)
        release_rows(connection.system, item.name, [one.id for one, _ in taken])
        hold_rows(connection.system, item.name, [*held, *gaps], now)
    fresh = [m for m in (one.modified for one in page.rows) if m and known_through and m > known_through]
    lag = max(((now - m).total_seconds() for m in fresh), default=0.0)
    return Booked(len(page.rows), written, len(held), lag)


def _as_of(item: LiveObject, rows: Sequence[LiveRow], now: datetime) -> Sequence[LiveRow]:
    """Events as they are seen now: one is held by time passing, not by the change that was made last."""
    if item.name != "event":
        return rows
    seen = {"_fivetran_synced": now.isoformat()}
    return [row._replace(cells=_without(row.cells, _CHANGED) | seen) for row in rows]


def _without(cells: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    return {name: text for name, text in cells.items() if name not in names}


def _understand(
    live: Live, connection: Connection, item: LiveObject, rows: Sequence[LiveRow], page: Page
) -> list[Understood]:
    return understand(
        live.system,
        item.reader,
        rows,
        source=connection.source,
        mapping=connection.mapping,
        tables=page.tables,
    )


def _sort(
    rows: Sequence[LiveRow], said: Sequence[Understood]
) -> tuple[list[Held], list[tuple[LiveRow, RowRead]]]:
    """Rows that wait, and rows that are taken; skipped ones are neither."""
    held: list[Held] = []
    taken: list[tuple[LiveRow, RowRead]] = []
    for row, one in zip(rows, said, strict=True):
        if one.unknown:
            held.append(Held(row.id, Reason.unknown_status.value, "status", one.unknown))
        elif isinstance(one.row, Refused):
            held.append(Held(row.id, one.row.reason.value, one.row.column, ""))
        elif isinstance(one.row, RowRead):
            unstorable = find_unstorable(one.row)
            if unstorable is None:
                taken.append((row, one.row))
            else:
                held.append(Held(row.id, unstorable.reason.value, unstorable.column, ""))
        else:
            taken.append((row, RowRead(one.row.line, (), ())))
    return held, taken


def _news(
    live: Live,
    connection: Connection,
    item: LiveObject,
    taken: Sequence[tuple[LiveRow, RowRead]],
    before: Mapping[Ref, Before],
    ours: Ours,
    page: Page,
) -> list[RowRead]:
    """The rows without facts that only say again, at a later instant, what the record said before.

    A change of any field moves the record's change time, and with it the instant of every dimension that
    did not change. What our own writes changed is no news either: it is compared as if it had stood before.
    """
    found = []
    for row, read in taken:
        main = next((d for d in read.records if d.ref.external_id == row.id and d.values), None)
        old = before.get(main.ref) if main is not None else None
        if main is None or old is None or not old.values or main.deleted:
            found.append(read)
            continue
        if main.values == old.values:
            continue  # read again by stepping back: all of it is known
        as_ours = dict(old.values) | own_names(live, connection, item, row, old, ours)
        said = _understand(live, connection, item, [LiveRow(row.id, as_ours)], page)[0].row
        known = {_dimension(f) for f in said.facts} if isinstance(said, RowRead) else set()
        instants = {f.occurred_at for f in read.facts}
        latest = max(instants, default=None)
        facts = tuple(
            f for f in read.facts if _dimension(f) not in known or f.occurred_at != latest or _once(f)
        )
        found.append(read._replace(facts=facts))
    return found


def _dimension(fact: FactDraft) -> tuple[object, ...]:
    """What a fact says, whenever."""
    return (
        fact.about,
        fact.kind,
        fact.value,
        fact.actor,
        fact.amount,
        fact.currency,
        fact.channel,
        fact.campaign,
    )


def _once(fact: FactDraft) -> bool:
    """Whether its natural id carries no instant: the ledger itself knows it again."""
    return fact.occurred_at.isoformat() not in fact.natural_id


def _whole(news: Sequence[RowRead], left: Sequence[RowRead], said: Sequence[Understood]) -> set[int]:
    """The lines whose rows say all there is: not those that erasure cut, nor a happening that names nobody yet."""
    full = {read.line: len(read.facts) for read in news}
    mute = {
        one.row.line for one in said if isinstance(one.row, RowSkipped) and one.row.why.startswith(OF_NO_ONE)
    }
    return {read.line for read in left if len(read.facts) == full[read.line]} - mute


def _book(
    item: LiveObject,
    rows: Sequence[tuple[LiveRow, RowRead]],
    whole: set[int],
    told: Mapping[int, Told],
    source: str,
    digest: Digest,
    now: datetime,
) -> int:
    """Records, facts and identity of rows; how many facts changed. Expects the transaction and the turn."""
    if not rows:
        return 0
    records = prepare_records(draft for _, one in rows for draft in one.records)
    facts, readings, in_full = readings_of(item, rows, whole, told, digest)
    people = [r.draft for ref, r in records.winners.items() if ref.kind == RecordKind.person]
    foresee_evidence(people)
    foresee_aliases(people)
    every = [*facts, *(f for one in readings for f in one.facts), *(f for one in in_full for f in one.facts)]
    mentioned = [fact.about for fact in every if fact.about is not None]
    keys, known = record_records(records, mentioned, now=now)
    fresh, changed = settle_page(source, readings, in_full, keys, now)
    written = record_facts(source, [*facts, *fresh], keys, now=now)
    identify_batch(known, now)
    book_members((one for _, one in rows), keys, now)
    write_heard((one for _, one in rows), keys, now)
    return written.new + changed + settle_deleted(source, keys, now)


def stored_values(text: str) -> dict[str, str]:
    """A record's cells as they were kept."""
    found = json.loads(text) if text else {}
    return found if isinstance(found, dict) else {}
