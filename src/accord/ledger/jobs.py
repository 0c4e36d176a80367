"""Work to be done: queued with the change that needs it, claimed by one worker at a time, done at least once.

A worker may die after the act and before `finish_job`: every act must be idempotent.
"""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from accord.ledger.keys import draw_key
from accord.ledger.models import Job
from accord.ledger.sql import bind

LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = 20  # attempts; the job stays open and is listed, but nobody claims it

# Asking again for open work makes `asked` differ from what its worker saw: it is then done once more.
_ENQUEUE = (
    "INSERT INTO ledger_job (kind, key, payload, due_at, attempts, asked, claim, error) "
    "VALUES (%s, %s, %s, %s, 0, 1, 0, '') ON CONFLICT (kind, key) WHERE done_at IS NULL DO UPDATE SET "
    "asked = ledger_job.asked + 1, payload = excluded.payload, "
    "due_at = CASE WHEN excluded.due_at < ledger_job.due_at THEN excluded.due_at ELSE ledger_job.due_at END"
)


class ClaimedJob(NamedTuple):
    """A job that one worker may do until `lease_until`; `attempts` counts this one."""

    id: int
    kind: str
    key: str
    payload: dict[str, Any]
    attempts: int
    lease_until: datetime
    asked: int
    claim: int


def enqueue_job(kind: str, key: str, *, due_at: datetime, payload: dict[str, Any] | None = None) -> None:
    """Queue work in the caller's transaction; the same work (kind, key) is open once.

    Open work that is asked for again is due at the earlier instant, with the newer payload; if a worker
    is at it this moment, it is done once more afterwards, so that no change is missed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ENQUEUE, [kind, key, json.dumps(payload or {}), bind(due_at)])


def claim_job(now: datetime, *, kinds: Collection[str] = (), lease: timedelta = LEASE) -> ClaimedJob | None:
    """The job that is longest due, for this worker alone until the lease ends; None if there is none.

    A job whose lease has ended is claimed again: its worker is taken for dead.
    """
    due = Job.objects.filter(Q(lease_until=None) | Q(lease_until__lte=now))
    due = due.filter(done_at=None, due_at__lte=now, attempts__lt=GIVE_UP_AFTER)
    if kinds:
        due = due.filter(kind__in=kinds)
    while (job := due.order_by("due_at", "id").first()) is not None:
        until = now + lease
        # The condition repeats what was seen: of two workers that saw the same, one changes a row.
        seen = Job.objects.filter(id=job.id, done_at=None, claim=job.claim, lease_until=job.lease_until)
        attempts, claim = job.attempts + 1, draw_key()
        if seen.update(lease_until=until, attempts=attempts, claim=claim):
            return ClaimedJob(job.id, job.kind, job.key, job.payload, attempts, until, job.asked, claim)
    return None


def _held(job: ClaimedJob) -> QuerySet[Job]:
    """The row, as long as it is still this worker's: nobody claimed it since."""
    return Job.objects.filter(id=job.id, done_at=None, claim=job.claim)


def finish_job(job: ClaimedJob, now: datetime, again_at: datetime | None = None) -> bool:
    """Close the job; False when the lease was lost, or the work was asked for again and stays open.

    With `again_at` the same job stays open and is due then: work that recurs leaves no row behind each time.
    """
    as_asked = _held(job).filter(asked=job.asked)
    if again_at is not None:
        if as_asked.update(lease_until=None, attempts=0, due_at=again_at, error="", claim=0):
            return True
    elif as_asked.update(done_at=now, lease_until=None, error=""):
        return True
    _held(job).update(lease_until=None, attempts=0, due_at=now, error="", claim=0)
    return False


def fail_job(job: ClaimedJob, now: datetime, *, error: str, for_good: bool = False) -> bool:
    """Put the job back with a doubling pause, or give it up; False when the lease was lost meanwhile."""
    pause = min(FIRST_PAUSE * 2 ** (job.attempts - 1), LONGEST_PAUSE)
    attempts = GIVE_UP_AFTER if for_good else job.attempts
    return bool(
        _held(job).update(lease_until=None, due_at=now + pause, error=error[:500], attempts=attempts, claim=0)
    )


def extend_lease(job: ClaimedJob, now: datetime, lease: timedelta = LEASE) -> ClaimedJob | None:
    """Keep a long job for longer; None when the lease was lost: stop at once."""
    until = now + lease
    return job._replace(lease_until=until) if _held(job).update(lease_until=until) else None


def find_given_up() -> list[Job]:
    """Open jobs that nobody will claim any more, oldest first: for the doctor and the operator."""
    return list(Job.objects.filter(done_at=None, attempts__gte=GIVE_UP_AFTER).order_by("id"))
