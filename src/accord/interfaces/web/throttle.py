"""How often someone may try to sign in: counted in this process, forgotten after the span.

The server runs one process (one writer of the record), so its memory is the whole truth; a restart forgives.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

SPAN = timedelta(minutes=15)
_MOST_KEYS = 50_000


@dataclass(slots=True)
class Throttle:
    """At most `limit` failures of one key within `span`. Keys least recently used are forgotten first."""

    limit: int
    span: timedelta = SPAN
    _times: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, key: str, now: datetime) -> timedelta:
        """How long this key must wait before its next try; zero when it may try now."""
        with self._lock:
            times = self._fresh(key, now)
            return times[0] + self.span - now if len(times) >= self.limit else timedelta(0)

    def count(self, key: str, now: datetime) -> None:
        """Count one try."""
        with self._lock:
            self._fresh(key, now).append(now)
            self._times.move_to_end(key)
            while len(self._times) > _MOST_KEYS:
                self._times.popitem(last=False)

    def forget(self, key: str) -> None:
        """A success clears the account's count, never the address's."""
        with self._lock:
            self._times.pop(key, None)

    def _fresh(self, key: str, now: datetime) -> deque[datetime]:
        times = self._times.setdefault(key, deque())
        while times and now - times[0] >= self.span:
            times.popleft()
        return times


per_account = Throttle(limit=10)
per_address = Throttle(limit=50)
