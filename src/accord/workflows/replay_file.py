"""The leads that differ in a replay, as a CSV file that no spreadsheet runs."""

import csv
import io

from accord.connectors.tabular.export import neutralise
from accord.reporting.replay import Replay, ReplayRow
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

_SIDE = ("qualified_at", "class", "owner", "team", "beyond_capacity", "due_at", "first_attempt")
COLUMNS = (
    "contact", "record", "began_at", "source", "changes", "clauses",
    *(f"{name}_{side}" for side in ("now", "draft") for name in _SIDE),
)  # fmt: skip


def replay_file(viewer: Viewer, made: Replay) -> str:
    """The file whole, the header first. Raises `Refused` without the right to take data away."""
    require(viewer, Right.take_away)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in made.rows:
        writer.writerow([neutralise(str(cell)) for cell in _cells(row)])
    return text.getvalue()


def _cells(row: ReplayRow) -> list[object]:
    head = [row.contact, row.opened_by, row.opened_at.isoformat(), row.source]
    sides = [
        cell
        for side in (row.now, row.draft)
        for cell in (
            side.qualified_at.isoformat() if side.qualified_at else "",
            side.klass,
            side.owner,
            side.team,
            "yes" if side.beyond else "",
            side.due_at.isoformat() if side.due_at else "",
            side.kept,
        )
    ]
    return [*head, "; ".join(row.changes), "; ".join(row.clauses), *sides]
