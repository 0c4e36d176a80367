"""The ledger: facts are about somebody, of kinds we know, without addresses; imports add up; guards stand."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection

from accord.ledger.guards import GUARDED
from accord.ledger.jobs import GIVE_UP_AFTER
from accord.ledger.models import Job
from accord.reporting.checks.finding import Finding, ask, find, finding
from accord.vocabulary.facts import FactKind

_STUCK_AFTER = timedelta(hours=1)
_REPORT = "report this with these numbers, and keep the data folder as it is"


def check_facts() -> list[Finding]:
    """Every fact is about a record that exists, is of a known kind, and holds no address."""
    kinds = ", ".join(str(int(kind)) for kind in FactKind)
    columns = " OR ".join(
        f"{c} LIKE '%%_@_%%._%%'" for c in ("channel", "campaign", "asset", "actor", "value")
    )
    return [
        *find(
            "fact.about_nobody_known",
            "facts about a record that does not exist",
            _REPORT,
            "SELECT f.seq FROM ledger_fact f WHERE f.subject <> 0 AND NOT EXISTS "
            "(SELECT 1 FROM ledger_sourcerecord r WHERE r.key = f.subject) AND NOT EXISTS "
            # An erasure deletes the record and leaves its facts under the random key.
            "(SELECT 1 FROM ledger_act a WHERE a.subject = f.subject AND a.kind = 'erased') ORDER BY f.seq",
        ),
        *find(
            "fact.unknown_kind",
            "facts of a kind this release does not know",
            "run the release that wrote them, or a newer one",
            f"SELECT seq FROM ledger_fact WHERE kind NOT IN ({kinds}) ORDER BY seq",  # noqa: S608 - numbers of ours
        ),
        *find(
            "fact.address",
            "facts that hold an e-mail address: facts carry dimensions only",
            "correct the mapping that made them; the address belongs to the record",
            f"SELECT seq FROM ledger_fact WHERE {columns} ORDER BY seq",  # noqa: S608 - column names of ours
            [],
        ),
    ]


def check_imports() -> list[Finding]:
    """accepted + rejected + skipped = rows: every reject is kept, every new fact is there."""
    return [
        *find(
            "import.rejects_missing",
            "imports whose refused rows are not all kept",
            "import the same file again: nothing is counted twice",
            "SELECT i.id FROM ledger_import i WHERE i.rejected <> "
            "(SELECT count(*) FROM ledger_reject r WHERE r.import_id = i.id) ORDER BY i.id",
        ),
        *find(
            "import.facts_missing",
            "imports that booked more new facts, or fewer, than the ledger has of them",
            _REPORT,
            "SELECT i.id FROM ledger_import i LEFT JOIN "
            "(SELECT import_id, count(*) AS facts FROM ledger_fact GROUP BY import_id) f "
            "ON f.import_id = i.id WHERE i.facts_new <> coalesce(f.facts, 0) ORDER BY i.id",
        ),
        *find(
            "import.lines_missing",
            "imports that account for more rows than they read lines",
            _REPORT,
            "SELECT id FROM ledger_import "
            "WHERE accepted + rejected + skipped > cursor AND state = 'done' ORDER BY id",
        ),
    ]


def check_guards() -> list[Finding]:
    """Every append-only table still refuses to be changed."""
    missing = [name for name in _wanted() if name not in _installed()]
    return finding(
        "guard.missing",
        "guards of append-only tables are not there",
        "accord upgrade puts them up again; then look who took them down",
        missing,
    )


def _wanted() -> Iterator[str]:
    acts = ("update", "delete", "truncate") if connection.vendor == "postgresql" else ("update", "delete")
    for table in sorted(GUARDED):
        yield from (f"{table}_no_{act}" for act in acts)


def _installed() -> set[str]:
    if connection.vendor == "postgresql":
        statement = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    else:
        statement = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    return {row[0] for row in ask(statement)}


def check_jobs(now: datetime) -> list[Finding]:
    """No work was given up, and none is overdue because nobody does it."""
    open_jobs = Job.objects.filter(done_at=None).order_by("id")
    given_up = open_jobs.filter(attempts__gte=GIVE_UP_AFTER)
    late = open_jobs.filter(attempts__lt=GIVE_UP_AFTER, due_at__lt=now - _STUCK_AFTER)
    return [
        *finding(
            "job.given_up",
            "jobs were given up",
            "read the error kept with each, mend its cause, then queue it again",
            (f"{job.id} ({job.kind}: {job.error or 'no error'})" for job in given_up),
        ),
        *finding(
            "job.stuck",
            "jobs are due for more than an hour",
            "see that a worker runs: accord serve, or accord work",
            (f"{job.id} ({job.kind})" for job in late),
        ),
    ]
