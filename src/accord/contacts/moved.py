"""Records came to another person: a merge, a split, a record of somebody known. Whoever decides about them is asked
to look, by a row of work in the transaction that moved them; nothing before go-live.
"""

from datetime import datetime

from accord.contacts.counter import Numbers
from accord.ledger.installed import find_installed
from accord.ledger.jobs import enqueue_job
from accord.ledger.wake import announce
from accord.ledger.wins import LIVE_FROM

MOVED = "people_moved"
EVERYBODY = "all"
_FEW = 50  # more than so many at once: one look at everybody is cheaper


def tell_moved(numbers: Numbers, now: datetime) -> int:
    """Queue a look at the person of each record that moved; how many rows. Expects the transaction that moved them."""
    if not numbers.moved or not find_installed(LIVE_FROM):
        return 0
    keys = [str(key) for key in sorted(numbers.moved)] if len(numbers.moved) <= _FEW else [EVERYBODY]
    for key in keys:
        enqueue_job(MOVED, key, due_at=now)
    announce()
    return len(keys)
