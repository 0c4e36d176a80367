"""A transaction for a thread that others wait for: it asks for the write lock every millisecond.

SQLite's own patience sleeps ever longer, up to a tenth of a second at a time; whoever sleeps so while importers
take turns at the lock misses most of the moments in which it is free.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import OperationalError, connection, transaction

_ASK_EVERY = 0.001
_LOG_PAGES = 10_000  # 40 MB: others move the log into the database; this is for when there are none


@contextmanager
def first_come(patience: float) -> Iterator[None]:
    """One transaction of this thread's own connection; after `patience` seconds what SQLite said is raised."""
    _prepare()
    until = time.monotonic() + patience
    with ExitStack() as transactions:
        while True:
            try:
                transactions.enter_context(transaction.atomic())
                break
            except OperationalError as problem:
                if "locked" not in str(problem) or time.monotonic() > until:
                    raise
                time.sleep(_ASK_EVERY)
        yield


def _prepare() -> None:
    """A connection of this thread that does not sleep in the database, and leaves the log to others."""
    fresh = connection.connection is None
    connection.ensure_connection()
    if fresh and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=0")
            cursor.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
