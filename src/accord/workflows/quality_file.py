"""Lead quality as a CSV file that no spreadsheet runs: every figure with its interval and what is said of it."""

import csv
import io
from datetime import datetime

from accord.connectors.tabular.export import neutralise
from accord.reporting.board import Window
from accord.reporting.ordering import AS_GIVEN, Sorting, ordered
from accord.reporting.quality import TO_SORT, Judged, LeadQuality, QualityRow, lead_quality
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

_JUDGED = ("accepted", "won", "revenue_per_matured_lead", "hours_to_response")
COLUMNS = (
    "by", "row", "leads", "matured", "revenue", "currency",
    *(f"{name}{part}" for name in _JUDGED for part in ("", "_hits", "_cases", "_low", "_high", "_says")),
)  # fmt: skip


def quality_file(
    viewer: Viewer, *, by: str, window: Window | None, now: datetime, sorting: Sorting = AS_GIVEN
) -> str:
    """The file whole, the header first, the rows in the order asked for, all together last.

    Raises `Refused` without the right to take data away.
    """
    require(viewer, Right.take_away)
    made = lead_quality(viewer, by=by, window=window, now=now)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in (*ordered(made.rows, TO_SORT, sorting), *((made.whole,) if made.whole else ())):
        writer.writerow(_cells(made, row))
    return text.getvalue()


def _cells(made: LeadQuality, row: QualityRow) -> list[object]:
    matured = row.won.number.part.cases if row.won.number.part else 0
    head = [made.by, neutralise(row.label), row.leads.value, matured, row.revenue.value, row.revenue.unit]
    return [*head, *(cell for judged in row.judged() for cell in _judged(judged))]


def _judged(judged: Judged) -> list[object]:
    number = judged.number
    part, span = number.part, number.interval
    counted = [part.hits, part.cases] if part else ["", ""]
    between = [span.low, span.high] if span else ["", ""]
    return ["" if number.value is None else number.value, *counted, *between, str(judged.says)]
