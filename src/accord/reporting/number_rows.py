"""The rows behind a number of the board, asked for by the number's name."""

from datetime import datetime

from accord.measures.number import Window
from accord.reporting.dashboard import numbers_like
from accord.reporting.rows import rows_behind
from accord.reporting.shapes import RowsBehind
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer


def rows_of_number(
    viewer: Viewer, name: str, *, window: Window | None = None, now: datetime, offset: int = 0
) -> RowsBehind:
    """A page of the rows that the viewer may see; `NotFound` names the numbers that have rows."""
    require(viewer, Right.see_rows)
    numbers = {n.name: n.rows for n in numbers_like(viewer, name, window=window, now=now)}
    rows = numbers.get(name)
    if rows is None:
        known = ", ".join(sorted(n for n, found in numbers.items() if found))
        raise NotFound("board.no_rows", f'the board has no number "{name}" with rows', f"one of: {known}")
    return rows_behind(viewer, rows, window=window, now=now, offset=max(offset, 0))
