"""Their value stands: somebody changed a field there since Accord's value was decided, and theirs is its master."""

from datetime import datetime

from django.db import transaction

from accord.connectors.objects.live import LiveRow
from accord.ledger.models import SyncWrite
from accord.ledger.sync_writes import DROPPED, close_write, open_conflict
from accord.workflows.masters import Masters


def let_theirs_stand(
    write: SyncWrite, row: LiveRow, stands: str, masters: Masters, now: datetime, *, external_id: str
) -> None:
    """Drop the write and show both values; `stands` is theirs, `external_id` the record's id by which it is known."""
    master = masters.of(write.field) or write.system
    outcome = f"theirs stands: {master} is master"
    with transaction.atomic():
        open_conflict(
            write,
            object=write.object,
            external_id=external_id,
            theirs=stands,
            theirs_by=row.actor,
            theirs_at=row.modified,
            master=master,
            outcome=outcome,
            now=now,
        )
        close_write(write, DROPPED, now, error=outcome)


def close_alone(
    write: SyncWrite, state: str, now: datetime, error: str = "", base_at: datetime | None = None
) -> None:
    """Note what became of one write, in a transaction of its own."""
    with transaction.atomic():
        close_write(write, state, now, error=error, base_at=base_at)
