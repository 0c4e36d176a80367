"""What a file looks like, and its rows: one door for text, Excel and Parquet."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from accord.connectors.protocol import Sniffed
from accord.connectors.tabular import parquet, sheets
from accord.connectors.tabular.delimiters import Head, find_head, name_columns
from accord.connectors.tabular.encodings import find_encoding, open_text
from accord.connectors.tabular.limits import CELL_CHARACTERS, GLANCE_PIECES, ROWS, SAMPLE_CELLS, SAMPLE_ROWS
from accord.connectors.tabular.lines import SPECIAL
from accord.connectors.tabular.split import Piece, Shape, Splitter, refuse
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Reason, Refused, RowSkipped

EXCEL = "excel"
PARQUET = "parquet"
TEXT = "csv"
FOREIGN = {
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls)",
    b"\x1f\x8b": "a packed file (.gz)",
    b"%PDF": "a PDF",
    b"<": "a web page or XML",
    b"{": "JSON",
}


@dataclass(frozen=True, slots=True)
class Look:
    """What the user says of a file, where sniffing is not to be trusted; empty means: find out."""

    encoding: str = ""
    delimiter: str = ""
    header_line: int = 0
    sheet: str = ""
    quotes: bool = True


def sniff(path: Path, look: Look | None = None) -> Sniffed:
    """Format, encoding, delimiter, header and the first 200 rows of a file.

    Raises `Invalid` for a file that is absent, empty, damaged, or of a format that is not read here.
    """
    look = look or Look()
    if not path.is_file():
        raise Invalid("file.absent", f"There is no file {path.name}.", "Check the name and the folder.")
    with path.open("rb") as file:
        magic = file.read(8)
    if not magic:
        raise Invalid("file.empty", f"{path.name} is empty.", "Export it again.")
    if magic[:4] == b"PAR1":
        header = name_columns(parquet.find_columns(path))
        found = Sniffed(path, PARQUET, "", "", header, ())
        return replace(found, sample=_sample(_pieces(found, look)))
    if magic[:4] == b"PK\x03\x04":
        return _sniff_sheet(path, look)
    for start, what in FOREIGN.items():
        if magic.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(start):
            raise Invalid("file.format", f"{path.name} is {what}, not a table.", "Save it as .xlsx or CSV.")
    return _sniff_text(path, look)


def _sniff_text(path: Path, look: Look) -> Sniffed:
    encoding = look.encoding or find_encoding(path)
    try:
        with open_text(path, encoding) as stream:
            head: Head = find_head(stream, look.delimiter, look.header_line)
    except (LookupError, UnicodeError) as error:
        raise Invalid(
            "file.encoding", f'{path.name} cannot be read as "{encoding}".', "Save it as UTF-8."
        ) from error
    found = Sniffed(path, TEXT, encoding, head.delimiter, head.header, (), header_line=head.line)
    return replace(found, sample=_sample(_pieces(found, look)))


def _sniff_sheet(path: Path, look: Look) -> Sniffed:
    rows = sheets.read_sheet(path, look.sheet, glance=True)
    for number, cells in rows:
        if number >= look.header_line and any(cell.strip() for cell in cells):
            found = Sniffed(path, EXCEL, "", "", name_columns(cells), (), header_line=number)
            return replace(found, sample=_sample(_judge_cells(found, rows)))
    raise Invalid("file.empty", f"{path.name} holds no header row.", "Name the sheet in the mapping.")


def _sample(pieces: Iterator[Piece]) -> tuple[tuple[str, ...], ...]:
    """The first rows that are rows, of the first 10,000 lines: 200 of them, fewer of a very wide table."""
    rows, cells = list[tuple[str, ...]](), 0
    for piece in itertools.islice(pieces, GLANCE_PIECES):
        if not isinstance(piece, (Refused, RowSkipped)):
            rows.append(tuple(piece[1]))
            cells += len(piece[1])
        if len(rows) >= SAMPLE_ROWS or cells >= SAMPLE_CELLS:
            break
    return tuple(rows)


def read_rows(sniffed: Sniffed, look: Look | None = None) -> Iterator[Piece]:
    """Every row of the file in order: `(line, cells)` with exactly the header's cells, a refusal, or a skip.

    Reads again from the beginning each time; who resumes drops what has `line <= after_line`.
    Raises `Invalid` above 20 million rows.
    """
    for count, piece in enumerate(_pieces(sniffed, look or Look())):
        if count >= ROWS:
            raise Invalid(
                "file.too_many_rows", f"The file has more than {ROWS:,} rows.", "Split it; the parts add up."
            )
        yield piece


def _pieces(sniffed: Sniffed, look: Look) -> Iterator[Piece]:
    if sniffed.format == EXCEL:
        return _judge_cells(sniffed, sheets.read_sheet(sniffed.path, look.sheet))
    if sniffed.format == PARQUET:
        return _judge_cells(sniffed, parquet.read_parquet(sniffed.path))
    return _read_text(sniffed, look)


def _read_text(sniffed: Sniffed, look: Look) -> Iterator[Piece]:
    shape = Shape(sniffed.delimiter, sniffed.header, look.quotes)
    with open_text(sniffed.path, sniffed.encoding) as stream:
        yield from Splitter(stream, shape, sniffed.header_line + 1).records()


def _judge_cells(sniffed: Sniffed, rows: Iterable[tuple[int, list[str]]]) -> Iterator[Piece]:
    """The rules of text files for cells that need no splitting."""
    header, width = list(sniffed.header), len(sniffed.header)
    after = sniffed.header_line if sniffed.format == EXCEL else 0
    for number, cells in rows:
        if number <= after:
            continue
        short = cells + [""] * (width - len(cells))
        if not any(cell.strip() for cell in short):
            yield RowSkipped(number, "empty row")
        elif any(short[width:]):
            yield refuse(number, "", " ".join(short[width:]), Reason.too_many_cells)
        elif short[:width] == header:
            yield refuse(number, "", " ".join(header), Reason.repeated_header)
        else:
            yield _judge_one(number, header, short[:width])


def _judge_one(number: int, header: list[str], cells: list[str]) -> Piece:
    for name, cell in zip(header, cells, strict=True):
        if len(cell) > CELL_CHARACTERS:
            return refuse(number, name, cell, Reason.cell_too_long)
        if SPECIAL.search(cell.replace("\ufeff", "")):
            return refuse(number, name, cell, Reason.control_character)
    return number, cells
