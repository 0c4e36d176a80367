"""Rows of an Excel sheet as text, streamed: line numbers are those Excel shows."""

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl.worksheet._reader import WorkSheetParser

from accord.connectors.tabular.limits import (
    GLANCE_CELLS,
    GLANCE_SHEET_BYTES,
    ROW_BYTES,
    SHEET_COLUMNS,
    SHEET_ROWS,
    UNPACKED_BYTES,
)
from accord.connectors.tabular.strings import Strings, read_strings
from accord.connectors.tabular.workbook import Measured, Parts, events_of, find_parts, open_archive, too_big
from accord.vocabulary.errors import Invalid


def read_sheet(path: Path, sheet: str = "", *, glance: bool = False) -> Iterator[tuple[int, list[str]]]:
    """Every row from the first that holds anything, of the sheet named or the first that is not empty.

    At a glance only the beginning may be read: raises `Invalid` (file.too_big) beyond it.
    """
    with _opened(path) as (archive, parts):
        if sheet and sheet not in parts.sheets:
            raise Invalid(
                "file.unknown_sheet",
                f'The workbook has no sheet "{sheet}".',
                f"Name one of: {', '.join(parts.sheets)}.",
            )
        strings = read_strings(archive, parts.strings, glance=glance)
        left = GLANCE_SHEET_BYTES if glance else UNPACKED_BYTES
        for name in [sheet] if sheet else parts.sheets:
            with archive.open(parts.sheets[name]) as opened:
                stream, begun = Measured(opened, left, min(left, ROW_BYTES)), False
                rows = _rows(stream, parts, strings)
                for number, cells in _few(rows) if glance else rows:
                    begun = begun or any(cell.strip() for cell in cells)
                    if begun:
                        yield number, cells
                left -= stream.taken
            if begun:
                return


def _few(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows, as long as they hold no more cells than a look has use for."""
    seen = 0
    for number, cells in rows:
        seen += 1 + len(cells)
        if seen > GLANCE_CELLS:
            raise too_big(f"has more than {GLANCE_CELLS:,} empty cells before and between its first rows")
        yield number, cells


def _rows(stream: Measured, parts: Parts, strings: Strings) -> Iterator[tuple[int, list[str]]]:
    """Every row, those left out in the file as empty ones. What was read is let go, so memory stays flat."""
    parser = WorkSheetParser(
        stream,
        strings,
        data_only=True,
        epoch=parts.epoch,
        date_formats=parts.dates,
        timedelta_formats=parts.durations,
    )
    last, table = 0, None
    for event, element in events_of(stream):
        tag = element.tag.rsplit("}", 1)[-1]
        if event == "start":
            table = element if tag == "sheetData" else table
        elif tag == "sheetData":
            return
        elif tag == "row" and table is not None:
            declared, found = parser.parse_row(element)
            number = max(declared, last + 1)
            if number > SHEET_ROWS:
                raise ValueError(f"row {number} is beyond the last row a sheet can have")
            yield from ((missing, []) for missing in range(last + 1, number))
            yield number, _cells(found)
            last = number
            table.clear()
            parser.row_dimensions.clear()
            stream.mark()


def _cells(found: list[dict[str, Any]]) -> list[str]:
    """The cells of a row by their columns, as text."""
    width = max((cell["column"] for cell in found), default=0)
    if width > SHEET_COLUMNS:
        raise ValueError(f"column {width} is beyond the last column a sheet can have")
    cells = [""] * width
    for cell in found:
        cells[cell["column"] - 1] = cell_text(cell["value"])
    return cells


def cell_text(value: Any) -> str:
    """A cell's value as a CSV would hold it: whole floats without a fraction, dates in ISO form."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Parts]]:
    """A workbook and what it is made of, closed again; damage becomes `Invalid`."""
    try:
        with open_archive(path) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield archive, find_parts(archive)
    except Invalid:
        raise
    except Exception as error:  # a foreign file may break the library in any way
        raise damaged(path) from error


def damaged(path: Path) -> Invalid:
    """The error for a workbook or Parquet file that its library cannot read."""
    return Invalid(
        "file.damaged",
        f"{path.name} cannot be read: it is damaged.",
        "Export it again, or as CSV.",
    )
