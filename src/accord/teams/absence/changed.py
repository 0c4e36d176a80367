"""Somebody's absences are others than they were: a row of work, what falls due is reckoned anew."""

from datetime import datetime

from accord.ledger.jobs import enqueue_job

CHANGED = "absences_changed"
EVERYBODY = "all"


def tell_changed(ref: str, now: datetime) -> None:
    """Queue it for one person, or for everybody. Expects the transaction of the change."""
    enqueue_job(CHANGED, ref or EVERYBODY, due_at=now)
