"""The first pass over a file: what whole columns say of their dates, numbers and statuses."""

from collections.abc import Mapping
from typing import Protocol

from accord.connectors.protocol import Sniffed
from accord.connectors.tabular.columns import need_columns
from accord.connectors.tabular.rows import Look, read_rows
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Refused, RowSkipped
from accord.vocabulary.issues import Issue


class Witness(Protocol):
    """Something that looks at every cell of one column."""

    def see(self, cell: str) -> None:
        """Count one cell as evidence."""
        ...

    def check(self) -> list[Issue]:
        """What stands in the way of reading the column."""
        ...


def survey(sniffed: Sniffed, witnesses: Mapping[str, list[Witness]], look: Look | None = None) -> None:
    """Show every cell of the named columns to its witnesses; `Invalid` carries all their objections.

    A column that the file lacks is `Invalid` too.
    """
    need_columns(sniffed.header, witnesses)
    seers = [
        (sniffed.header.index(column), witness.see) for column, some in witnesses.items() for witness in some
    ]
    if seers or sniffed.format != "csv":  # a damaged workbook shows itself only when it is read
        for piece in read_rows(sniffed, look):
            if not isinstance(piece, (Refused, RowSkipped)):
                cells = piece[1]
                for index, see in seers:
                    see(cells[index])
    issues = [issue for some in witnesses.values() for witness in some for issue in witness.check()]
    if issues:
        more = f" (and {len(issues) - 1} more)" if len(issues) > 1 else ""
        raise Invalid(issues[0].code, issues[0].sentence + more, issues[0].remedy, issues)
