"""Once the CRM knows the person of a lead, all that the agreement names is written there, once, through the outbox."""

from datetime import datetime, timedelta

from django.db import transaction

from accord.handoffs.models import Handoff
from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.ledger.sql import take_turn
from accord.vocabulary.handoffs import HandoffState
from accord.workflows.handoffs.tell import write_outcome, write_owner, write_person
from accord.workflows.handoffs.unknown_there import AGAIN, UNWRITTEN, find_lacking_of
from accord.workflows.read_crm import PUSH

_LET_GO = timedelta(days=31)  # after its end: who has no record by then is looked for no more


def do_unwritten(job: ClaimedJob, now: datetime) -> datetime | None:
    """The worker's part: write to the systems that know the person by now; again in hours while any does not."""
    with transaction.atomic():
        take_turn()
        row = Handoff.objects.filter(key=int(job.key)).first()
        if row is None or row.state == HandoffState.merged.value:
            return None
        if row.closed_at is not None and now - row.closed_at > _LET_GO:
            return None
        lacking = find_lacking_of(job.key, now)
        known = [system for system in job.payload["systems"] if system not in lacking]
        if known:
            _write(row, known, now)
            if lacking:
                enqueue_job(UNWRITTEN, job.key, due_at=now + AGAIN, payload={"systems": lacking})
    return now + AGAIN if lacking else None


def _write(row: Handoff, systems: list[str], now: datetime) -> None:
    """Owner, due, task and dossier of an open lead, the outcome of a closed one; its stage and class by the journey."""
    if row.closed_at is None:
        write_owner(row, now, systems)
    else:
        write_person(row, row.subject, now, systems)
        write_outcome(row, now, systems)
    enqueue_job(PUSH, f"since:{row.key}", due_at=now, payload={"since": row.lead_at.isoformat()})
