"""Many threads hand in rows, one thread commits them in groups: each thread goes on when its row is safe.

One commit waits for the disk however many rows it holds, so a group of fifty costs little more than one.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from accord.vocabulary.errors import ForNow

Row = TypeVar("Row")
MOST = 200  # rows of one group
WINDOW = 0.010  # seconds a row waits for others at most
PATIENCE = 30.0  # seconds a thread waits for its row to be safe


class _Handed(Generic[Row]):
    """A row on its way: `safe` is held until its group has ended; `problem` is why it is not safe."""

    __slots__ = ("problem", "row", "safe")

    def __init__(self, row: Row) -> None:
        self.row = row
        self.problem: Exception | None = None
        self.safe = threading.Lock()
        self.safe.acquire()


@dataclass
class GroupWriter(Generic[Row]):
    """One daemon thread that calls `write(take)` for each group.

    `write` opens its transaction, calls `take()` once for the rows, and commits; what it raises is raised in
    every thread that handed in one of them. `room`: rows that may wait; one more is refused, nothing is lost.
    """

    write: Callable[[Callable[[], Sequence[Row]]], None]
    room: int
    most: int = MOST
    window: float = WINDOW
    _waiting: deque[_Handed[Row]] = field(default_factory=deque)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _thread: threading.Thread | None = None

    def hand_in(self, row: Row) -> None:
        """Return when the row is committed. Raises `ForNow` when there is no room, or the write fails."""
        handed = _Handed(row)
        with self._changed:
            if len(self._waiting) >= self.room:
                raise ForNow(
                    "inbox.full", "more is coming in than can be written down", "send it again a little later"
                )
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="group-writer", daemon=True)
                self._thread.start()
            self._waiting.append(handed)
            if len(self._waiting) in (1, self.most):
                self._changed.notify()
        if not handed.safe.acquire(timeout=PATIENCE):
            raise ForNow("inbox.slow", "the record is busy", "send it again a little later")
        if handed.problem is not None:
            raise ForNow(
                "inbox.failed", "this could not be written down", "send it again a little later"
            ) from handed.problem

    def _run(self) -> None:
        while True:
            self._gather()
            group: list[_Handed[Row]] = []
            try:
                self.write(lambda group=group: self._take(group))  # type: ignore[misc]
            except Exception as problem:  # of any kind: the threads that wait must hear of it
                if not group:  # it failed before its rows were taken: they must hear of it all the same
                    self._take(group)
                for handed in group:
                    handed.problem = problem
            for handed in group:
                handed.safe.release()

    def _gather(self) -> None:
        """Wait for a first row, then a moment for others."""
        with self._changed:
            while not self._waiting:
                self._changed.wait()
            until = time.monotonic() + self.window
            while len(self._waiting) < self.most and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)

    def _take(self, group: list[_Handed[Row]]) -> Sequence[Row]:
        """The rows that wait by now, at most a group of them."""
        with self._changed:
            while self._waiting and len(group) < self.most:
                group.append(self._waiting.popleft())
        return [handed.row for handed in group]
