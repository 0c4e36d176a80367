"""The audit as a file: CSV that no spreadsheet runs, or one JSON object a line."""

import csv
import json
from collections.abc import Iterator

from accord.connectors.tabular.export import neutralise
from accord.reporting.audit import Asked, Line, all_lines
from accord.vocabulary.people import Viewer
from accord.vocabulary.plain import plain

COLUMNS = ("id", "at", "what", "who", "subject", "why", "agreement", "details")


class _Echo:
    """A file whose write gives the text back, so that rows can be streamed."""

    def write(self, text: str) -> str:
        return text


def audit_file(viewer: Viewer, asked: Asked, form: str) -> Iterator[str]:
    """The file line by line; `form` is csv or json. Raises `Refused` before the first line."""
    lines = all_lines(viewer, asked)
    return _csv(lines) if form == "csv" else _json(lines)


def _csv(lines: Iterator[Line]) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield writer.writerow(COLUMNS)
    for line in lines:
        details = json.dumps(line.details, sort_keys=True)
        texts = (line.what, line.who, line.subject, line.why, line.agreement, details)
        yield writer.writerow([line.id, line.at.isoformat(), *map(neutralise, texts)])


def _json(lines: Iterator[Line]) -> Iterator[str]:
    for line in lines:
        yield json.dumps(plain(line), ensure_ascii=False) + "\n"
