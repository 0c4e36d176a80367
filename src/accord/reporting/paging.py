"""A page of rows that were found."""

from collections.abc import Sequence
from typing import TypeVar

Row = TypeVar("Row")


def page_of(rows: Sequence[Row], offset: int, limit: int) -> tuple[Sequence[Row], int | None]:
    """At most `limit` rows from an offset on (one below zero: the first), and where the next page begins, if any."""
    start = max(offset, 0)
    more = start + limit
    return rows[start:more], more if more < len(rows) else None
