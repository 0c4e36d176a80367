"""What comes back: our own write is recognised, a change of theirs on a field of ours is a conflict.

Recognised by value, by who changed it and by when: someone who sets the same value later did that themselves.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accord.connectors.objects.live import LiveRow
from accord.connectors.objects.session import Connection, LiveObject
from accord.ledger.models import SourceRecord, SyncWrite
from accord.ledger.sql import in_chunks
from accord.ledger.sync import get_system
from accord.ledger.sync_writes import (
    DROPPED,
    SEEN,
    SENT,
    WAITING,
    close_write,
    find_standing,
    mark_seen,
    open_conflict,
)
from accord.vocabulary.facts import RecordDraft, Ref
from accord.workflows.connections import Live
from accord.workflows.intend_write import put_again
from accord.workflows.masters import Masters, read_masters
from accord.workflows.vendor_values import same_value, vendor_name, vendor_value


@dataclass(frozen=True, slots=True)
class Before:
    """A record as it stood here before a page: its key and its cells."""

    key: int
    values: Mapping[str, str]
    modified_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ours:
    """What Accord last meant for each field of some records, and its own user there."""

    standing: Mapping[tuple[str, str], SyncWrite]
    actor: str


def read_before(source: str, drafts: Sequence[RecordDraft]) -> dict[Ref, Before]:
    """Key and cells of those records that are known."""
    groups: dict[str, dict[str, Ref]] = {}
    for draft in drafts:
        if draft.values and draft.ref.source == source:
            groups.setdefault(str(draft.ref.kind), {})[draft.ref.external_id] = draft.ref
    found: dict[Ref, Before] = {}
    for kind, by_id in groups.items():
        for chunk in in_chunks(list(by_id)):
            rows = SourceRecord.objects.filter(source=source, kind=kind, external_id__in=chunk)
            for external_id, key, text, at in rows.values_list("external_id", "key", "values", "modified_at"):
                found[by_id[external_id]] = Before(key, json.loads(text) if text else {}, at)
    return found


def find_ours(live: Live, connection: Connection, item: LiveObject, rows: Sequence[LiveRow]) -> Ours:
    """What was last meant for these records, and who we are there."""
    if not live.own_fields.get(item.name) or not rows:
        return Ours({}, "")
    standing = find_standing(connection.system, [row.id for row in rows])
    return Ours(standing, get_system(connection.system).actor if standing else "")


def own_names(
    live: Live, connection: Connection, item: LiveObject, row: LiveRow, old: Before, ours: Ours
) -> dict[str, str]:
    """The cells of a row that are our own writes come back: those that changed, and are what we sent."""
    found: dict[str, str] = {}
    if not ours.standing:
        return found
    for field in live.own_fields.get(item.name, {}):
        write = ours.standing.get((row.id, field))
        name = vendor_name(live, connection, item, field)
        now = row.cells.get(name, "")
        if (
            write is not None
            and write.state == SENT
            and now != old.values.get(name, "")
            and same_value(now, vendor_value(live, connection, field, write.value))
            and is_ours(row, write, ours.actor)
        ):
            found[name] = now
    return found


def is_ours(row: LiveRow, write: SyncWrite, actor: str) -> bool:
    """Whether a change can be our write: not before it was sent, and by our user where the vendor says who."""
    return not _before_us(row, write) and (not row.actor or not actor or row.actor == actor)


def judge_changes(
    live: Live,
    connection: Connection,
    item: LiveObject,
    rows: Sequence[LiveRow],
    before: Mapping[Ref, Before],
    ours: Ours,
    now: datetime,
) -> None:
    """Mark our writes as come back; open a conflict where theirs contradicts ours. Expects a transaction."""
    fields = live.own_fields.get(item.name, {})
    standing = ours.standing
    if not fields or not standing:
        return
    masters = read_masters(now)
    olds = {ref.external_id: old for ref, old in before.items()}
    for row in rows:
        old = olds.get(row.id)
        for field in fields:
            write = standing.get((row.id, field))
            if write is not None and not is_stale(row, old):
                judge(live, connection, item, row, old, write, masters, now)


def is_stale(row: LiveRow, old: Before | None) -> bool:
    """Whether a late answer shows an older state than the one known: it says nothing of what stands there."""
    known = old.modified_at if old else None
    return known is not None and row.modified is not None and row.modified < known


def judge(
    live: Live,
    connection: Connection,
    item: LiveObject,
    row: LiveRow,
    old: Before | None,
    write: SyncWrite,
    masters: Masters,
    now: datetime,
) -> None:
    """What a row says of one write of ours: come back, overwritten, or not there yet. Expects a transaction."""
    name = vendor_name(live, connection, item, write.field)
    if name not in row.cells:
        return
    value = row.cells[name]
    if same_value(value, vendor_value(live, connection, write.field, write.value)):
        if write.state == SENT:
            mark_seen(write, now)
        return
    if old is not None and value == old.values.get(name, "") and write.state != SENT:
        return  # nothing changed there: the write is still on its way, or the conflict is known
    if write.state == WAITING and value == write.base:
        return
    if write.state == SENT and _before_us(row, write):
        return  # an answer from before our write
    if write.state == SEEN and masters.of(write.field) != "accord":
        close_write(write, DROPPED, now, error="changed there since, by its master")
        return
    _contradict(connection, item, row, write, value, masters, now)


def _before_us(row: LiveRow, write: SyncWrite) -> bool:
    """Whether the row stood so before our write: both instants are of their clock, so ours may be wrong."""
    return row.modified is not None and write.base_at is not None and row.modified <= write.base_at


def _contradict(
    connection: Connection,
    item: LiveObject,
    row: LiveRow,
    write: SyncWrite,
    value: str,
    masters: Masters,
    now: datetime,
) -> None:
    """Both values, who, when, and what the rule does: the master's value stands."""
    master = masters.of(write.field)
    ours_wins = master == "accord"
    outcome = (
        "ours is written again" if ours_wins else f"theirs stands: {master or connection.system} is master"
    )
    new = open_conflict(
        write,
        object=item.name,
        external_id=row.id,
        theirs=value,
        theirs_by=row.actor,
        theirs_at=row.modified,
        master=master or connection.system,
        outcome=outcome,
        now=now,
    )
    if not new:
        return
    if ours_wins:
        put_again(write, row, now)
    else:
        close_write(write, DROPPED, now, error=outcome)
