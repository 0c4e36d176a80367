"""The worker hears of new letters at once: SQLite counts commits for it, PostgreSQL tells it."""

import time
from types import TracebackType

from django.db import connection

_CHANNEL = "accord_inbox"
_LOOK_EVERY = 0.02  # seconds: one page of shared memory is read


def announce() -> None:
    """Tell listeners, when the caller's transaction commits. On SQLite the commit itself is the sign."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {_CHANNEL}")


class Watch:
    """Waits for somebody else's commit: a context, for one thread and outside transactions."""

    def __init__(self) -> None:
        self._seen = 0

    def __enter__(self) -> "Watch":
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"LISTEN {_CHANNEL}")
        self._seen = self._version()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if connection.vendor == "postgresql" and connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute(f"UNLISTEN {_CHANNEL}")

    def wait(self, seconds: float) -> bool:
        """Return as soon as somebody committed since the last wait; False when so many seconds went by."""
        if connection.vendor == "postgresql":
            connection.ensure_connection()
            heard = connection.connection.notifies(timeout=seconds, stop_after=1)
            return any(True for _ in heard)
        until = time.monotonic() + seconds
        while (version := self._version()) == self._seen:
            if time.monotonic() >= until:
                return False
            time.sleep(min(_LOOK_EVERY, seconds))
        self._seen = version
        return True

    def _version(self) -> int:
        """A number that changes with every commit of another connection; 0 where it is not asked."""
        if connection.vendor == "postgresql":
            return 0
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            return int(cursor.fetchone()[0])
