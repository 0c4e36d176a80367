"""The door to the shared file reader: rows after a line, a neighbour's rows, dates in a form of their own."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from accord.connectors.objects.moments import Other
from accord.connectors.protocol import Reading, Sniffed
from accord.connectors.tabular import read_rows, sniff
from accord.connectors.tabular.split import Piece


def rows_of(sniffed: Sniffed, after_line: int) -> Iterator[Piece]:
    """The rows after a line: `(line, cells)`, a refusal, or a skip."""
    for piece in read_rows(sniffed):
        line = piece[0] if type(piece) is tuple else piece.line
        if line > after_line:
            yield piece


def header_and_rows(path: Path) -> tuple[tuple[str, ...], Iterator[Piece]]:
    """A neighbour's header and rows."""
    sniffed = sniff(path)
    return sniffed.header, read_rows(sniffed)


def other_dates(sniffed: Sniffed, names: set[str], reading: Reading) -> Mapping[str, Other]:
    """Readers for the date columns that are not in ISO form."""
    return {}
