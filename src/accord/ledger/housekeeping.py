"""What would lengthen a transaction is done between transactions: garbage and the write-ahead log."""

import gc
from types import TracebackType

from django.db import connection

CHECKPOINT_ROWS = 2_500  # a row of a large database grows the log by some 40 kB: 100 MB at most
_FULL_EVERY = 500  # tidyings: what lives long is looked through seldom


class Housekeeping:
    """A context for many transactions in a row; call `tidy` after each.

    Python collects no garbage on its own meanwhile, because a collection under the lock keeps others waiting
    and half of what a batch allocates would be looked through again and again. SQLite moves the log into the
    database when told to, which needs no write lock, instead of at the end of almost every commit.
    """

    def __init__(self) -> None:
        self._rows = self._tidied = 0
        self._collects = False
        self._own_log = False
        self._pages = 0

    def __enter__(self) -> "Housekeeping":
        self._collects = gc.isenabled()
        gc.disable()
        # In a transaction of the caller's there is nothing to move.
        self._own_log = connection.vendor == "sqlite" and not connection.in_atomic_block
        if self._own_log:
            self._pages = _ask("PRAGMA wal_autocheckpoint")
            _ask("PRAGMA wal_autocheckpoint=0")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._collects:
            gc.enable()
        if self._own_log:
            _ask(f"PRAGMA wal_autocheckpoint={self._pages}")
            _ask("PRAGMA wal_checkpoint(PASSIVE)")

    def tidy(self, rows: int) -> None:
        """A transaction of so many rows has ended, the lock is free."""
        self._rows += rows
        self._tidied += 1
        gc.collect(2 if self._tidied % _FULL_EVERY == 0 else 1)
        if self._own_log and self._rows >= CHECKPOINT_ROWS:
            self._rows = 0
            _ask("PRAGMA wal_checkpoint(PASSIVE)")


def _ask(pragma: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(pragma)
        row = cursor.fetchone()
        return int(row[0]) if row else 0
