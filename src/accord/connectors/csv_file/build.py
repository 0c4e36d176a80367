"""Applies a mapping to rows: a row's cells become records and facts with natural ids that never change.

Natural ids. A row that is itself a happening (touch, revenue, spend) is named by its id, or by the digest of
its content where it has none. A fact read from a record's row is named by the record, the kind and the
digest of what it says: a status or date that has changed is a new fact, an unchanged one is the same.
"""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from accord.connectors.csv_file.cells import Cells, Columns, Unreadable, clip, digest, find_domain
from accord.connectors.csv_file.shape import (
    AttributesShape,
    FactShape,
    FileMapping,
    RecordShape,
    Rows,
    StatusShape,
)
from accord.connectors.tabular.dates import DateColumn
from accord.connectors.tabular.numbers import NumberColumn, NumberReader
from accord.connectors.tabular.visible import visible
from accord.vocabulary.facts import FactDraft, FactKind, Reason, RecordDraft, RecordKind, Ref, RowRead
from accord.vocabulary.heard import words_said
from accord.vocabulary.status import StatusType

LENGTHS = {"channel": 80, "campaign": 200, "asset": 200, "actor": 80, "value": 200}
LONGEST = 254
MakeFacts = Callable[[Cells], list[FactDraft]]
MakeRecord = Callable[[Cells, "datetime | None"], RecordDraft | None]
# Any other word in the column `deleted` says yes: a date of deletion does, too.
NOT_DELETED = frozenset({"", "0", "false", "f", "no", "n", "none", "null"})
EVENTS = frozenset({Rows.touch, Rows.revenue, Rows.spend})


class Builder:
    """One mapping for one file, ready to apply; `dates` and `numbers` have seen the whole file."""

    def __init__(
        self,
        mapping: FileMapping,
        header: tuple[str, ...],
        source: str,
        zone: ZoneInfo,
        dates: dict[str, DateColumn],
        numbers: dict[str, NumberColumn],
    ) -> None:
        self._mapping, self._header, self._source = mapping, header, source
        self._columns = Columns(header)
        self._dates = {name: column.reader(zone) for name, column in dates.items()}
        self._numbers = {name: column.reader() for name, column in numbers.items()}
        self._id = self._columns.take_id(mapping.id)
        self._modified = self._instant(mapping.modified) if mapping.modified else None
        shapes = ([mapping.record] if mapping.record else []) + list(mapping.also)
        self._records = [self._record(shape) for shape in shapes]
        self._facts = [self._fact(shape, index) for index, shape in enumerate(mapping.facts)]
        self._facts += [self._attributes(shape) for shape in mapping.attributes]
        if mapping.statuses:
            self._facts.append(self._statuses(mapping.statuses))

    def identify(self, cells: Cells) -> str:
        """The row's own id; empty where the mapping names none. Raises `Unreadable`."""
        found = self._id(cells)
        if not found and self._mapping.id:
            column = next(name for name in self._mapping.id if not visible(cells[self._columns.place(name)]))
            raise Unreadable(column, "", Reason.missing_id)
        return found

    def read(self, line: int, cells: Cells) -> RowRead:
        """What the row says. Raises `Unreadable` with the first fault."""
        modified = self._modified(cells) if self._modified else None
        records = [record for make in self._records if (record := make(cells, modified))]
        if self._mapping.record and records and records[0].deleted:
            return RowRead(line, tuple(records), ())
        facts = [fact for make in self._facts for fact in make(cells)]
        return RowRead(line, tuple(records), tuple(facts))

    def _instant(self, column: str) -> Callable[[Cells], datetime | None]:
        return self._columns.take_instant(column, self._dates[column])

    def _record(self, shape: RecordShape) -> MakeRecord:
        columns, header = self._columns, self._header
        take_ref = columns.take_ref(shape.ref, self._source)
        links = [columns.take_ref(ref, self._source) for ref in shape.same_as]
        people = [columns.take_ref(ref, self._source) for ref in shape.people]
        company = columns.take_ref(shape.belongs_to, self._source) if shape.belongs_to else None
        merged = [(columns.take_id(ref.id), ref) for ref in shape.merged]
        deleted = columns.take(shape.deleted) if shape.deleted else None
        words = {sort: columns.take(cell) for sort, cell in shape.words.items()}
        fields = {
            name: columns.take_email(cell) if name == "email" else columns.take(cell)
            for name, cell in shape.fields.items()
        }

        def make(cells: Cells, modified: datetime | None) -> RecordDraft | None:
            ref = take_ref(cells)
            if ref is None:
                return None
            texts = {name: take(cells)[:LONGEST] for name, take in fields.items()}
            if "domain" in texts:
                texts["domain"] = find_domain(texts["domain"])
            return RecordDraft(
                ref,
                dict(zip(header, cells, strict=True)),
                modified,
                texts.get("email", ""),
                texts.get("name", ""),
                texts.get("company", ""),
                texts.get("domain", ""),
                texts.get("phone", ""),
                texts.get("country", ""),
                same_as=tuple(found for take in links if (found := take(cells))),
                belongs_to=company(cells) if company else None,
                people=tuple(found for take in people if (found := take(cells))),
                merged=tuple(
                    Ref(other.source or self._source, other.kind, one)
                    for take, other in merged
                    for one in dict.fromkeys(part.strip() for part in take(cells).split(";"))
                    if one and one != ref.external_id
                ),
                deleted=(
                    gone := deleted is not None and visible(deleted(cells)).casefold() not in NOT_DELETED
                ),
                words=() if gone else words_said(**{sort: take(cells) for sort, take in words.items()}),
            )

        return make

    def _fact(self, shape: FactShape, index: int) -> MakeFacts:
        columns = self._columns
        instant = self._instant(shape.at)
        about = columns.take_ref(shape.about, self._source) if shape.about else None
        about_column = shape.about.id[0] if shape.about else ""
        channel, campaign, asset, actor, value = (self._dimension(shape, name) for name in LENGTHS)
        amount = None
        if shape.amount:
            number = self._numbers[shape.amount.columns[0]] if shape.amount.columns else NumberReader(".")
            amount = columns.take_amount(shape.amount, shape.currency, number)
        where = [
            (columns.place(column), frozenset(word.casefold() for word in words))
            for column, words in shape.where.items()
        ]
        name = self._namer(shape, index)

        def make(cells: Cells) -> list[FactDraft]:
            if any(cells[place].strip().casefold() not in words for place, words in where):
                return []
            at = instant(cells)
            if at is None:
                if shape.optional:
                    return []
                raise Unreadable(shape.at, "", Reason.missing_date)
            ref = about(cells) if about else None
            if about and ref is None:
                raise Unreadable(about_column, "", Reason.unknown_reference)
            units, code = amount(cells) if amount else (None, "")
            said = (channel(cells), campaign(cells), asset(cells), actor(cells), value(cells))
            draft = FactDraft("", ref, shape.kind, at, *said, units, code)
            return [draft._replace(natural_id=name(cells, draft))]

        return make

    def _dimension(self, shape: FactShape, name: str) -> Callable[[Cells], str]:
        cell, length = shape.dimensions.get(name), LENGTHS[name]
        if cell is None:
            return lambda cells: ""
        take = self._columns.take(cell)
        return lambda cells: clip(take(cells), length)

    def _namer(self, shape: FactShape, index: int) -> Callable[[Cells, FactDraft], str]:
        rows, kind, identify = str(self._mapping.rows), shape.kind.name, self._id
        same_kind = sum(other.kind == shape.kind for other in self._mapping.facts[:index])
        suffix = f":{same_kind + 1}" if same_kind else ""
        if rows in EVENTS and self._mapping.id:
            return lambda cells, draft: f"{rows}:{identify(cells)}:{kind}{suffix}"
        if rows in EVENTS:
            return lambda cells, draft: f"{rows}::{kind}{suffix}:{digest(*cells)}"
        if shape.once:
            return lambda cells, draft: f"{rows}:{identify(cells)}:{kind}{suffix}"
        return lambda cells, draft: f"{rows}:{identify(cells)}:{kind}{suffix}:{_said(draft)}"

    def _attributes(self, shape: AttributesShape) -> MakeFacts:
        instant = self._instant(shape.at)
        about = self._columns.take_ref(shape.about, self._source) if shape.about else None
        places = [(name, self._columns.place(column)) for name, column in shape.columns.items()]

        def make(cells: Cells) -> list[FactDraft]:
            ref, at = about(cells) if about else None, instant(cells)
            if ref is None or at is None:
                return []
            return [
                _state(ref, FactKind.attribute, at, f"{name}={text}")
                for name, place in places
                if (text := cells[place].strip())
            ]

        return make

    def _statuses(self, shape: StatusShape) -> MakeFacts:
        instant, place = self._instant(shape.at), self._columns.place(shape.column)
        about = self._columns.take_ref(shape.about, self._source) if shape.about else None
        table, means = shape.table, shape.means

        def make(cells: Cells) -> list[FactDraft]:
            status, ref = cells[place].strip(), about(cells) if about else None
            if not status or ref is None:
                return []
            at = instant(cells)
            if at is None:
                raise Unreadable(shape.at, "", Reason.missing_date)
            found: StatusType | None = table.get(status.casefold())
            if found is None:
                raise Unreadable(shape.column, status, Reason.unknown_status)
            kind = FactKind.deal_stage if ref.kind is RecordKind.deal else FactKind.lead_status
            facts = [_state(ref, kind, at, status)]
            if found in means:
                facts.append(_state(ref, means[found], at, status))
            return facts

        return make


def _state(ref: Ref, kind: FactKind, at: datetime, value: str) -> FactDraft:
    """A fact about a record's state, named by what it says."""
    draft = FactDraft("", ref, kind, at, value=clip(value, LENGTHS["value"]))
    return draft._replace(natural_id=f"{ref.kind}:{ref.external_id}:{kind.name}:{_said(draft)}")


def _said(draft: FactDraft) -> str:
    return digest(draft.occurred_at.isoformat(), *draft[4:11])
