"""Rows of an Excel sheet as text, streamed: line numbers are those Excel shows."""

import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl

from accord.connectors.tabular.limits import UNPACKED_BYTES
from accord.vocabulary.errors import Invalid


def read_sheet(path: Path, sheet: str = "") -> Iterator[tuple[int, list[str]]]:
    """Every row from the first that holds anything, of the sheet named or the first that is not empty."""
    with _opened(path) as book:
        if sheet and sheet not in book.sheetnames:
            raise Invalid(
                "file.unknown_sheet",
                f'The workbook has no sheet "{sheet}".',
                f"Name one of: {', '.join(book.sheetnames)}.",
            )
        for source in [book[sheet]] if sheet else book.worksheets:
            begun = False
            source.reset_dimensions()  # some writers declare a wrong size
            for number, row in enumerate(source.iter_rows(values_only=True), start=1):
                cells = [cell_text(value) for value in row]
                begun = begun or any(cell.strip() for cell in cells)
                if begun:
                    yield number, cells
            if begun:
                return


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


class _opened:  # noqa: N801 - reads as a word in `with`
    """A workbook opened read-only, closed again; damage becomes `Invalid`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Any:
        try:
            with zipfile.ZipFile(self._path) as packed:
                unpacked = sum(member.file_size for member in packed.infolist())
            if unpacked > UNPACKED_BYTES:
                raise Invalid(
                    "file.too_big",
                    f"The workbook unpacks to {unpacked / 1024**3:.1f} GiB.",
                    "Export it as CSV instead.",
                )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._book = openpyxl.load_workbook(self._path, read_only=True, data_only=True)
        except Invalid:
            raise
        except Exception as error:  # a foreign file may break the library in any way
            raise damaged(self._path) from error
        return self._book

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._book.close()
        if isinstance(error, Exception) and not isinstance(error, Invalid):
            raise damaged(self._path) from error


def damaged(path: Path) -> Invalid:
    """The error for a workbook or Parquet file that its library cannot read."""
    return Invalid(
        "file.damaged",
        f"{path.name} cannot be read: it is damaged.",
        "Export it again, or as CSV.",
    )
