"""Which columns a mapping uses."""

from collections.abc import Iterator

from accord.connectors.csv_file.shape import Cell, FileMapping, RecordShape, RefShape


def used_columns(mapping: FileMapping) -> Iterator[str]:
    """Every column that the mapping names, some more than once."""
    yield from mapping.id
    yield from filter(None, (mapping.modified, *mapping.dates, *mapping.decimals))
    for record in (mapping.record, *mapping.also):
        if record:
            yield from _of_record(record)
    for fact in mapping.facts:
        yield fact.at
        yield from fact.where
        yield from _of_ref(fact.about)
        for cell in (*fact.dimensions.values(), fact.amount, fact.currency):
            yield from cell.columns if cell else ()
    for attributes in mapping.attributes:
        yield attributes.at
        yield from attributes.columns.values()
        yield from _of_ref(attributes.about)
    if mapping.statuses:
        yield from (mapping.statuses.column, mapping.statuses.at)
        yield from _of_ref(mapping.statuses.about)


def date_columns(mapping: FileMapping) -> Iterator[str]:
    """Every column that holds dates."""
    if mapping.modified:
        yield mapping.modified
    yield from (fact.at for fact in mapping.facts)
    yield from (attributes.at for attributes in mapping.attributes)
    if mapping.statuses:
        yield mapping.statuses.at


def amount_columns(mapping: FileMapping) -> Iterator[str]:
    """Every column that holds amounts."""
    for fact in mapping.facts:
        yield from fact.amount.columns if fact.amount else ()


def _of_record(record: RecordShape) -> Iterator[str]:
    cells: tuple[Cell, ...] = (*record.fields.values(), *record.words.values())
    for cell in cells:
        yield from cell.columns
    yield from record.deleted.columns if record.deleted else ()
    for ref in (record.ref, *record.same_as, record.belongs_to, *record.people, *record.merged):
        yield from _of_ref(ref)


def _of_ref(ref: RefShape | None) -> Iterator[str]:
    yield from ref.id if ref else ()
