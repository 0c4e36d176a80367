"""The door to the shared file reader: rows after a line, a neighbour's rows, dates in a form of their own."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from accord.connectors.objects.moments import Other, is_plain
from accord.connectors.protocol import Reading, Sniffed
from accord.connectors.tabular import read_rows, sniff
from accord.connectors.tabular.dates import DateColumn, DateOrder
from accord.connectors.tabular.numbers import NumberColumn, NumberReader
from accord.connectors.tabular.split import Piece
from accord.connectors.tabular.survey import Witness, survey
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Refused, RowSkipped


def rows_of(sniffed: Sniffed, after_line: int) -> Iterator[Piece]:
    """The rows after a line: `(line, cells)`, a refusal, or a skip."""
    for piece in read_rows(sniffed):
        if (piece.line if isinstance(piece, Refused | RowSkipped) else piece[0]) > after_line:
            yield piece


def header_and_rows(path: Path) -> tuple[tuple[str, ...], Iterator[Piece]]:
    """A neighbour's header and rows."""
    sniffed = sniff(path)
    return sniffed.header, read_rows(sniffed)


def survey_columns(
    sniffed: Sniffed, dates: set[str], numbers: set[str], reading: Reading
) -> tuple[Mapping[str, Other], Mapping[str, NumberReader]]:
    """Readers for date and amount columns whose form is not plain: they look at the whole column first.

    Only columns that show such a form among the first rows, or that the mapping names (`dates`, `decimals`).
    Raises `Invalid` for a column that could be read in two ways.
    """
    orders, marks = reading.mapping.get("dates") or {}, reading.mapping.get("decimals") or {}
    odd_dates = {
        n: DateColumn(n, _order(orders.get(n))) for n in dates if n in orders or _shows(sniffed, n, is_plain)
    }
    odd_numbers = {
        n: NumberColumn(n, str(marks.get(n, "")))
        for n in numbers
        if n in marks or _shows(sniffed, n, _is_number)
    }
    witnesses: dict[str, list[Witness]] = {}
    for name, dated in odd_dates.items():
        witnesses.setdefault(name, []).append(dated)
    for name, counted in odd_numbers.items():
        witnesses.setdefault(name, []).append(counted)
    survey(sniffed, witnesses)
    zone = ZoneInfo(reading.zone)
    return {n: c.reader(zone) for n, c in odd_dates.items()}, {n: c.reader() for n, c in odd_numbers.items()}


def _order(text: str | None) -> DateOrder | None:
    if text is None:
        return None
    if text not in DateOrder.__members__:
        raise Invalid(
            "mapping.date_order", f'"{text}" is no order of a date', f"use one of {', '.join(DateOrder)}"
        )
    return DateOrder(text)


def _shows(sniffed: Sniffed, name: str, plain: Callable[[str], bool]) -> bool:
    """Whether the sample holds a cell of that column in another form."""
    place = sniffed.header.index(name)
    return any(cells[place].strip() and not plain(cells[place].strip()) for cells in sniffed.sample)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).lstrip("-").isdigit()
