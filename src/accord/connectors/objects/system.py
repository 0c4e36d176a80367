"""A connector made of declared objects: recognises a header, checks statuses, reads row by row."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from accord.connectors.objects.beside import Beside
from accord.connectors.objects.declared import Object, find_columns
from accord.connectors.objects.files import header_and_rows, rows_of, survey_columns
from accord.connectors.objects.moments import Moments
from accord.connectors.objects.recognise import recognise
from accord.connectors.objects.row import Bad, Cells, Context
from accord.connectors.objects.statuses import Statuses, refuse_unknown
from accord.connectors.protocol import Reading, Recognised, Row, Sniffed
from accord.connectors.tabular.split import refuse
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Refused, RowSkipped

_AMOUNTS = ("amount", "cost")  # the keys of columns that hold money


@dataclass(frozen=True, slots=True)
class System:
    """One outside system: `prefix` is what a warehouse puts before each property,
    `statuses` its default tables.
    """

    name: str
    objects: tuple[Object, ...]
    prefix: str = ""
    statuses: Mapping[str, Statuses] = field(default_factory=dict)

    def recognise(self, sniffed: Sniffed) -> Recognised:
        """How sure it is that the file is its own, by header alone."""
        return recognise(self.objects, sniffed.header, self.prefix)

    def read(self, sniffed: Sniffed, reading: Reading) -> Iterator[Row]:
        """Every data row after `after_line`, in file order.

        Raises `Invalid` before the first row: no such object, dates that cannot be told apart, or statuses
        that no table knows, with their counts.
        """
        declared = self._object(sniffed, reading)
        if declared.read is None:
            return skip_rows(sniffed, reading, declared.becomes)
        places = find_columns(declared.columns, sniffed.header, self.prefix)
        context = self._context(sniffed, reading, declared, places)
        self._check_links(sniffed, declared, places, context)
        check_statuses(sniffed, declared, Cells(places, sniffed.header), context)
        return read_rows(sniffed, reading, declared, Cells(places, sniffed.header), context)

    def _object(self, sniffed: Sniffed, reading: Reading) -> Object:
        name = reading.object or self.recognise(sniffed).object
        for declared in self.objects:
            if declared.name == name:
                return declared
        known = ", ".join(o.name for o in self.objects)
        raise Invalid(
            f"{self.name}.object_unknown",
            f'"{sniffed.path.name}" looks like no object of {self.name}'
            if not name
            else f'{self.name} has no object "{name}"',
            f"name one of {known}; or import the file with a mapping",
        )

    def _check_links(
        self, sniffed: Sniffed, declared: Object, places: Mapping[str, tuple[int, ...]], context: Context
    ) -> None:
        """Raises `Invalid` for a file that alone says of no one: every row of it would be skipped."""
        keys, helpers = declared.links
        if helpers and not keys & places.keys() and not any(context.beside.has(name) for name in helpers):
            raise Invalid(
                f"{self.name}.links_missing",
                f'"{sniffed.path.name}" ({declared.name}) does not say of whom its rows are',
                f"put the table {' or '.join(helpers)} into the same folder, then import this file",
            )

    def _context(
        self, sniffed: Sniffed, reading: Reading, declared: Object, places: Mapping[str, tuple[int, ...]]
    ) -> Context:
        added: Mapping[str, Any] = reading.mapping.get("statuses") or {}
        dates = {sniffed.header[p] for key in declared.dates for p in places.get(key, ())}
        amounts = {sniffed.header[p] for key in _AMOUNTS for p in places.get(key, ())}
        others, numbers = survey_columns(sniffed, dates, amounts, reading)
        return Context(
            source=reading.source,
            moments=Moments(reading.zone, others),
            statuses={name: statuses.with_mapping(added) for name, statuses in self.statuses.items()},
            beside=Beside(sniffed.path, self.objects, self.prefix, header_and_rows),
            mapping=reading.mapping,
            numbers=numbers,
        )


def skip_rows(sniffed: Sniffed, reading: Reading, why: str) -> Iterator[Row]:
    """Every row of a file that gives none of its own, counted with the reason."""
    for piece in rows_of(sniffed, reading.after_line):
        yield piece if isinstance(piece, Refused | RowSkipped) else RowSkipped(piece[0], why)


def check_statuses(sniffed: Sniffed, declared: Object, cells: Cells, context: Context) -> None:
    """Raises `Invalid` with the count of each status that no table knows;
    reads the file once if it has any.
    """
    if declared.unknown is None:
        return
    counts: Counter[str] = Counter()
    for piece in rows_of(sniffed, 0):
        if not isinstance(piece, Refused | RowSkipped):
            cells.row = piece[1]
            unknown = declared.unknown(cells, context)
            if unknown:
                counts[unknown] += 1
    if counts:
        raise refuse_unknown(counts, declared.name)


def read_rows(
    sniffed: Sniffed, reading: Reading, declared: Object, cells: Cells, context: Context
) -> Iterator[Row]:
    """The rows as the object's reader understands them; a cell it cannot read costs that row."""
    read = declared.read
    assert read is not None
    try:
        for piece in rows_of(sniffed, reading.after_line):
            if isinstance(piece, Refused | RowSkipped):
                yield piece
                continue
            line, cells.row = piece
            try:
                said = read(cells, context)
            except Bad as bad:
                yield refuse(line, bad.column, bad.value, bad.reason)
                continue
            yield said.at(line)
    finally:
        context.beside.close()
