"""Keep what comes in through a door: on return the letter is on disk, whatever happens next.

Request threads only parse and validate; each process has one thread that writes. Send again on `ForNow`.
"""

import logging
import os
from collections.abc import Callable, Sequence

from django.db import connection

from accord.ledger.first_come import first_come
from accord.ledger.group_commit import GroupWriter
from accord.ledger.inbox import keep_letters
from accord.vocabulary.doors import Letter

ROOM = 48  # letters that may wait for the disk; fewer than there are request threads, so that one can refuse
_PATIENCE = 20.0  # seconds for which the write lock is asked for
log = logging.getLogger(__name__)
_writers: dict[int, GroupWriter[Letter]] = {}  # by process: a fork does not inherit the thread


def keep(letter: Letter) -> None:
    """Return when the letter is committed with a full sync. Raises `ForNow`: not kept, send it again."""
    process = os.getpid()
    writer = _writers.get(process) or _writers.setdefault(process, GroupWriter(_write, ROOM))
    writer.hand_in(letter)


def _write(take: Callable[[], Sequence[Letter]]) -> None:
    """One group in one transaction of this thread's own connection."""
    try:
        with first_come(_PATIENCE):
            keep_letters(take())
    except Exception:
        log.exception("letters could not be written")
        connection.close()  # whatever is wrong with it, the next group begins with a new one
        raise
