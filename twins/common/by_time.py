"""The rows of a kind by a time they carry: an index that a rollback or a lag cannot make lie."""

from bisect import bisect_left, insort
from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
Reading = Callable[[Row], Any]


class ByTime:
    """Every time a row ever carried, in order; entries are added and never removed, so nothing is passed over.

    What it gives is only where to look: who asks tests each row as it is, or as it was before a lag has passed.
    """

    def __init__(self, read: Reading) -> None:
        self.read = read
        self._entries: list[tuple[Any, str]] = []
        self._place: dict[str, int] = {}

    def note(self, key: str, row: Row, old: Row | None = None) -> None:
        """A row is written, in place of an old one."""
        self._place.setdefault(key, len(self._place))
        value = self.read(row)
        if value is not None and (old is None or self.read(old) != value):
            insort(self._entries, (value, key))

    def since(self, low: Any) -> list[str]:
        """Keys of the rows that carry, or carried, this time or a later one, oldest row first; all times where None."""
        start = 0 if low is None else bisect_left(self._entries, (low, ""))
        found = {key for _, key in self._entries[start:]}
        return sorted(found, key=self._place.__getitem__)
