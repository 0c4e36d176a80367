"""Whom the CRM does not know yet: what could not be written waits as a row of work until they have a record there."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from accord.handoffs.models import Handoff
from accord.ledger.jobs import enqueue_job
from accord.ledger.models import Job
from accord.workflows.intend_write import find_lacking

UNWRITTEN = "write_handoff"
AGAIN = timedelta(hours=6)  # whoever brings the record asks at once; this is for what came another way


def note_unwritten(row: Handoff, now: datetime) -> None:
    """Keep which systems have no record of the person. Expects a transaction."""
    systems = find_lacking(row.subject, now)
    if systems:
        enqueue_job(UNWRITTEN, str(row.key), due_at=now + AGAIN, payload={"systems": systems})


def ask_again(subjects: Iterable[int], now: datetime) -> None:
    """News of a person: what waits to be written of them is tried now. Expects a transaction."""
    keys = [
        str(key) for key in Handoff.objects.filter(subject__in=list(subjects)).values_list("key", flat=True)
    ]
    for job in Job.objects.filter(kind=UNWRITTEN, done_at=None, key__in=keys, due_at__gt=now):
        if find_lacking_of(job.key, now) != job.payload["systems"]:
            enqueue_job(UNWRITTEN, job.key, due_at=now, payload=job.payload)


def find_lacking_of(key: str, now: datetime) -> list[str]:
    """The systems that have no record of the person of a hand-off; empty where the hand-off is gone."""
    subject = Handoff.objects.filter(key=int(key)).values_list("subject", flat=True).first()
    return find_lacking(subject, now) if subject is not None else []
