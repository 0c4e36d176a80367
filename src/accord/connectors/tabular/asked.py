"""The rows of a file that has just the columns asked for, and what each column says of itself."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from accord.connectors.tabular.columns import need_columns
from accord.connectors.tabular.rows import read_rows, sniff
from accord.vocabulary.facts import Refused, RowSkipped


class Sees(Protocol):
    """Whatever is shown every cell of a column before any is read: how it writes numbers, or dates."""

    def see(self, cell: str) -> None:
        """Take one cell as evidence."""


class AskedRows(NamedTuple):
    """Each row by its line with the cells of the columns asked for; and the rows that are none."""

    rows: list[tuple[int, dict[str, str]]]
    refused: list[Refused]


def read_asked(path: Path, columns: Iterable[str], seen: Mapping[str, Sees]) -> AskedRows:
    """Read these columns of a file, cells without the blanks around them; `seen` is shown its columns' cells.

    Raises Invalid for a file that is not there, or a column that is not.
    """
    sniffed = sniff(path)
    asked = list(columns)
    need_columns(sniffed.header, asked)
    at = {name: sniffed.header.index(name) for name in asked}
    made = AskedRows([], [])
    for piece in read_rows(sniffed):
        if isinstance(piece, Refused):
            made.refused.append(piece)
        elif not isinstance(piece, RowSkipped):
            line, cells = piece
            made.rows.append((line, {name: cells[place].strip() for name, place in at.items()}))
            for name, column in seen.items():
                column.see(made.rows[-1][1][name])
    return made
