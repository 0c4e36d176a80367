"""The leads as a file: CSV that no spreadsheet runs, or one JSON object a line."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime

from accord.connectors.tabular.export import neutralise
from accord.reporting.desk.find import LONGEST, Wanted, find_leads
from accord.reporting.desk.shapes import LeadRow
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer
from accord.vocabulary.plain import plain

COLUMNS = (
    "key", "kind", "state", "became", "name", "company", "owner", "class", "hot", "fit", "engagement", "why",
    "offered_at", "due_at", "responded_at", "closed_at", "reason", "contradicts", "back_at",
)  # fmt: skip


class _Echo:
    """A file whose write gives the text back, so that rows can be streamed."""

    def write(self, text: str) -> str:
        return text


def lead_file(viewer: Viewer, wanted: Wanted, form: str, now: datetime) -> Iterator[str]:
    """The file piece by piece; `form` is csv or json. Raises `Refused` before the first piece."""
    require(viewer, Right.take_away)
    first = find_leads(viewer, wanted, now, limit=LONGEST)
    return _pieces(viewer, wanted, form, now, first.rows)


def _pieces(
    viewer: Viewer, wanted: Wanted, form: str, now: datetime, rows: tuple[LeadRow, ...]
) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    if form == "csv":
        yield writer.writerow(COLUMNS)
    offset = 0
    while rows:
        for row in rows:
            yield (
                writer.writerow(_cells(row))
                if form == "csv"
                else json.dumps(plain(row), ensure_ascii=False) + "\n"
            )
        offset += LONGEST
        rows = find_leads(viewer, wanted, now, offset=offset, limit=LONGEST).rows


def _cells(row: LeadRow) -> list[str]:
    instants = (row.offered_at, row.due_at, row.responded_at, row.closed_at)
    texts = (
        row.kind, row.state.value, row.became.value if row.became else "", row.name, row.account_name,
        row.owner_name or row.owner, row.klass, "yes" if row.hot else "", f"{row.fit / 1000:g}",
        f"{row.engagement / 1000:g}", row.why, *(_at(each) for each in instants), row.reason, row.contradicts,
        _at(row.back_at),
    )  # fmt: skip
    return [str(row.key), *map(neutralise, texts)]


def _at(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""
