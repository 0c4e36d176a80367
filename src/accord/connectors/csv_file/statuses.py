"""Foreign statuses come down to four types; an unknown one is refused loudly, with its count."""

from collections import Counter

from accord.connectors.csv_file.shape import StatusShape
from accord.vocabulary.issues import Issue, Level


class StatusColumn:
    """Counts the statuses of a column that the mapping does not know."""

    def __init__(self, shape: StatusShape) -> None:
        self._shape = shape
        self._unknown: Counter[str] = Counter()

    def see(self, cell: str) -> None:
        """Count one cell."""
        status = cell.strip()
        if status and status.casefold() not in self._shape.table:
            self._unknown[status if len(self._unknown) < 1_000 else "(other)"] += 1

    def check(self) -> list[Issue]:
        """An error with every unknown status and how many rows have it, the most frequent first."""
        if not self._unknown:
            return []
        counts = ", ".join(f'"{word[:60]}" {count:,}' for word, count in self._unknown.most_common(20))
        return [
            Issue(
                Level.error,
                "file.unknown_statuses",
                f'Column "{self._shape.column}" holds statuses that the mapping does not know: {counts}.',
                "Write each under one of open, ongoing, won, lost (`statuses:` in the mapping).",
                path=self._shape.column,
            )
        ]
