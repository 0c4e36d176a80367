"""The follow-up task that Accord makes in a CRM: sent once, known again when it comes back, heard when its owner acts.

Our own task is nobody's work until a person completed it: only then do its facts stand.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction

from accord.connectors.objects.live import LiveRow
from accord.connectors.objects.moments import Moments
from accord.connectors.objects.session import Clock, Connection, FollowUp, LiveObject, Session
from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.ledger.models import SyncConflict, SyncWrite
from accord.ledger.sql import in_chunks
from accord.ledger.sync_writes import DROPPED, SEEN, SENT, WAITING, close_write, mark_seen, open_conflict
from accord.vocabulary.errors import ForGood, ForNow, Invalid
from accord.vocabulary.facts import RowRead
from accord.workflows.connections import Live, Spending, get_connection, get_live, utc_now
from accord.workflows.vendor_values import same_value, vendor_name

TASK = "task"
DONE = "done"  # the state of a task that its owner completed
WATCH = "watch_tasks"
_KEY = "task_key"
_EVERY = timedelta(hours=1)
_SUBJECT = "Accord: follow up"
_GONE = "deleted there"
_MOMENTS = Moments("UTC")
# How each vendor spells a task's due time, its completion and its removal.
_DUE = {"task": "ActivityDate", "engagement_task": "hs_timestamp"}
_STATUS = {"task": "Status", "engagement_task": "hs_task_status"}
_ENDED = {"task": "CompletedDateTime", "engagement_task": "hs_task_completion_date"}


def read_due(value: str) -> datetime:
    """The instant a task is due. Raises `Invalid` for what is none."""
    found = _MOMENTS.read("due", value)
    if isinstance(found, str) or found is None:
        raise Invalid(
            "crm.bad_due", f'"{value[:40]}" is no instant', "give the due time as 2026-09-08T09:00:00Z"
        )
    return found.astimezone(UTC)


def send_task(
    live: Live, connection: Connection, session: Session, write: SyncWrite, about: LiveRow, clock: Clock
) -> None:
    """Make the task for whoever owns the person there, or is about to. Raises `ForNow`, `ForGood`."""
    owner = "OwnerId" if live.system.name == "salesforce" else "hubspot_owner_id"
    task = FollowUp(
        write.message_id,
        about.id,
        read_due(write.value),
        _SUBJECT,
        write.why,
        _owner_meant(write) or about.cells.get(owner, ""),
    )
    session.put_task(task, task_key(live, connection))
    with transaction.atomic():
        close_write(write, SENT, clock())
        if hasattr(session, "find_tasks"):
            enqueue_job(WATCH, connection.system, due_at=clock() + _EVERY)


def _owner_meant(write: SyncWrite) -> str:
    """The owner that a write beside this one gives the person, and that was not seen there yet; empty: none.

    Routed together, task and owner leave together: a task made first would be the former owner's, who may have left.
    """
    beside = SyncWrite.objects.filter(system=write.system, subject=write.subject, field="owner")
    last = beside.order_by("-id").values_list("state", "value").first()
    return last[1] if last is not None and last[0] in (WAITING, SENT) else ""


def task_key(live: Live, connection: Connection) -> str:
    """The field of a task there that carries our id."""
    item = next(one for one in live.objects if _KEY in live.own_fields.get(one.name, {}))
    return vendor_name(live, connection, item, _KEY)


def hear_tasks(
    live: Live,
    connection: Connection,
    item: LiveObject,
    taken: Sequence[tuple[LiveRow, RowRead]],
    now: datetime,
) -> list[tuple[LiveRow, RowRead]]:
    """The rows, without the facts of our own tasks that nobody completed. Expects the page's transaction.

    What an owner did to one is noted: completed (its facts stand, at that time), moved or deleted (shown as a
    conflict in which theirs stands).
    """
    if item.name not in _DUE:
        return list(taken)
    key = vendor_name(live, connection, item, _KEY)
    ours = _find_ours(connection.system, [row.cells.get(key, "") for row, _ in taken])
    found = []
    for row, read in taken:
        write = ours.get(row.cells.get(key, ""))
        found.append((row, read if write is None else _hear(connection.system, item, row, read, write, now)))
    return found


def _find_ours(system: str, ids: Sequence[str]) -> dict[str, SyncWrite]:
    found: dict[str, SyncWrite] = {}
    for chunk in in_chunks([one for one in dict.fromkeys(ids) if one]):
        rows = SyncWrite.objects.filter(system=system, field=TASK, message_id__in=chunk)
        found |= {row.message_id: row for row in rows}
    return found


def _hear(
    system: str, item: LiveObject, row: LiveRow, read: RowRead, write: SyncWrite, now: datetime
) -> RowRead:
    nothing = read._replace(facts=())
    mark_seen(write, now)
    if "true" in (row.cells.get("IsDeleted"), row.cells.get("archived")):
        _note_gone(system, item.name, row.id, write, row, now)
        return nothing
    if row.cells.get(_STATUS[item.name], "").casefold() in ("completed", "closed"):
        SyncWrite.objects.filter(id=write.id).exclude(state=DROPPED).update(state=DONE)
        ended = _MOMENTS.read("done", row.cells.get(_ENDED[item.name], ""))
        if isinstance(ended, str) or ended is None:
            return read
        return read._replace(facts=tuple(fact._replace(occurred_at=ended) for fact in read.facts))
    due = row.cells.get(_DUE[item.name], "")
    wanted = write.value[:10] if item.name == "task" else write.value
    if due and not same_value(due, wanted):
        _theirs(system, item.name, row.id, write, row, due, "theirs stands: the task is its owner's", now)
    return nothing


def _note_gone(
    system: str, name: str, external_id: str, write: SyncWrite, row: LiveRow | None, now: datetime
) -> None:
    if write.state == DROPPED:
        return
    _theirs(system, name, external_id, write, row, _GONE, "deleted there: it is not made again", now)
    close_write(write, DROPPED, now, error="deleted there by its owner")


def _theirs(
    system: str,
    name: str,
    external_id: str,
    write: SyncWrite,
    row: LiveRow | None,
    value: str,
    outcome: str,
    now: datetime,
) -> None:
    """Show what an owner did to our task, once for each thing done."""
    known = SyncConflict.objects.filter(system=system, external_id=external_id, field=TASK)
    if known.filter(theirs=value[:400]).exists():
        return
    open_conflict(
        write,
        object=name,
        external_id=external_id,
        theirs=value,
        theirs_by=row.actor if row else "",
        theirs_at=row.modified if row else None,
        master=system,
        outcome=outcome,
        now=now,
    )


def do_watch(job: ClaimedJob, now: datetime) -> datetime | None:
    """The worker's part: look after open tasks of ours where a deletion is not told; again while any is open."""
    return watch_tasks(job.key, utc_now)


def watch_tasks(system: str, clock: Clock) -> datetime | None:
    """Note which of our open tasks were deleted there; returns when to look again, None when none is open."""
    live, connection = get_live(system), get_connection(system)
    open_ones = SyncWrite.objects.filter(system=system, field=TASK, state__in=(SENT, SEEN))
    writes = {one.message_id: one for one in open_ones}
    if not writes:
        return None
    with Spending(connection, clock) as session:
        find_tasks = getattr(session, "find_tasks", None)
        if find_tasks is None:
            return None
        try:
            standing = find_tasks(list(writes), task_key(live, connection))
        except (ForNow, ForGood):
            return clock() + _EVERY
    gone = [one for key, one in writes.items() if key not in standing]
    name = next(one.name for one in live.objects if _KEY in live.own_fields.get(one.name, {}))
    with transaction.atomic():
        for write in gone:
            _note_gone(system, name, write.message_id, write, None, clock())
    return clock() + _EVERY if len(gone) < len(writes) else None
