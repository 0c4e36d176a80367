"""The thread that looks at leads: woken by the commit that brings news, and at least twice a second for clocks."""

import logging
import threading
from collections.abc import Mapping

from django.db import close_old_connections, connection

from accord.ledger.wake import Watch
from accord.workflows.handoffs.ask import LOOK_NOW
from accord.workflows.handoffs.clock import CLOCK
from accord.workflows.work import Clock, Work, utc_now, work_once

_REST = 0.5  # seconds: a clock that falls due is seen within
_PAUSE = 2.0  # seconds after the database failed
log = logging.getLogger(__name__)


def hand_until(stop: threading.Event, kinds: Mapping[str, Work], clock: Clock = utc_now) -> None:
    """Look at leads and clocks until `stop` is set: who raised a hand before clocks, these before the others."""
    order = [{kind: kinds[kind]} for kind in (LOOK_NOW, CLOCK) if kind in kinds] + [kinds]
    while not stop.is_set():
        try:
            close_old_connections()
            with Watch() as watch:
                while not stop.is_set():
                    while any(work_once(some, clock) for some in order) and not stop.is_set():
                        pass
                    watch.wait(_REST)
        except Exception:
            # Whatever it is, the rows of work wait meanwhile; none is lost.
            log.exception("leads could not be looked at")
            connection.close()
            stop.wait(_PAUSE)
    connection.close()


def start_handing(
    stop: threading.Event, kinds: Mapping[str, Work], clock: Clock = utc_now
) -> threading.Thread:
    """A thread that looks at leads: an import that runs for minutes beside it holds nobody up."""
    thread = threading.Thread(target=hand_until, args=(stop, kinds, clock), name="handoffs", daemon=True)
    thread.start()
    return thread
