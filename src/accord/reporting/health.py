"""Whether the installation can do its work now, and the gauges of its record: counts and ages, nobody's name."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from accord.ledger.heartbeat import find_last_beat
from accord.ledger.jobs import GIVE_UP_AFTER
from accord.ledger.models import SyncListener
from accord.ledger.outbox_hold import is_held
from accord.ledger.schema import find_missing_migrations, find_unknown_migrations
from accord.ledger.sql import bind
from accord.measures.manifest import read_manifest
from accord.reporting.checks.finding import ask
from accord.vocabulary.errors import AccordError
from accord.vocabulary.issues import Issue, Level

WORKER_SILENT_AFTER = timedelta(seconds=30)
LEAST_ROOM = 200 * 1024**2  # bytes: below it SQLite's log and the mirror's next version may not fit
MIRROR_OLD_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Gauge:
    """One number of the record: its name, what it says, its value, labels of closed sets of words."""

    name: str
    says: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


def find_ailments(now: datetime) -> list[Issue]:
    """What keeps the installation from working, each in two lines; empty when it is ready. Names nobody."""
    try:
        missing, unknown = find_missing_migrations(), find_unknown_migrations()
    except DatabaseError:
        return [
            _issue(
                "ready.database", "the database does not answer", "see that it runs, and ACCORD_DATABASE_URL"
            ),
            *_of_the_folder(now),
        ]
    found = []
    if missing:
        found.append(_issue("ready.older_tables", "the tables are of an older release", "accord upgrade"))
    if unknown:
        found.append(_issue("ready.newer_tables", "the tables are of a newer release", "run that release"))
    return [*found, *_of_the_folder(now), *(() if missing else _of_the_mirror(now))]


def find_gauges(now: datetime) -> Iterator[Gauge]:
    """Every gauge of the record. Tables that this release does not have yet are left out."""
    data = Path(settings.INSTALLATION.data)
    yield from _jobs(now)
    yield from _waiting(now)
    yield from _systems(now)
    yield from _imports()
    yield Gauge("outbox_held", "1 while a restore holds the outbox", float(is_held()))
    yield Gauge("disk_free_bytes", "Room left for the data folder", float(shutil.disk_usage(data).free))
    yield from _age(
        "worker_silent_seconds", "Since a worker last said it lives", find_last_beat(data, "worker"), now
    )
    yield from _age("mirror_age_seconds", "Since the mirror was made", _mirror_made(), now)
    yield from _age("backup_age_seconds", "Since the last good backup", find_last_backup(data), now)


def _of_the_folder(now: datetime) -> Iterator[Issue]:
    data = Path(settings.INSTALLATION.data)
    last = find_last_beat(data, "worker")
    if last is None or now - last > WORKER_SILENT_AFTER:
        yield _issue(
            "ready.worker", "no worker has said that it lives", "accord serve runs one; accord work is one"
        )
    if shutil.disk_usage(data).free < LEAST_ROOM:
        yield _issue("ready.disk", "less than 200 MB are free in the data folder", "make room on its disk")


def _of_the_mirror(now: datetime) -> Iterator[Issue]:
    """A mirror is old when the record has gone on for a day since it was made."""
    made = _mirror_made()
    if made is None or now - made <= MIRROR_OLD_AFTER:
        return
    newest = ask("SELECT max(seq) FROM ledger_fact")[0][0] or 0
    if newest > read_manifest(settings.INSTALLATION.mirror).seq:
        yield _issue(
            "ready.mirror", "the mirror is a day behind the record", "accord mirror, then accord doctor"
        )


def _jobs(now: datetime) -> Iterator[Gauge]:
    rows = ask(
        "SELECT kind, count(*), sum(CASE WHEN attempts >= %s THEN 1 ELSE 0 END), "
        "sum(CASE WHEN due_at <= %s AND attempts < %s THEN 1 ELSE 0 END) "
        "FROM ledger_job WHERE done_at IS NULL GROUP BY kind ORDER BY kind",
        [GIVE_UP_AFTER, bind(now), GIVE_UP_AFTER],
    )
    for kind, waiting, given_up, due in rows:
        labels = (("kind", str(kind)),)
        yield Gauge("jobs_open", "Jobs not done", float(waiting), labels)
        yield Gauge("jobs_due", "Jobs whose time has come", float(due), labels)
        yield Gauge("jobs_given_up", "Jobs nobody claims any more", float(given_up), labels)


def _waiting(now: datetime) -> Iterator[Gauge]:
    for name, table, column, where, says in (
        (
            "inbox",
            "ledger_inboxitem",
            "received_at",
            "taken_at IS NULL",
            "Accepted and not yet in the ledger",
        ),
        ("dead_letters", "ledger_deadletter", "received_at", "replayed_at IS NULL", "Refused letters, kept"),
        ("outbox", "ledger_outboxmessage", "created_at", "sent_at IS NULL", "Messages not sent"),
    ):
        if not _has(table, column, where.split(" ")[0]):
            continue
        count, oldest = ask(f"SELECT count(*), min({column}) FROM {table} WHERE {where}")[0]  # noqa: S608 - names of ours
        yield Gauge(f"{name}_waiting", says, float(count))
        yield from _age(
            f"{name}_oldest_seconds", f"{says}: age of the oldest", _instant(oldest), now, zero=True
        )


def _systems(now: datetime) -> Iterator[Gauge]:
    if not _has("ledger_syncobject", "system", "object", "read_at"):
        return
    for system, name, read_at in ask(
        "SELECT system, object, read_at FROM ledger_syncobject ORDER BY system, object"
    ):
        labels = (("system", str(system)), ("object", str(name)))
        yield from _age(
            "crm_read_seconds", "Since an object was last read to its end", _instant(read_at), now, labels
        )
    yield from _listeners(now)


def _listeners(now: datetime) -> Iterator[Gauge]:
    if not _has("ledger_synclistener", "system", "state", "heard", "held_until"):
        return
    for row in SyncListener.objects.order_by("system"):
        labels = (("system", row.system),)
        hears = row.state == "listening" and row.held_until is not None and row.held_until > now
        yield Gauge("crm_listening", "1 while changes there are heard of at once", float(hears), labels)
        yield Gauge("crm_heard", "Hints of changes since it was asked to listen", float(row.heard), labels)


def _imports() -> Iterator[Gauge]:
    for state, count, accepted, rejected in ask(
        "SELECT state, count(*), sum(accepted), sum(rejected) FROM ledger_import GROUP BY state ORDER BY state"
    ):
        labels = (("state", str(state)),)
        yield Gauge("imports", "Files read", float(count), labels)
        yield Gauge("import_rows_accepted", "Rows taken in", float(accepted), labels)
        yield Gauge("import_rows_rejected", "Rows refused", float(rejected), labels)


def _age(
    name: str,
    says: str,
    since: datetime | None,
    now: datetime,
    labels: tuple[tuple[str, str], ...] = (),
    *,
    zero: bool = False,
) -> Iterator[Gauge]:
    """Seconds since an instant; where there is none nothing is said, or 0 when nothing waits."""
    if since is not None:
        yield Gauge(name, says, max(0.0, (now - since).total_seconds()), labels)
    elif zero:
        yield Gauge(name, says, 0.0, labels)


def _has(table: str, *columns: str) -> bool:
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return False
        described = connection.introspection.get_table_description(cursor, table)
    return set(columns) <= {column.name for column in described}


def _instant(stored: object) -> datetime | None:
    """An instant as raw SQL returns it: text or a naive datetime on SQLite, aware on PostgreSQL."""
    if stored is None:
        return None
    found = stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))
    return found if found.tzinfo else datetime.fromisoformat(f"{found.isoformat()}+00:00")


def _mirror_made() -> datetime | None:
    try:
        made = read_manifest(settings.INSTALLATION.mirror).made_at
    except AccordError:
        return None
    return datetime.fromisoformat(made) if made else None


def find_last_backup(data: Path) -> datetime | None:
    """When the last good backup was made; None where none was."""
    try:
        return datetime.fromisoformat(json.loads((data / "last-backup.json").read_text())["at"])
    except (OSError, ValueError, KeyError):
        return None


def _issue(code: str, sentence: str, remedy: str) -> Issue:
    return Issue(Level.error, code, sentence, remedy)
