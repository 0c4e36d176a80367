"""Bodies from outside show personal values: they go when their time of keeping has run out."""

import time
from datetime import datetime, timedelta

from django.conf import settings

from accord.ledger.dead_letters import forget_buried
from accord.ledger.inbox import forget_taken
from accord.ledger.jobs import ClaimedJob, enqueue_job

EXPIRE_LETTERS = "expire_letters"  # the kind of work; its one row comes round every hour
_EVERY = timedelta(hours=1)
_FREE = 0.005  # seconds for which the write lock is free between two transactions


def plan_expiry(now: datetime) -> None:
    """See to it that letters expire; repeating it changes nothing."""
    enqueue_job(EXPIRE_LETTERS, "all", due_at=now + _EVERY)


def do_expire_letters(job: ClaimedJob, now: datetime) -> datetime:
    """The worker's part: forget what is old enough, some rows at a time; returns when it is due again."""
    while forget_taken(now - settings.INSTALLATION.bodies_kept):
        time.sleep(_FREE)
    while forget_buried(now):
        time.sleep(_FREE)
    return now + _EVERY
