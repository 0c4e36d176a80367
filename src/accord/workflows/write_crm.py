"""Send what is meant to stand in the CRM: read the record, set what differs, note it. At least once.

Killed after the vendor took a value and before that was noted: the next try reads it there and writes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accord.connectors.hubspot.live.preferences import FLAG
from accord.connectors.hubspot.statuses import LIFECYCLE
from accord.connectors.objects.live import LiveRow
from accord.connectors.objects.session import Clock, Connection, LiveObject, Session
from accord.ledger.jobs import ClaimedJob
from accord.ledger.keys import make_digest
from accord.ledger.models import SyncWrite
from accord.ledger.prepare import prepare_facts
from accord.ledger.record import record_facts
from accord.ledger.sql import take_turn
from accord.ledger.sync_writes import (
    DROPPED,
    FAILED,
    SEEN,
    SENT,
    close_write,
    find_waiting,
    note_attempt,
)
from accord.vocabulary.errors import AccordError, ForGood, ForNow
from accord.vocabulary.facts import FactDraft, FactKind, RecordKind, Ref
from accord.workflows.connections import Live, Spending, get_connection, get_live, utc_now
from accord.workflows.follow_up_task import TASK, send_task
from accord.workflows.intend_write import MEMBER, SEND
from accord.workflows.masters import OPT_OUT, Masters, read_masters
from accord.workflows.member_status import send_member_status
from accord.workflows.send_refusal import send_refusal
from accord.workflows.take_back_task import TASK_END, end_task
from accord.workflows.theirs_stands import close_alone, let_theirs_stand
from accord.workflows.vendor_values import same_value, vendor_name, vendor_value

__all__ = ["SEND", "do_write", "send_writes"]
_LATER = timedelta(seconds=30)
# What is asked of a record beside the fields that are written.
_ASKED = {
    "salesforce": ("LastModifiedById", "OwnerId", "Id", "IsDeleted"),
    "hubspot": (
        "hs_updated_by_user_id",
        "hubspot_owner_id",
        "hs_object_id",
        "email",
        "hs_additional_emails",
    ),
}
_GONE = ("ENTITY_IS_DELETED", "NOT_FOUND", "OBJECT_NOT_FOUND")  # deleted between the reading and the writing
_TASKS = (TASK, TASK_END)
_LEAD = ("IsConverted", "ConvertedContactId")


def do_write(job: ClaimedJob, now: datetime) -> datetime | None:
    """The worker's part: send what waits for the system the job names; due again while anything is left."""
    return send_writes(job.key, utc_now)


def send_writes(system: str, clock: Clock) -> datetime | None:
    """Send what waits; returns when to go on, None when nothing is left."""
    live = get_live(system)
    troubled: set[int] = set()
    while True:
        waiting = [write for write in find_waiting(system) if write.id not in troubled]
        if not waiting:
            return clock() + _LATER if troubled else None
        connection = get_connection(system)
        groups: dict[tuple[str, str], list[SyncWrite]] = {}
        for write in waiting:
            groups.setdefault((write.object, write.external_id), []).append(write)
        try:
            with Spending(connection, clock) as session:
                for group in groups.values():
                    try:
                        _send_record(live, connection, session, group, clock)
                    except ForNow as problem:
                        if problem.code != "crm.trouble":
                            raise
                        # One record in trouble (locked, say) keeps no other from being written.
                        troubled.update(write.id for write in group)
                        note_attempt([write.id for write in group], problem.sentence)
        except ForNow as problem:
            note_attempt([write.id for write in waiting], problem.sentence)
            until = problem.fields.get("until")
            return until if isinstance(until, datetime) else clock() + _LATER
        except ForGood as problem:
            # The sign-in or a right is missing: what waits keeps waiting, and the page says why.
            note_attempt([write.id for write in waiting], problem.sentence)
            return clock() + timedelta(minutes=10)


def _send_record(
    live: Live, connection: Connection, session: Session, group: Sequence[SyncWrite], clock: Clock
) -> None:
    """All that waits for one record: one read, one write."""
    item = live.get(group[0].object)
    masters = read_masters(clock())
    agreed = [w for w in group if masters.may_write(w.system, TASK if w.field == TASK_END else w.field)]
    for write in group:
        if write not in agreed:
            close_alone(write, DROPPED, clock(), "the agreement in force does not name this field any more")
    if not agreed:
        return
    if item.name == MEMBER:
        _each(agreed, lambda one: send_member_status(live, connection, session, one, masters, clock), clock)
        return
    names = {w.field: vendor_name(live, connection, item, w.field) for w in agreed if w.field not in _TASKS}
    asked = [item.changed, *_ASKED[live.system.name], *(_LEAD if item.name == "lead" else ())]
    try:
        page = session.fetch(item, list(dict.fromkeys([*asked, *names.values()])), [group[0].external_id])
    except ForGood as problem:
        if problem.code in {"crm.signed_out"}:
            raise
        _fail_all(agreed, problem, clock())
        return
    if not page.rows or page.rows[0].cells.get("IsDeleted") == "true":
        _drop_all(agreed, "the record is gone there", clock())
        return
    row = page.rows[0]
    if row.cells.get("IsConverted") == "true":
        _move_to_contact(agreed, row, clock())
        return
    tasks = [w for w in agreed if w.field == TASK]
    _each(tasks, lambda one: send_task(live, connection, session, one, row, clock), clock)
    ends = [w for w in agreed if w.field == TASK_END]
    _each(ends, lambda one: end_task(live, connection, session, one, clock), clock)
    refusals = [w for w in agreed if names.get(w.field) == FLAG]
    _each(refusals, lambda one: send_refusal(connection, session, one, row, clock), clock)
    fields = [w for w in agreed if w.field not in _TASKS and w not in refusals]
    if fields:
        _set(live, connection, session, item, row, fields, names, masters, clock)


def _set(
    live: Live,
    connection: Connection,
    session: Session,
    item: LiveObject,
    row: LiveRow,
    writes: Sequence[SyncWrite],
    names: Mapping[str, str],
    masters: Masters,
    clock: Clock,
) -> None:
    """Set the fields that differ and whose master lets us; note each."""
    to_set: dict[str, str] = {}
    setting: list[SyncWrite] = []
    for write in writes:
        stands = row.cells.get(names[write.field], "")
        wanted = vendor_value(live, connection, write.field, write.value)
        if same_value(stands, wanted):
            close_alone(write, SEEN, clock(), "", row.modified)
        elif _is_theirs(masters, write, stands):
            let_theirs_stand(write, row, stands, masters, clock(), external_id=row.id)
        else:
            to_set[names[write.field]] = wanted
            setting.append(write)
    if setting:
        _update(live, connection, session, item, row, setting, to_set, names, clock)


def _update(
    live: Live,
    connection: Connection,
    session: Session,
    item: LiveObject,
    row: LiveRow,
    writes: Sequence[SyncWrite],
    to_set: Mapping[str, str],
    names: Mapping[str, str],
    clock: Clock,
) -> None:
    """One request for all fields. Where it is refused, each field by itself: one keeps no other from standing."""
    try:
        for step in _steps(live, row, to_set):
            session.update(item, row.id, step)
    except ForGood as problem:
        if problem.code == "crm.signed_out":
            raise
        if problem.code == "crm.not_found" and problem.fields.get("vendor_code") in _GONE:
            _drop_all(writes, "the record is gone there", clock())
        elif len(writes) == 1:
            _fail_all(writes, problem, clock())
        else:
            for one in writes:
                alone = {names[one.field]: to_set[names[one.field]]}
                _update(live, connection, session, item, row, [one], alone, names, clock)
        return
    for write in writes:
        with transaction.atomic():
            close_write(write, SENT, clock(), base_at=row.modified)
            if write.field == "owner":
                _book_owner(connection, write, clock())


def _is_theirs(masters: Masters, write: SyncWrite, stands: str) -> bool:
    """Whether somebody there changed the field since this was decided, and they are its master.

    A refusal yields to nobody: what a person said no to stays so until they themselves say otherwise.
    """
    theirs = masters.of(write.field) != "accord" and not same_value(stands, write.base)
    return theirs and write.field != OPT_OUT


def _book_owner(connection: Connection, write: SyncWrite, now: datetime) -> None:
    """Whose the person is since now: known from the act itself, because its echo is no news."""
    about = Ref(connection.source, RecordKind.person, write.external_id)
    draft = FactDraft(f"crm:{write.message_id}", about, FactKind.owner_assigned, now, actor=write.value)
    ready = prepare_facts([draft], make_digest(settings.INSTALLATION.secret))
    take_turn()
    record_facts("accord", ready, {about: write.subject}, now=now)


def _steps(live: Live, row: LiveRow, to_set: Mapping[str, str]) -> list[dict[str, str]]:
    """HubSpot moves a lifecycle stage only forward: to go back it is cleared first, then set."""
    stage = to_set.get("lifecyclestage")
    if live.system.name != "hubspot" or stage is None:
        return [dict(to_set)]
    now = row.cells.get("lifecyclestage", "")
    order = {name: at for at, name in enumerate(LIFECYCLE)}
    forward = not now or (now in order and stage in order and order[now] < order[stage])
    return [dict(to_set)] if forward else [{"lifecyclestage": ""}, dict(to_set)]


def _move_to_contact(writes: Sequence[SyncWrite], row: LiveRow, now: datetime) -> None:
    """The lead was converted and is read-only: what was meant for it is meant for its contact."""
    contact = row.cells.get("ConvertedContactId", "")
    for write in writes:
        if not contact:
            close_alone(write, FAILED, now, "the lead was converted and names no contact")
            continue
        SyncWrite.objects.filter(id=write.id).update(object="contact", external_id=contact)


def _each(writes: Sequence[SyncWrite], send: Callable[[SyncWrite], None], clock: Clock) -> None:
    """Send one by one; one that is refused keeps no other from leaving."""
    for write in writes:
        try:
            send(write)
        except ForGood as problem:
            if problem.code == "crm.signed_out":
                raise
            _fail_all([write], problem, clock())


def _fail_all(writes: Sequence[SyncWrite], problem: AccordError, now: datetime) -> None:
    for write in writes:
        close_alone(write, FAILED, now, f"{problem.sentence} {problem.remedy}")


def _drop_all(writes: Sequence[SyncWrite], why: str, now: datetime) -> None:
    for write in writes:
        close_alone(write, DROPPED, now, why)
