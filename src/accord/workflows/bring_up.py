"""Bring the tables up to this release; what new tables must be filled with is queued in the same transaction.

Whoever dies between the tables and the filling has left a job: the same command, or the worker of the next start,
does it.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.ledger.models import Job, SourceRecord
from accord.ledger.schema import migrate_all
from accord.ledger.sql import take_turn
from accord.vocabulary.facts import RecordKind
from accord.workflows.roster import rebuild_roster

FILL_ROSTER = "fill_roster"
_ROSTER = "teams.0005_roster"


def bring_up(now: datetime) -> list[str]:
    """Apply the migrations that are missing, all or none; returns their names. The new tables are then filled."""
    applied = migrate_all(lambda names: _queue(names, now))
    fill_tables(now)
    return applied


def fill_tables(now: datetime) -> None:
    """Do what was queued with the tables and is not done yet: of this start, or of one that was killed."""
    waiting = Job.objects.filter(kind=FILL_ROSTER, done_at=None)
    if waiting.exists():
        with transaction.atomic():
            take_turn()
            rebuild_roster(now)
            waiting.update(done_at=now, lease_until=None)


def do_fill_roster(job: ClaimedJob, now: datetime) -> None:
    """The worker's part."""
    rebuild_roster(now)


def _queue(applied: Sequence[str], now: datetime) -> None:
    """Expects the transaction of the migrations. Nothing for a new installation: it knows nobody yet."""
    if _ROSTER in applied and SourceRecord.objects.filter(kind=RecordKind.user.value).exists():
        enqueue_job(FILL_ROSTER, "all", due_at=now)
