"""The refused rows of an import as a CSV file that no spreadsheet runs."""

import csv
from collections.abc import Iterator
from pathlib import Path

from accord.connectors.tabular.export import REJECT_COLUMNS, neutralise
from accord.reporting.imports import find_rejects, get_import
from accord.vocabulary.people import Viewer

_PAGE = 1000


class _Echo:
    """A file whose write gives the text back, so that rows can be streamed."""

    def write(self, text: str) -> str:
        return text


def reject_lines(viewer: Viewer, import_id: int) -> Iterator[str]:
    """The file line by line, the header first. `NotFound` and `Refused` come before the first line."""
    get_import(viewer, import_id)
    find_rejects(viewer, import_id, limit=1)
    return _lines(viewer, import_id)


def write_rejects(viewer: Viewer, import_id: int, path: Path) -> int:
    """Write the file; the number of refused rows."""
    lines = reject_lines(viewer, import_id)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        return sum(bool(file.write(line)) for line in lines) - 1


def _lines(viewer: Viewer, import_id: int) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield writer.writerow(REJECT_COLUMNS)
    offset: int | None = 0
    while offset is not None:
        page = find_rejects(viewer, import_id, offset=offset, limit=_PAGE)
        for row in page.rows:
            yield writer.writerow(
                [row.line, *(neutralise(t) for t in (row.column, row.value, row.reason, row.remedy))]
            )
        offset = page.next_offset
