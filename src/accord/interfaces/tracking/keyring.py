"""The write keys as this process knows them: read again every two seconds, so that a revoked one ends soon."""

import time
from threading import Lock

from django.db import connection

from accord.teams.write_keys import Sender, find_sender, find_senders

KNOWN_FOR = 2.0  # seconds


class Keyring:
    """Asked by every request, it costs the record one small read every two seconds."""

    def __init__(self, known_for: float = KNOWN_FOR) -> None:
        self._known_for = known_for
        self._senders: dict[str, Sender] = {}
        self._until = 0.0
        self._lock = Lock()

    def find(self, key: str) -> Sender | None:
        """Whose key this is; None for one that is unknown, revoked or wrong."""
        return find_sender(key, self._fresh())

    def serves(self, origin: str) -> bool:
        """Whether any browser's key is for this site."""
        return any(origin in sender.origins for sender in self._fresh().values())

    def forget(self) -> None:
        """Read anew at the next question."""
        self._until = 0.0

    def _fresh(self) -> dict[str, Sender]:
        if time.monotonic() < self._until:
            return self._senders
        with self._lock:
            if time.monotonic() >= self._until:
                self._senders = find_senders()
                self._until = time.monotonic() + self._known_for
                # Any of many threads may have been the one to ask: none keeps a connection for it.
                if not connection.in_atomic_block:
                    connection.close()
        return self._senders


keyring = Keyring()
