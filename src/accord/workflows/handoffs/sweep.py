"""Nobody's lead is anybody's who left: open leads of people who are gone are given to the next, within seconds."""

from datetime import datetime, timedelta

from django.db import transaction

from accord.handoffs.models import Handoff
from accord.ledger.installed import find_installed
from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.ledger.sql import take_turn
from accord.ledger.wake import announce
from accord.teams.agreements import chain_at, in_force
from accord.workflows.go_live import LIVE_FROM
from accord.workflows.handoffs.ask import ask_for_look
from accord.workflows.handoffs.one_person import find_not_one
from accord.workflows.handoffs.requeue import requeue
from accord.workflows.handoffs.situation import people_at_work

SWEEP = "sweep_leads"
_EVERY = timedelta(minutes=1)  # a safety net: whoever says that somebody left asks for it at once


def ask_for_sweep(now: datetime) -> None:
    """Somebody left, or may have: queue a sweep for now. Expects a transaction; nothing before go-live."""
    if find_installed(LIVE_FROM):
        enqueue_job(SWEEP, "all", due_at=now)
        announce()


def keep_sweeping(now: datetime) -> None:
    """From the first hand-off on, somebody looks each minute. Expects a transaction."""
    enqueue_job(SWEEP, "all", due_at=now + _EVERY)


def do_sweep(job: ClaimedJob, now: datetime) -> datetime | None:
    """The worker's part: sweep, and again in a minute."""
    sweep(now)
    for subject in find_not_one() if in_force(now) is not None else ():
        ask_for_look(subject, now)
    return now + _EVERY


def sweep(now: datetime) -> int:
    """Give the open leads of everybody who is not active to the next one; how many."""
    if in_force(now) is None:
        return 0
    with transaction.atomic():
        take_turn()
        owners = set(Handoff.objects.filter(closed_at=None).values_list("owner", flat=True).distinct())
        if not owners:
            return 0
        people = people_at_work(chain_at(now)[-1], now)
        gone = [
            owner
            for owner in sorted(owners)
            if not any(one.active for one in people if one.is_called(owner))
            and any(one.is_called(owner) for one in people)
        ]
        return sum(requeue(owner, "their owner has left", now) for owner in gone)
