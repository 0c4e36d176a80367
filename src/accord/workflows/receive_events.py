"""Keep what comes in through a door: on return the letter is on disk, whatever happens next.

Request threads only parse and validate; each process has one thread that writes. Send again on `ForNow`.
"""

import logging
import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from accord.connectors.segment import CALLS, check_body
from accord.ledger.dead_letters import bury
from accord.ledger.first_come import first_come
from accord.ledger.group_commit import GroupWriter
from accord.ledger.inbox import keep_letters
from accord.vocabulary.doors import DeadReason, Letter, Unreadable

# Of a process's threads, those whose letters may wait for the disk: one must be left to refuse the next.
WAITING = 0.8
_PATIENCE = 20.0  # seconds for which the write lock is asked for
_UNKEPT = frozenset({DeadReason.too_large, DeadReason.too_many})  # what is too much is not kept either
log = logging.getLogger(__name__)


class _Handed(NamedTuple):
    """A letter on its way to the inbox, or with a reason to the dead letters."""

    letter: Letter
    reason: DeadReason | None = None
    detail: str = ""


_writers: dict[int, GroupWriter[_Handed]] = {}  # by process: a fork does not inherit the thread


def keep(letter: Letter) -> None:
    """Return when the letter is committed with a full sync. Raises `ForNow`: not kept, send it again."""
    _writer().hand_in(_Handed(letter))


def keep_dead(letter: Letter, reason: DeadReason, detail: str) -> None:
    """Keep what a door refused of somebody it knows, among the dead letters. Raises `ForNow` as `keep` does."""
    _writer().hand_in(_Handed(letter, reason, detail))


def keep_call(letter: Letter, call: str) -> None:
    """Check and keep one call in Segment's format. Raises `Unreadable` (what was not too much is kept as dead)."""
    try:
        check_body(letter.body, call)
    except Unreadable as problem:
        if problem.reason not in _UNKEPT:
            keep_dead(letter, problem.reason, problem.detail)
        raise
    keep(letter)


def find_call(address: str) -> str | None:
    """The call that an address (`track`, `t`, `import`) means; None for no such address."""
    return CALLS.get(address)


def _writer() -> GroupWriter[_Handed]:
    process = os.getpid()
    room = int(settings.INSTALLATION.threads * WAITING)
    return _writers.get(process) or _writers.setdefault(process, GroupWriter(_write, room))


def _write(take: Callable[[], Sequence[_Handed]]) -> None:
    """One group in one transaction of this thread's own connection."""
    try:
        with first_come(_PATIENCE):
            _write_all(take())
    except Exception:
        log.exception("letters could not be written")
        connection.close()  # whatever is wrong with it, the next group begins with a new one
        raise


def _write_all(handed: Sequence[_Handed]) -> None:
    keep_letters([each.letter for each in handed if each.reason is None])
    for letter, reason, detail in handed:
        if reason is not None:
            keep_for = settings.INSTALLATION.dead_letters_kept
            bury([(letter, reason, detail)], now=letter.received_at, keep_for=keep_for)
