"""Splits a text into records so that one stray quote costs one named row, and the next line parses.

A quoted cell may span lines. It is believed when its quote closes, the record then has the header's
number of cells, and the lines it spans do not look like rows of their own.
"""

from collections.abc import Iterator
from typing import NamedTuple, TextIO

from accord.connectors.tabular.limits import CELL_CHARACTERS, LINE_CHARACTERS, SHOWN_CHARACTERS
from accord.connectors.tabular.lines import SPECIAL, PhysicalLines, has_special
from accord.connectors.tabular.quotes import Closing, QuotedCells, check_quotes, count_outside
from accord.connectors.tabular.remedies import REMEDIES
from accord.vocabulary.facts import Reason, Refused, RowSkipped

BOM = "\ufeff"
Cells = tuple[int, list[str]]  # physical line on which the record begins, and its cells
Piece = Cells | Refused | RowSkipped


class Shape(NamedTuple):
    """What a record must look like."""

    delimiter: str
    header: tuple[str, ...]
    quotes: bool = True  # False: a quote is an ordinary character


def refuse(line: int, column: str, value: str, reason: Reason) -> Refused:
    """A refusal with the remedy of its reason, the value shortened and made printable."""
    shown = value[:SHOWN_CHARACTERS].encode("utf-8", "replace").decode("utf-8").replace("\x00", "\\0")
    return Refused(line, column[:120], shown[:SHOWN_CHARACTERS], reason, REMEDIES[reason])


class Splitter:
    """Records of one text. Every physical line ends up in exactly one of them, a refusal or a skip."""

    def __init__(self, stream: TextIO, shape: Shape, first_line: int) -> None:
        self._source = PhysicalLines(stream)
        self._shape = shape
        self._header = list(shape.header)
        self._width = len(shape.header)
        self._cells = QuotedCells(shape.delimiter).cells
        self._lines: list[str] = []
        self._at = 0  # index in _lines of the next unread line
        self._number = 1  # physical number of that line
        self._quotes = self._special = True
        self._orphans_until = 0  # lines up to here belong to a refused record that spans lines
        self._skip_to(first_line)

    def _skip_to(self, first_line: int) -> None:
        while self._number < first_line and self._has(0):
            self._at += 1
            self._number += 1

    def _has(self, ahead: int) -> bool:
        """Whether the line `ahead` of the next one exists; reads more where needed."""
        while self._at + ahead >= len(self._lines):
            block = self._source.read_block()
            if block is None:
                return False
            left = self._lines[self._at :]
            self._quotes = block.quotes or (bool(left) and self._quotes)
            self._special = block.special or (bool(left) and self._special)
            self._lines = left + block.lines if left else block.lines
            self._at = 0
        return True

    def records(self) -> Iterator[Piece]:
        """Every record in file order."""
        while self._has(0):
            if self._quotes or self._special:
                yield from self._careful_records()
            else:
                yield from self._clean_records()

    def _clean_records(self) -> Iterator[Piece]:
        """The rest of a block that holds no quote and nothing special: one line, one record."""
        delimiter, width, number = self._shape.delimiter, self._width, self._number
        lines = self._lines[self._at :]
        self._lines, self._at, self._number = [], 0, number + len(lines)
        header, plain = self._header, delimiter * (width - 1)
        for line in lines:
            cells = line.split(delimiter)
            if len(cells) == width and len(line) <= CELL_CHARACTERS and cells != header and line != plain:
                yield number, cells
            else:
                yield self._judge(number, line, cells)
            number += 1

    def _careful_records(self) -> Iterator[Piece]:
        while self._at < len(self._lines):
            line, number = self._lines[self._at], self._number
            self._at += 1
            self._number += 1
            if line[:1] == BOM:  # files glued together carry the mark in the middle
                line = line.lstrip(BOM)
            if self._special and has_special(line):
                wrong = self._name_special(number, line)
                if wrong:
                    yield wrong
                    continue
            if self._shape.quotes and self._quotes and '"' in line:
                yield self._quoted(number, line)
            else:
                yield self._judge(number, line, line.split(self._shape.delimiter))

    def _name_special(self, number: int, line: str) -> Refused | None:
        for index, cell in enumerate(line.split(self._shape.delimiter)):
            found = SPECIAL.search(cell.replace(BOM, ""))
            if found:
                wrong = Reason.bad_encoding if found[0] >= "\ud800" else Reason.control_character
                return refuse(number, self._column(index), cell, wrong)
        return None

    def _quoted(self, number: int, line: str) -> Piece:
        if len(line) > LINE_CHARACTERS:
            return self._judge(number, line, line.split(self._shape.delimiter))
        closing = check_quotes(line, self._shape.delimiter)
        swallowed = number <= self._orphans_until
        if closing is Closing.closed:
            return self._judge(number, line, self._cells(line))
        if closing is Closing.open:
            found = self._find_closing(line)
            if found is not None:
                spanned, cells = found
                self._at += spanned
                self._number += spanned
                return number, cells
        if swallowed:
            return refuse(number, "", line, Reason.swallowed_line)
        column = self._column(count_outside(line, self._shape.delimiter))
        return refuse(number, column, line, Reason.stray_quote)

    def _find_closing(self, line: str) -> tuple[int, list[str]] | None:
        """How many further lines the open cell spans, and the cells; None where it must not be believed.

        Where the quote closes but the cells do not fit, the lines spanned are marked: on their own they
        are refused as swallowed, unless they look like rows (then there were two stray quotes).
        """
        lines, since, total = [line], 0, len(line)
        while self._has(len(lines) - 1) and since <= CELL_CHARACTERS and total <= LINE_CHARACTERS:
            following = self._lines[self._at + len(lines) - 1]
            lines.append(following)
            total += len(following) + 1
            since += len(following) + 1
            if '"' not in following:
                continue
            closing = check_quotes(f'"{following}', self._shape.delimiter)
            if closing is Closing.open:
                since = len(following) - following.rindex('"')
                continue
            if closing is Closing.stray:
                return None
            cells = self._cells("\n".join(lines))
            if self._swallows(lines):
                return None
            if len(cells) == self._width:
                return self._believe(lines, cells)
            if not any(map(self._looks_like_a_row, lines[1:-1])):
                self._orphans_until = self._number + len(lines) - 2
            return None
        return None

    def _swallows(self, lines: list[str]) -> bool:
        """Whether a cell swallows rows: its first and last line look like one (of two cells: all)."""
        telling = [line for line in lines if line.strip()] if self._width == 2 else [lines[0], lines[-1]]
        return self._width > 1 and all(map(self._looks_like_a_row, telling))

    def _looks_like_a_row(self, line: str) -> bool:
        """As many delimiters as the header, none followed by a blank or the end as in a sentence."""
        delimiter = self._shape.delimiter
        if line.count(delimiter) != self._width - 1 or f"{delimiter} " in line:
            return False
        return self._width > 2 or not line.endswith(delimiter)

    def _believe(self, lines: list[str], cells: list[str]) -> tuple[int, list[str]] | None:
        """The cells of a record that spans lines, unless one of them is damaged."""
        if self._special and any(map(has_special, lines)):
            return None
        if max(map(len, cells)) > CELL_CHARACTERS:
            return None
        return len(lines) - 1, cells

    def _judge(self, number: int, line: str, cells: list[str]) -> Piece:
        """A line that is perhaps no row: what it is instead, by name."""
        if not line.strip():
            return RowSkipped(number, "blank line")
        width = self._width
        if len(cells) > width and not any(cells[width:]):
            cells = cells[:width]
        if len(cells) == width:
            if max(map(len, cells)) > CELL_CHARACTERS:
                index = next(i for i, cell in enumerate(cells) if len(cell) > CELL_CHARACTERS)
                return refuse(number, self._column(index), cells[index], Reason.cell_too_long)
            if not any(cells):
                return RowSkipped(number, "empty row")
            if cells == self._header:
                return refuse(number, "", line, Reason.repeated_header)
            return number, cells
        if number <= self._orphans_until:
            return refuse(number, "", line, Reason.swallowed_line)
        if max(map(len, cells)) > CELL_CHARACTERS:
            return refuse(number, "", line, Reason.cell_too_long)
        if len(cells) > width:
            return refuse(number, "", line, Reason.too_many_cells)
        return refuse(number, self._column(len(cells)), line, Reason.too_few_cells)

    def _column(self, index: int) -> str:
        return self._header[index] if index < self._width else ""
