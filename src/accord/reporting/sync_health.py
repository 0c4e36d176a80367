"""How the live connections stand: what was read when, how late, what it cost, what waits, what contradicts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accord.ledger.models import SyncConflict, SyncObject, SyncSystem, SyncWrite
from accord.ledger.sync import count_gaps, find_objects, find_systems
from accord.ledger.sync_writes import count_conflicts, count_writes, find_conflicts, find_failed
from accord.reporting.listening import ListenerHealth, find_listening
from accord.teams.agreements import current
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

_PATIENCE = 3  # intervals without a reading, and then a system counts as unread


@dataclass(frozen=True, slots=True)
class ObjectHealth:
    """One object: `lag` is the last round's longest time from a change there to its being known here, in seconds."""

    object: str
    read_at: datetime | None
    read_through: datetime | None
    next_at: datetime | None
    lag: float | None
    rows: int
    history: str  # "", waiting, running, done, polled
    unread: bool
    error: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Rows that wait because of one value: unknown to every table, or not to be read."""

    object: str
    field: str
    value: str
    reason: str
    rows: int


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """Both values, who, when, and what the rule did."""

    id: int
    object: str
    record: str
    field: str
    ours: str
    theirs: str
    theirs_by: str
    ours_at: datetime | None
    theirs_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class WriteRow:
    """A write that the system refused."""

    record: str
    field: str
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class SystemHealth:
    """One system. `calls` are ours today, `used` everybody's of `allowed` (0: the vendor does not say)."""

    system: str
    source: str
    calls: int
    used: int
    allowed: int
    left: int | None
    quiet_until: datetime | None
    unread: bool
    error: str
    remedy: str
    objects: tuple[ObjectHealth, ...]
    gaps: tuple[Gap, ...]
    conflicts: tuple[ConflictRow, ...]
    conflicts_open: int
    waiting: int
    oldest_waiting: datetime | None
    sent: int
    seen: int
    failed: tuple[WriteRow, ...]
    failed_count: int
    listener: ListenerHealth | None  # nobody asked to listen: none


def find_health(viewer: Viewer, now: datetime) -> list[SystemHealth]:
    """Every connected system; empty where none is. Raises `Refused` without the right."""
    require(viewer, Right.see_trust)
    standing = current(now)
    systems = standing.document.systems if standing else None
    found = []
    for row in find_systems():
        named = systems.each.get(row.system) if systems else None
        every = (named.read_every.elapsed if named and named.read_every else None) or timedelta(minutes=5)
        found.append(_system(row, every, now))
    return found


def _system(row: SyncSystem, every: timedelta, now: datetime) -> SystemHealth:
    name = row.system
    writes = count_writes(name)
    objects = tuple(_object(one, every, now, broken=bool(row.error)) for one in find_objects(name))
    oldest = SyncWrite.objects.filter(system=name, state="waiting").order_by("id").first()
    today = row.day == f"{now:%Y-%m-%d}"
    quiet = row.not_before if row.not_before and row.not_before > now else None
    return SystemHealth(
        system=name,
        source=row.source,
        calls=row.calls if today else 0,
        used=row.used,
        allowed=row.allowed,
        left=max(row.allowed - row.used, 0) if row.allowed else None,
        quiet_until=quiet,
        unread=any(one.unread for one in objects),
        error=row.error,
        remedy=row.remedy,
        objects=objects,
        gaps=tuple(Gap(**one) for one in count_gaps(name)),
        conflicts=tuple(_conflict(one) for one in find_conflicts(name, limit=50)),
        conflicts_open=count_conflicts(name),
        waiting=writes.get("waiting", 0),
        oldest_waiting=oldest.created_at if oldest else None,
        sent=writes.get("sent", 0),
        seen=writes.get("seen", 0),
        failed=tuple(WriteRow(w.external_id, w.field, w.value, w.error) for w in find_failed(name)),
        failed_count=writes.get("failed", 0),
        listener=find_listening(name, now),
    )


def _object(row: SyncObject, every: timedelta, now: datetime, *, broken: bool) -> ObjectHealth:
    """`broken`: the system itself is in trouble, so that none of its objects is read."""
    # One whose readings fail is tried again and again: when it was read counts then, not when it is tried next.
    due = row.read_at if row.error or broken else row.next_at or row.read_at
    late = now - due > every * _PATIENCE if due else True
    return ObjectHealth(
        row.object,
        row.read_at,
        row.read_through,
        row.next_at,
        row.lag,
        row.rows,
        row.history_state,
        late or row.read_at is None,
        row.error,
        row.remedy,
    )


def _conflict(row: SyncConflict) -> ConflictRow:
    return ConflictRow(
        row.id,
        row.object,
        row.external_id,
        row.field,
        row.ours,
        row.theirs,
        row.theirs_by,
        row.ours_at,
        row.theirs_at,
        row.outcome,
    )
