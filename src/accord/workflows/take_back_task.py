"""A follow-up task of ours that is nobody's work any more is taken back, through the outbox like all we write there.

What its owner completed stands. One that has not left yet is not sent.
"""

from datetime import datetime

from accord.connectors.objects.session import Clock, Connection, Session
from accord.handoffs.models import Handoff
from accord.ledger.acts import record_act
from accord.ledger.jobs import enqueue_job
from accord.ledger.models import SyncWrite
from accord.ledger.sync_writes import DROPPED, SEEN, SENT, WAITING, close_write, put_write
from accord.workflows.connections import Live
from accord.workflows.follow_up_task import DONE, TASK, task_key
from accord.workflows.intend_write import SEND

TASK_END = "task_end"  # what is written: the message id of the task that is taken back


def take_back_tasks(row: Handoff, why: str, now: datetime) -> int:
    """Mean that the open tasks of this hand-off shall stand no more; how many. Expects a transaction."""
    made = SyncWrite.objects.filter(field=TASK, subject=row.subject, created_at__gte=row.offered_at)
    tasks = list(made.filter(state__in=(WAITING, SENT, SEEN)).order_by("id"))
    for task in tasks:
        if task.state == WAITING:
            close_write(task, DROPPED, now, error=why)
            continue
        cause = f"crm:{task.system}:{TASK_END}:{task.message_id}"
        record_act(
            key=cause,
            kind="crm_write",
            actor="rule",
            now=now,
            subject=row.subject,
            reason=why,
            agreement_hash=row.agreement_hash,
            payload={"system": task.system, "field": TASK_END, "value": task.message_id},
        )
        put_write(
            system=task.system, object=task.object, external_id=task.external_id, subject=task.subject, field=TASK_END,
            value=task.message_id, base="", why=why, cause=cause, now=now, alone=True,
        )  # fmt: skip
        enqueue_job(SEND, task.system, due_at=now)
    return len(tasks)


def end_task(live: Live, connection: Connection, session: Session, write: SyncWrite, clock: Clock) -> None:
    """Take one task back there. Raises `ForNow`, `ForGood`.

    It is noted as ours to end before it is: whoever reads the deletion meanwhile takes it for no act of its owner.
    """
    task = SyncWrite.objects.get(message_id=write.value)
    if task.state != DONE:
        close_write(task, DROPPED, clock(), error=write.why)
        session.end_task(task.message_id, task_key(live, connection))
    close_write(write, SENT, clock())
