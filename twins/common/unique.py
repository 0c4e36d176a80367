"""Who holds a value that may be held once: an index that a rollback cannot make lie."""

from collections.abc import Callable, Iterable

from twins.common.store import Row


class Unique:
    """value -> key of the last row seen to claim it; checked against that row, and searched for where it is wrong.

    A value never claimed is held by nobody; entries are overwritten and never removed, so a miss is always true.
    """

    def __init__(
        self, held: Callable[[Row, str], bool], rows: Callable[[], Iterable[tuple[str, Row]]]
    ) -> None:
        self.held = held
        self.rows = rows
        self.claims: dict[str, str] = {}

    def claim(self, value: str, key: str) -> None:
        """A row is written with this value."""
        self.claims[value] = key

    def find(self, value: str, row_of: Callable[[str], Row | None]) -> str | None:
        """The key of the row that holds the value now."""
        key = self.claims.get(value)
        if key is None:
            return None
        row = row_of(key)
        if row is not None and self.held(row, value):
            return key
        found = next((k for k, r in self.rows() if self.held(r, value)), None)
        if found is not None:
            self.claims[value] = found
        return found
