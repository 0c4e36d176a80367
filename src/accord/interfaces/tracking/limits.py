"""How much one sender may send: buckets that refill, in this process's memory. Beyond: 429, and when to come back."""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

_MOST_BUCKETS = 100_000


@dataclass
class Buckets:
    """`burst` at once and `per_second` in the long run, for each name; the names least used are forgotten."""

    burst: float
    per_second: float
    clock: Callable[[], float]
    _held: OrderedDict[str, tuple[float, float]] = field(
        default_factory=OrderedDict
    )  # left, and when that was
    _lock: Lock = field(default_factory=Lock)

    def wait(self, name: str) -> int:
        """Take one; 0 when there was one, else the seconds after which there will be."""
        with self._lock:
            now = self.clock()
            left, then = self._held.pop(name, (self.burst, now))
            left = min(self.burst, left + (now - then) * self.per_second)
            taken = left >= 1
            self._held[name] = (left - 1 if taken else left, now)
            if len(self._held) > _MOST_BUCKETS:
                self._held.popitem(last=False)
        return 0 if taken else math.ceil((1 - left) / self.per_second)
