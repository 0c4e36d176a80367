"""Any measure's numbers as a CSV file that no spreadsheet runs: interval, cases, target, clause and note of each."""

import csv
import io
from collections.abc import Iterable

from accord.connectors.tabular.export import neutralise
from accord.measures.number import Number
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

COLUMNS = (
    "name", "label", "value", "unit", "low", "high", "hits", "cases", "target", "enough", "clause", "note", "formula",
)  # fmt: skip


def figures_file(viewer: Viewer, numbers: Iterable[Number]) -> str:
    """The file whole, the header first, what stands beside a number after it. Raises `Refused` without the right."""
    require(viewer, Right.take_away)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for number in numbers:
        for each in (number, *number.beside):
            writer.writerow(_cells(each))
    return text.getvalue()


def _cells(number: Number) -> list[object]:
    span, part = number.interval, number.part
    return [
        neutralise(number.name), neutralise(str(number.label)), _said(number.value), number.unit,
        *((span.low, span.high) if span else ("", "")), *((part.hits, part.cases) if part else ("", "")),
        _said(number.target), number.enough, number.clause, neutralise(str(number.note)), number.formula,
    ]  # fmt: skip


def _said(value: object) -> object:
    return "" if value is None else value
