"""Read connected systems: what changed, page by page, at the interval that the agreement names.

One job a system polls; another reads the history in bulk, as far as the day's budget goes. Both recur.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.db import transaction

from accord.connectors.hubspot.live.preferences import OPTED_OUT_OF
from accord.connectors.objects.live import choose_fields
from accord.connectors.objects.session import Clock, Connection, LiveObject, Page, Session
from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.ledger.models import SyncObject, SyncSystem
from accord.ledger.sync import (
    add_objects,
    advance,
    find_held,
    find_objects,
    get_system,
    hint_at,
    keep_fields,
    make_due,
    note_object_error,
    note_system_error,
)
from accord.teams.rights import Right, require
from accord.vocabulary.errors import ForGood, ForNow, Invalid, Outside
from accord.vocabulary.people import Viewer
from accord.workflows.book_page import Booked, book_page
from accord.workflows.connections import Live, Spending, get_connection, get_live, utc_now
from accord.workflows.in_full import add_refusals, add_versions
from accord.workflows.masters import read_masters
from accord.workflows.roster import see_ourselves

READ, HISTORY = "read_crm", "read_crm_history"
PUSH = "push_journey"
SWEEP = timedelta(hours=26)  # once a day a round steps back this far: what was visible very late is found
_DESCRIBED = timedelta(days=1)
_PAGES = 200  # of one object in one run; the rest in the next
_MOST_HISTORY = 40  # pages of one run: the job's lease is longer than that
_RETRY = timedelta(minutes=1)
_MOMENT = timedelta(seconds=10)
_STOPPED = timedelta(minutes=10)  # after a refusal for good: somebody mends it meanwhile
_HISTORY_SHARE = 0.6  # of our share of the day's calls; the rest is for polling


@dataclass(frozen=True, slots=True)
class Round:
    """What one run brought, and when the next is due."""

    booked: Booked
    next_at: datetime


def do_read(job: ClaimedJob, now: datetime) -> datetime:
    """The worker's part: read what is due of the system the job names; due again at the agreed interval."""
    done = read_system(job.key, utc_now, first=str(job.payload.get("object", "")))
    if done.booked.facts:
        # What was read may move a lead: what the fold says of it then is to stand in the systems too.
        enqueue_job(PUSH, "all", due_at=now)
    return done.next_at


def do_history(job: ClaimedJob, now: datetime) -> datetime | None:
    """The worker's part: some pages of history; due again at once, tomorrow, or never."""
    return read_history(job.key, utc_now)


def read_now(by: Viewer, system: str, clock: Clock) -> Round:
    """Read everything of a system at once, whatever is due."""
    require(by, Right.run_sync)
    get_connection(system)
    return read_system(system, clock, all_due=True)


def wake(system: str, name: str = "", *, now: datetime) -> None:
    """A hint from outside that something changed: the next reading is due now. Never itself a source of facts.

    Without the name of an object, every object is due that is read at each interval; one that was read a moment ago
    waits for its own time, or many hints would spend the day's calls.
    """
    get_system(system)
    often = [item.name for item in get_live(system).objects if item.every == 1]
    with transaction.atomic():
        make_due(system, [name] if name else often, read_before=now - _MOMENT)
        enqueue_job(READ, system, due_at=now, payload={"object": name} if name else {})


def wake_objects(system: str, names: Collection[str], *, now: datetime) -> None:
    """A hint that these objects changed: read them now; one that was read a moment ago, when the moment is over.

    Unlike an interval, a hint that comes while its object is being read makes it read once more.
    """
    with transaction.atomic():
        last = hint_at(system, names, now)
        enqueue_job(READ, system, due_at=max(now, last + _MOMENT) if last else now)


def start_reading(system: str, now: datetime) -> None:
    """Queue the recurring work of a system. Expects a transaction."""
    enqueue_job(READ, system, due_at=now)
    enqueue_job(HISTORY, system, due_at=now)


def read_system(system: str, clock: Clock, *, all_due: bool = False, first: str = "") -> Round:
    """Read every object of a system that is due, each to its end. What fails is noted and tried again."""
    live, connection, started = get_live(system), get_connection(system), clock()
    every = read_masters(started).read_every(system)
    standing = get_system(system)
    if standing.not_before is not None and started < standing.not_before:
        return Round(Booked(), standing.not_before)
    if over_budget(connection, standing, started):
        return _stop_for_today(system, started)
    _add_new_objects(live, system, started)
    booked = Booked()
    with Spending(connection, clock) as session:
        for row in _in_order(live, system, first):
            item = live.get(row.object)
            if not (all_due or row.object == first or _is_due(row, started)):
                continue
            try:
                booked = booked.plus(_read_object(live, connection, session, item, row, clock))
                note_object_error(row, None, started + every * item.every)
            except ForNow as problem:
                if problem.code != "crm.trouble":
                    return _later(system, row, problem, booked, clock)
                # One object in trouble keeps no other from being read.
                note_object_error(row, problem, clock() + _RETRY)
            except ForGood as problem:
                note_object_error(row, problem, started + _STOPPED)
                if problem.code == "crm.signed_out":
                    note_system_error(system, problem, clock())
                    return Round(booked, clock() + _STOPPED)
            except Invalid as problem:
                # The mapping says what cannot be: only this object waits until somebody mends it.
                note_object_error(row, problem, started + _STOPPED)
    see_ourselves(system, clock())
    note_system_error(system, None, clock())
    return Round(booked, max(started + every, clock()))


def _is_due(row: SyncObject, now: datetime) -> bool:
    return row.next_at is None or row.next_at <= now or row.hinted_at is not None


def _add_new_objects(live: Live, system: str, now: datetime) -> None:
    """What a newer release reads too reaches a connection that was made before it, its past with it."""
    known = {row.object: row for row in find_objects(system)}
    new = [(item.name, item.history) for item in live.objects if item.name not in known]
    told = [known[item.name] for item in live.objects if item.versions and item.name in known]
    # Its past was read before the histories of its properties were: once more, with them.
    anew = [row.id for row in told if row.history_state == "done" and "versions" not in row.history]
    if new or anew:
        with transaction.atomic():
            add_objects(system, new)
            SyncObject.objects.filter(id__in=anew).update(history_state="waiting", history={})
            enqueue_job(HISTORY, system, due_at=now)


def _in_order(live: Live, system: str, first: str) -> list[SyncObject]:
    """The objects in declared order, the one that was hinted at first."""
    order = {item.name: at for at, item in enumerate(live.objects)}
    rows = [row for row in find_objects(system) if row.object in order]
    return sorted(rows, key=lambda row: (row.object != first, order[row.object]))


def _later(system: str, row: SyncObject, problem: ForNow, booked: Booked, clock: Clock) -> Round:
    """The vendor is away or asks for a pause: note it, and say when to go on."""
    now = clock()
    until = problem.fields.get("until")
    next_at = until if isinstance(until, datetime) else now + _RETRY
    if problem.code == "crm.budget_spent":
        next_at = _tomorrow(now)
    note_object_error(row, problem, now)
    note_system_error(system, problem, now)
    return Round(booked, next_at)


def _read_object(
    live: Live, connection: Connection, session: Session, item: LiveObject, row: SyncObject, clock: Clock
) -> Booked:
    """One round of one object: pages until the end, each in its own transaction."""
    fields = _fields(live, session, item, row, clock)
    started = clock()
    sweep = row.swept_at is None or started - row.swept_at >= timedelta(days=1)
    back = SWEEP if sweep else live.overlap
    booked = _read_held(live, connection, session, item, row, fields, clock)
    if not row.position.get("high") and "at" not in row.position:
        row.position = {**row.position, "high": _begin(row, connection, started).isoformat()}
    for _ in range(_PAGES):
        page = session.poll(item, fields, row.position, back)
        page = add_versions(live, connection, session, item, page)
        changes: dict[str, Any] = {"position": page.position}
        if page.high is not None:
            changes["read_through"] = max(page.high, row.read_through or page.high)
        if page.done:
            changes["read_at"] = clock()
            if sweep:
                changes["swept_at"] = clock()
        one = book_page(live, connection, item, row, page, now=clock(), changes=changes)
        booked = booked.plus(one)
        if page.done:
            break
    if item.name == "event":
        booked = booked.plus(_read_held_meetings(live, connection, session, item, row, fields, clock))
    if booked.rows:
        SyncObject.objects.filter(id=row.id).update(lag=booked.lag)
    return booked


def _begin(row: SyncObject, connection: Connection, now: datetime) -> datetime:
    """Where polling begins on the first day: history is read in bulk beside it; without one, from the start."""
    return now if row.history_state else datetime(2000, 1, 1, tzinfo=UTC)


def _read_held(
    live: Live,
    connection: Connection,
    session: Session,
    item: LiveObject,
    row: SyncObject,
    fields: list[str],
    clock: Clock,
) -> Booked:
    """Rows that waited for a mapping, read again once it may know them."""
    mapped = digest_of(connection.mapping)
    if not connection.mapping or row.position.get("mapped") == mapped:
        return Booked()
    booked, seen = Booked(), set[str]()
    while ids := [one for one in find_held(connection.system, item.name) if one not in seen][:100]:
        seen.update(ids)
        page = session.fetch(item, fields, ids)
        page = add_versions(live, connection, session, item, page, anew=True)
        booked = booked.plus(book_page(live, connection, item, row, page, now=clock(), changes={}))
    position = {**row.position, "mapped": mapped}
    book_page(live, connection, item, row, Page([], {}, True), now=clock(), changes={"position": position})
    return booked


def digest_of(mapping: Mapping[str, Any]) -> str:
    """One word for what a mapping says."""
    return blake2b(json.dumps(mapping, sort_keys=True, default=str).encode(), digest_size=8).hexdigest()


def _read_held_meetings(
    live: Live,
    connection: Connection,
    session: Session,
    item: LiveObject,
    row: SyncObject,
    fields: list[str],
    clock: Clock,
) -> Booked:
    """Events that ended since the last reading: a meeting is held by time passing, and nothing is changed then."""
    due_events = getattr(session, "due_events", None)
    if due_events is None:
        return Booked()
    now = clock()
    until = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    after = str(row.position.get("ended") or (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ"))
    page = Page(due_events(item, fields, after, until), {}, True)
    changes = {"position": {**row.position, "ended": until}}
    return book_page(live, connection, item, row, page, now=now, changes=changes)


def _fields(live: Live, session: Session, item: LiveObject, row: SyncObject, clock: Clock) -> list[str]:
    """The fields to ask for: what this user may see and the reader knows; asked anew once a day."""
    now = clock()
    if row.fields and row.fields_at is not None and now - row.fields_at < _DESCRIBED:
        return list(row.fields)
    described = [one.name for one in session.describe(item)]
    own = live.own_fields.get(item.name, {}).values()
    extra = [*own, item.changed, "LastModifiedById", "Accord_Id__c", "hs_updated_by_user_id"]
    extra += [name for name in described if name.startswith(OPTED_OUT_OF)]
    chosen = choose_fields(live.system, item.reader, described, extra)
    if not chosen:
        raise ForGood(
            "crm.no_right",
            f"{item.vendor} is not there for this user, so it is not read",
            f"accord connect {live.system.name} --check says which right is missing",
        )
    keep_fields(row, chosen, now)
    return chosen


def over_budget(connection: Connection, standing: SyncSystem, now: datetime, part: float = 1.0) -> bool:
    """Whether our share of the day's calls is spent, or the vendor's day is almost empty for everybody."""
    if not standing.allowed or standing.day != f"{now:%Y-%m-%d}":
        return False
    ours = standing.calls >= standing.allowed * connection.budget_share * part
    return ours or standing.used >= standing.allowed * 0.95


def _stop_for_today(system: str, now: datetime) -> Round:
    problem = ForNow(
        "crm.budget_kept",
        "today's share of the API calls is used up, so reading stops politely",
        "it goes on tomorrow; accord connect with a larger --share reads more a day",
    )
    note_system_error(system, problem, now)
    return Round(Booked(), _tomorrow(now))


def _tomorrow(now: datetime) -> datetime:
    return (now.astimezone(UTC) + timedelta(days=1)).replace(hour=0, minute=1, second=0, microsecond=0)


def read_history(system: str, clock: Clock) -> datetime | None:
    """Some pages of history in bulk; returns when to go on, None when all of it is read."""
    live, connection, now = get_live(system), get_connection(system), clock()
    left = [row for row in find_objects(system) if row.history_state in ("waiting", "running")]
    if not left:
        return None
    standing = get_system(system)
    if standing.not_before is not None and now < standing.not_before:
        return standing.not_before
    if over_budget(connection, standing, now, _HISTORY_SHARE):
        return _tomorrow(now)
    since = now - history_span(now)
    with Spending(connection, clock) as session:
        for row in left:
            item = live.get(row.object)
            try:
                if not _read_history_of(live, connection, session, item, row, since, clock):
                    return clock()
            except ForNow as problem:
                until = problem.fields.get("until")
                running = problem.code == "crm.bulk_running"
                wait = timedelta(seconds=15) if running else _RETRY
                return until if isinstance(until, datetime) else clock() + wait
            except (Outside, Invalid) as problem:
                # Without the bulk way the past is read by polling from its beginning: slower, and all of it.
                note_object_error(row, problem, clock())
                advance(row, history_state="polled", position={"high": since.isoformat()}, swept_at=clock())
    return None


def _read_history_of(
    live: Live,
    connection: Connection,
    session: Session,
    item: LiveObject,
    row: SyncObject,
    since: datetime,
    clock: Clock,
) -> bool:
    """Pages of one object's history; True at its end, False when this run has read enough."""
    fields = _fields(live, session, item, row, clock)
    for _ in range(_MOST_HISTORY):
        place: Mapping[str, Any] = row.history
        page = add_refusals(session, item, session.history(item, fields, dict(place), since))
        changes = {"history": page.position, "history_state": "done" if page.done else "running"}
        book_page(live, connection, item, row, page, now=clock(), changes=changes)
        if page.done:
            return True
    return False


def history_span(now: datetime) -> timedelta:
    """How much of the past the agreement wants read (`cutover.history_read`); 18 months where it is silent."""
    from accord.teams.agreements import current

    standing = current(now)
    cutover = standing.document.cutover if standing else None
    said = getattr(cutover, "history_read", None)
    days = getattr(said, "days", None)
    return timedelta(days=days if days else 549)
