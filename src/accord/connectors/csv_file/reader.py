"""Reads a file by its mapping: first a look at whole columns, then row after row."""

from collections.abc import Iterator

from accord.connectors.csv_file.build import Builder
from accord.connectors.csv_file.cells import Unreadable
from accord.connectors.csv_file.columns import amount_columns, date_columns, used_columns
from accord.connectors.csv_file.parse import parse_mapping, zone_of
from accord.connectors.csv_file.seen import Seen
from accord.connectors.csv_file.shape import FileMapping
from accord.connectors.csv_file.statuses import StatusColumn
from accord.connectors.protocol import Reading, Row, Sniffed
from accord.connectors.tabular import Look, read_rows, sniff
from accord.connectors.tabular.columns import need_columns
from accord.connectors.tabular.dates import DateColumn
from accord.connectors.tabular.numbers import NumberColumn
from accord.connectors.tabular.split import refuse
from accord.connectors.tabular.survey import Witness, survey
from accord.vocabulary.facts import Reason, Refused, RowSkipped

BAD = (Refused, RowSkipped)


def read_by_mapping(sniffed: Sniffed, reading: Reading) -> Iterator[Row]:
    """Every row after `after_line`. Raises `Invalid` here if the file cannot be read."""
    mapping = parse_mapping(reading.mapping)
    zone = zone_of(mapping, reading.zone)
    if mapping.look != Look():
        sniffed = sniff(sniffed.path, mapping.look)
    need_columns(sniffed.header, used_columns(mapping))
    dates = {
        column: DateColumn(column, mapping.dates.get(column, mapping.dates.get("")))
        for column in date_columns(mapping)
    }
    numbers = {
        column: NumberColumn(column, mapping.decimals.get(column, mapping.decimals.get("", "")))
        for column in amount_columns(mapping)
    }
    witnesses: dict[str, list[Witness]] = {}
    for column, some in dates.items():
        witnesses.setdefault(column, []).append(some)
    for column, others in numbers.items():
        witnesses.setdefault(column, []).append(others)
    if mapping.statuses:
        witnesses.setdefault(mapping.statuses.column, []).append(StatusColumn(mapping.statuses))
    survey(sniffed, witnesses, mapping.look)
    builder = Builder(mapping, sniffed.header, reading.source, zone, dates, numbers)
    return _rows(sniffed, mapping, builder, reading.after_line)


def _rows(sniffed: Sniffed, mapping: FileMapping, builder: Builder, after_line: int) -> Iterator[Row]:
    seen = Seen()
    for piece in read_rows(sniffed, mapping.look):
        if isinstance(piece, BAD):
            if piece.line > after_line:
                yield piece
            continue
        line, cells = piece
        try:
            identifier = builder.identify(cells)
            known = seen.meet(identifier, tuple(cells)) if identifier else "new"
            if line <= after_line:
                continue
            if known == "same":
                yield RowSkipped(line, "the same row stands earlier in the file")
            elif known == "other" and not mapping.modified:
                yield refuse(line, mapping.id[0], identifier, Reason.duplicate_in_file)
            else:
                yield builder.read(line, cells)
        except Unreadable as fault:
            if line > after_line:
                yield refuse(line, fault.column, fault.value, fault.reason)
