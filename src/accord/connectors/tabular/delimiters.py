"""Which delimiter, and which line is the header: judged by how evenly the first lines fall apart."""

from collections import Counter
from itertools import islice
from typing import NamedTuple, TextIO

from accord.connectors.tabular.limits import COLUMNS, SAMPLE_ROWS
from accord.connectors.tabular.lines import PhysicalLines
from accord.connectors.tabular.quotes import Closing, QuotedCells, check_quotes
from accord.vocabulary.errors import Invalid

DELIMITERS = (",", ";", "\t", "|")


class Head(NamedTuple):
    """The header of a text file: its cells, the delimiter, the physical line on which it ends."""

    delimiter: str
    header: tuple[str, ...]
    line: int


def find_head(stream: TextIO, delimiter: str = "", header_line: int = 0) -> Head:
    """The header and delimiter of a text; those given are believed. Raises `Invalid` without a header."""
    lines = _first_lines(stream, header_line)
    start = max(header_line, 1) - 1
    while start < len(lines) and not lines[start].strip("\ufeff \t,;|"):
        start += 1
    if start < len(lines) and lines[start].casefold().startswith("sep=") and len(lines[start]) == 5:
        delimiter = delimiter or lines[start][4]
        start += 1
    if start >= len(lines):
        raise Invalid("file.empty", "The file holds no header line.", "Export it again, with column names.")
    text = lines[start].lstrip("\ufeff")
    delimiter = delimiter or _find_delimiter([text, *lines[start + 1 : start + SAMPLE_ROWS]])
    cells, used = _header_cells(text, lines[start + 1 : start + 50], delimiter)
    return Head(delimiter, name_columns(cells), start + 1 + used)


def _first_lines(stream: TextIO, header_line: int) -> list[str]:
    source, lines = PhysicalLines(stream), list[str]()
    while len(lines) < header_line + 2 * SAMPLE_ROWS and (block := source.read_block()):
        lines += block.lines
    return lines


def _find_delimiter(lines: list[str]) -> str:
    """The delimiter that splits most lines into as many cells as the first, and more than one."""
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        counts = [_count(line, delimiter) for line in islice(lines, SAMPLE_ROWS) if line.strip()]
        if not counts or counts[0] == 0:
            continue
        score = (round(Counter(counts)[counts[0]] / len(counts), 1), counts[0])
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _count(line: str, delimiter: str) -> int:
    """Delimiters outside quotes."""
    return sum(piece.count(delimiter) for piece in line.split('"')[::2])


def _header_cells(text: str, following: list[str], delimiter: str) -> tuple[list[str], int]:
    """The header's cells, and how many further lines it spans (a column name may hold a line break)."""
    for used in range(len(following) + 1):
        joined = "\n".join([text, *following[:used]])
        closing = check_quotes(joined, delimiter)
        if closing is Closing.closed and len(joined) <= 65_536:
            return QuotedCells(delimiter).cells(joined), used
        if closing is Closing.stray:
            break
    return text.split(delimiter), 0


def name_columns(cells: list[str]) -> tuple[str, ...]:
    """One name a column: trimmed, an empty one by its position, a repeated one numbered.

    Raises `Invalid` above the limit of columns.
    """
    if len(cells) > COLUMNS:
        raise Invalid(
            "file.too_many_columns",
            f"The header has {len(cells):,} columns; {COLUMNS:,} are the most that a file may have.",
            "Export only the columns you need.",
        )
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    names: dict[str, None] = {}
    for index, cell in enumerate(cells, start=1):
        name = " ".join(cell.strip("\ufeff \t\n'\"").split()) or f"column {index}"
        wanted, again = name, 1
        while name in names:
            again += 1
            name = f"{wanted} ({again})"
        names[name] = None
    if not names:
        raise Invalid("file.empty", "The file holds no header line.", "Export it again, with column names.")
    return tuple(names)
