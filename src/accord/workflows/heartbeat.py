"""A worker says every few seconds that it lives, also while one piece of work takes long."""

import logging
import threading

from django.conf import settings

from accord.ledger.heartbeat import beat
from accord.workflows.work import Clock, utc_now

EVERY = 5.0  # seconds
WORKER = "worker"
log = logging.getLogger(__name__)


def beat_until(stop: threading.Event, clock: Clock = utc_now, every: float = EVERY) -> threading.Thread:
    """Beat from a thread of its own until `stop` is set; a full disk silences it and ends nothing."""

    def run() -> None:
        while True:
            try:
                beat(settings.INSTALLATION.data, WORKER, clock())
            except OSError as problem:
                log.warning("the worker's beat could not be written: errno %d", problem.errno or 0)
            if stop.wait(every):
                return

    thread = threading.Thread(target=run, daemon=True, name="heartbeat")
    thread.start()
    return thread
