"""Whether the quotes of a text close, and the cells of one that does.

A text is cut at its quotes: pieces with an even index stand outside, the others inside. Outside pieces must
begin and end with the delimiter (an empty one in the middle is a doubled quote): that is the whole grammar,
and it is checked before the standard reader, which would accept anything, takes the text apart.
"""

import csv
from collections.abc import Iterator
from enum import Enum

from accord.connectors.tabular.limits import CELL_CHARACTERS


class Closing(Enum):
    """What the quotes of a text do."""

    closed = 0
    open = 1  # the last quote opens a cell that the text does not close
    stray = 2  # a quote stands where none may


def check_quotes(text: str, delimiter: str) -> Closing:
    """Whether every quote of the text stands where one may, and the last is closed."""
    pieces = text.split('"')
    last = len(pieces) - 1
    for index in range(0, last + 1, 2):
        piece = pieces[index]
        if not piece and 0 < index < last:
            continue
        if index < last and piece and piece[-1] != delimiter:
            return Closing.stray
        if index > 0 and piece and piece[0] != delimiter:
            return Closing.stray
    return Closing.open if last % 2 else Closing.closed


def count_outside(text: str, delimiter: str) -> int:
    """Index of the cell in which the last quote of the text opens."""
    return sum(piece.count(delimiter) for piece in text.split('"')[::2])


def cut_long(text: str, delimiter: str) -> list[str]:
    """The cells of a text whose quotes are closed, of any length."""
    pieces = text.split('"')
    cells: list[str] = []
    current: list[str] = []
    for index, piece in enumerate(pieces):
        if index % 2:
            current.append(piece)
        elif not piece and 0 < index < len(pieces) - 1:
            current.append('"')
        else:
            first, *others = piece.split(delimiter)
            current.append(first)
            for other in others:
                cells.append("".join(current))
                current = [other]
    cells.append("".join(current))
    return cells


class QuotedCells:
    """Takes a checked text apart, quickly."""

    def __init__(self, delimiter: str) -> None:
        self._text = ""
        self._delimiter = delimiter
        self._reader = csv.reader(self._feed(), delimiter=delimiter)

    def _feed(self) -> Iterator[str]:
        while True:
            yield self._text

    def cells(self, text: str) -> list[str]:
        """The cells of a text whose quotes are closed."""
        if len(text) > CELL_CHARACTERS:  # the standard reader raises on cells that a caller wants to name
            return cut_long(text, self._delimiter)
        self._text = text
        return next(self._reader)
