"""The worker: claims jobs one by one and does them. At least once, so every kind of work is idempotent."""

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from django.db import close_old_connections, connection

from accord.ledger.jobs import ClaimedJob, claim_job, fail_job, finish_job
from accord.vocabulary.errors import AccordError, ForGood, Invalid, NotFound, Refused
from accord.vocabulary.faults import kind_of, trace_of

Work = Callable[[ClaimedJob, datetime], datetime | None]  # an instant: the same job is due again then
Clock = Callable[[], datetime]
FINAL = (ForGood, Invalid, NotFound, Refused)
_PAUSE = 5.0  # seconds
log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def work_once(kinds: Mapping[str, Work], clock: Clock = utc_now) -> bool:
    """Claim and do one job; False when nothing is due."""
    job = claim_job(clock(), kinds=tuple(kinds))
    if job is None:
        return False
    try:
        again_at = kinds[job.kind](job, clock())
    except AccordError as problem:
        log.warning("a job failed", extra={"job": job.kind, "code": problem.code})
        fail_job(job, clock(), error=str(problem), for_good=isinstance(problem, FINAL))
    except Exception as problem:
        # A worker outlives any one job: the failure is kept on the row, retried, and shown by the doctor.
        log.exception("a job broke", extra={"job": job.kind})
        # Not its message, which may quote somebody: no erasure reaches this row.
        fail_job(job, clock(), error=f"{kind_of(problem)} {trace_of(problem)[-1].strip()}")
    else:
        finish_job(job, clock(), again_at)
    return True


def work_until(
    stop: threading.Event, kinds: Mapping[str, Work], pause: float = 1.0, clock: Clock = utc_now
) -> None:
    """Do what is due until `stop` is set, resting `pause` seconds whenever nothing is."""
    while not stop.is_set():
        close_old_connections()
        if not work_once(kinds, clock):
            stop.wait(pause)


def start_working(
    stop: threading.Event, kinds: Mapping[str, Work], clock: Clock = utc_now
) -> threading.Thread:
    """A thread that does what is due of these kinds until `stop` is set; it outlives a database that is away."""

    def run() -> None:
        while not stop.is_set():
            try:
                work_until(stop, kinds, clock=clock)
            except Exception:
                log.exception("the work beside broke off")
                connection.close()
                stop.wait(_PAUSE)
        connection.close()

    made = threading.Thread(target=run, daemon=True, name="work beside")
    made.start()
    return made
