"""One row as a reader sees it: cells by our own keys, and what the file as a whole decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from accord.connectors.objects.beside import Beside
from accord.connectors.objects.moments import Moments
from accord.connectors.objects.statuses import Statuses
from accord.connectors.tabular.numbers import LARGEST, NumberReader
from accord.connectors.tabular.visible import visible
from accord.vocabulary.facts import (
    ConsentDraft,
    FactDraft,
    Reason,
    RecordDraft,
    RecordKind,
    Ref,
    RowRead,
    RowSkipped,
)
from accord.vocabulary.money import Money
from accord.vocabulary.roster import MemberDraft

UNKNOWN_CURRENCY = "XXX"
OF_NO_ONE = "says of no "  # how a row is skipped that does not say whom it was with
_NOTHING = frozenset({"", "(No value)", "\\N", "null", "NULL"})
_PLAIN = NumberReader(".")
_YES = frozenset({"true", "t", "1", "yes", "y"})


class Said(NamedTuple):
    """What one row says: records, facts, people of our own and refusals, or why it is no data of ours."""

    records: tuple[RecordDraft, ...] = ()
    facts: tuple[FactDraft, ...] = ()
    skipped: str = ""
    members: tuple[MemberDraft, ...] = ()
    consents: tuple[ConsentDraft, ...] = ()

    def at(self, line: int) -> RowSkipped | RowRead:
        """The same as the row of a file or a page."""
        if self.skipped:
            return RowSkipped(line, self.skipped)
        return RowRead(line, self.records, self.facts, consents=self.consents, members=self.members)


class Bad(Exception):
    """A row that cannot be read: which cell, and why. Caught by the reading loop, never seen outside."""

    def __init__(self, column: str, value: str, reason: Reason) -> None:
        super().__init__(column, value, reason)
        self.column = column
        self.value = value
        self.reason = reason


class Cells:
    """The cells of one row by key. A key that the file lacks reads as empty, like an empty cell."""

    __slots__ = ("_places", "header", "row")

    def __init__(self, places: Mapping[str, tuple[int, ...]], header: tuple[str, ...]) -> None:
        self._places = places
        self.header = header
        self.row: list[str] = []

    def __call__(self, key: str) -> str:
        """The text, trimmed; the first that is not empty where several columns carry the key."""
        for place in self._places.get(key, ()):
            text = self.row[place].strip()
            if not text.isascii():
                text = visible(text)
            if text not in _NOTHING:
                return text
        return ""

    def yes(self, key: str) -> bool:
        """True for TRUE, true, t, 1, yes."""
        return self(key).casefold() in _YES

    def has(self, key: str) -> bool:
        """Whether the file has such a column at all."""
        return key in self._places

    def name(self, key: str) -> str:
        """The header's own name of the column, for a refusal."""
        places = self._places.get(key)
        return self.header[places[0]] if places else key

    def need(self, key: str) -> str:
        """The text of an id without which the row says nothing;
        refuses the row when it is empty or too long.
        """
        text = self(key)
        if not text:
            raise Bad(self.name(key), "", Reason.missing_id)
        if len(text) > 200:
            raise Bad(self.name(key), text, Reason.bad_id)
        return text

    def kept(self) -> dict[str, str]:
        """The row as it stood, by the file's own names; empty cells are left out,
        the first of a repeated name stays.
        """
        kept: dict[str, str] = {}
        for name, text in zip(self.header, self.row, strict=False):
            if text and name:
                kept.setdefault(name, text)
        return kept


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for the whole file: the source, zone and formats of its dates, status tables, neighbours."""

    source: str
    moments: Moments
    statuses: Mapping[str, Statuses]
    beside: Beside
    mapping: Mapping[str, Any] = field(default_factory=dict)
    numbers: Mapping[str, NumberReader] = field(default_factory=dict)
    met: dict[int, int] = field(default_factory=dict)  # rows of this file by name, and what each said

    def meets(self, name: str, said: object) -> str:
        """Whether a row of this name stood earlier in the file: new, same, or other."""
        stood = self.met.get(hash(name))
        self.met.setdefault(hash(name), hash(said))
        return "new" if stood is None else "same" if stood == hash(said) else "other"

    def ref(self, kind: RecordKind, external_id: str) -> Ref:
        """The name of a record of this source."""
        return Ref(self.source, kind, external_id)

    def moment(self, cells: Cells, *keys: str) -> datetime | None:
        """The first instant that one of these columns holds, in UTC; None when all are empty."""
        for key in keys:
            text = cells(key)
            if text:
                return self._read(cells, key, text)
        return None

    def need_moment(self, cells: Cells, *keys: str) -> datetime:
        """The same where the row says nothing without an instant: refuses the row."""
        found = self.moment(cells, *keys)
        if found is None:
            raise Bad(cells.name(keys[0]), "", Reason.missing_date)
        return found

    def _read(self, cells: Cells, key: str, text: str) -> datetime:
        found = self.moments.read(cells.name(key), text)
        if isinstance(found, Reason):
            raise Bad(cells.name(key), text, found)
        return found

    def amount(self, cells: Cells, key: str, currency: str) -> int | None:
        """An amount in minor units; None for an empty cell. Refuses the row for what is no amount,
        or too large.
        """
        text = cells(key)
        if not text:
            return None
        name = cells.name(key)
        number = self.numbers.get(name, _PLAIN)(text)
        if isinstance(number, Reason):
            raise Bad(name, text, number)
        minor = Money.of(number, currency).minor if abs(number) <= LARGEST else LARGEST + 1
        if abs(minor) > LARGEST:
            raise Bad(name, text, Reason.number_out_of_range)
        return minor

    @property
    def currency(self) -> str:
        """The currency of amounts that name none: from the mapping, else XXX (ISO 4217:
        no currency known).
        """
        return str(self.mapping.get("currency") or UNKNOWN_CURRENCY).upper()[:3]

    def currency_of(self, cells: Cells, key: str = "currency") -> str:
        """The currency that the row names, else the file's. Refuses the row for a word that is none."""
        text = cells(key).upper()
        if text and not (len(text) == 3 and text.isascii() and text.isalpha()):
            raise Bad(cells.name(key), text, Reason.bad_currency)
        return text or self.currency
