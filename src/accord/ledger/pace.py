"""How many rows go into the next transaction, so that nobody else waits long for the write lock."""

from dataclasses import dataclass

LARGEST = 1_000
SMALLEST = 100  # below, a transaction's own cost is most of it: fewer rows would hardly shorten it
_AIM = 0.025  # seconds under the lock; the promise is 0.050, the rest is for an unlucky batch


@dataclass(slots=True)
class Pace:
    """Grows slowly, shrinks at once. Start small: a cold database is the slowest."""

    rows: int = 100

    def learn(self, rows: int, held: float) -> None:
        """Take note that a transaction of so many rows held the lock for so many seconds."""
        fitting = rows * _AIM / max(held, 1e-6)
        self.rows = int(max(SMALLEST, min(LARGEST, fitting, self.rows * 1.5 + 1)))
