"""A mapping as frozen values: which columns of a file say what. `parse` reads it, `build` applies it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from accord.connectors.tabular import Look
from accord.connectors.tabular.dates import DateOrder
from accord.vocabulary.facts import FactKind, RecordKind
from accord.vocabulary.status import StatusType

FORMAT = 1


class Rows(StrEnum):
    """What one row of the file is."""

    person = "person"
    company = "company"
    deal = "deal"
    touch = "touch"
    revenue = "revenue"
    spend = "spend"


RECORD_ROWS: Mapping[Rows, RecordKind] = {
    Rows.person: RecordKind.person,
    Rows.company: RecordKind.company,
    Rows.deal: RecordKind.deal,
}
FIELDS = ("email", "name", "company", "domain", "phone", "country")


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value comes from: columns joined by a blank, put through a table, or a constant."""

    columns: tuple[str, ...] = ()
    constant: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    empty: str = ""  # what an empty cell says


@dataclass(frozen=True, slots=True)
class RefShape:
    """The name of a record: its kind, the columns of its id, its source (empty: the import's own)."""

    kind: RecordKind
    id: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class RecordShape:
    """A record that each row speaks of."""

    ref: RefShape
    fields: Mapping[str, Cell] = field(default_factory=dict)
    same_as: tuple[RefShape, ...] = ()
    belongs_to: RefShape | None = None
    people: tuple[RefShape, ...] = ()
    merged: tuple[RefShape, ...] = ()  # ids that the system merged into this record
    deleted: Cell | None = None  # says yes where the system has deleted it
    words: Mapping[str, Cell] = field(default_factory=dict)  # free words that are counted as topics, by sort


@dataclass(frozen=True, slots=True)
class FactShape:
    """A fact that each row tells. `once`: it can happen only once to the record it is about."""

    kind: FactKind
    at: str
    about: RefShape | None = None
    dimensions: Mapping[str, Cell] = field(default_factory=dict)  # channel, campaign, asset, actor, value
    amount: Cell | None = None
    currency: Cell | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    optional: bool = False
    once: bool = False


@dataclass(frozen=True, slots=True)
class AttributesShape:
    """Columns that describe a record, each a dated fact `name=value`; no fact where the date is empty."""

    at: str
    columns: Mapping[str, str]  # attribute name to column
    about: RefShape | None = None


@dataclass(frozen=True, slots=True)
class StatusShape:
    """A status column, and which of the four types each foreign status is."""

    column: str
    at: str
    table: Mapping[str, StatusType]  # by casefolded status
    means: Mapping[StatusType, FactKind] = field(default_factory=dict)
    about: RefShape | None = None


@dataclass(frozen=True, slots=True)
class FileMapping:
    """One mapping, whole."""

    rows: Rows
    id: tuple[str, ...] = ()
    about: str = ""
    look: Look = field(default_factory=Look)
    zone: str = ""
    dates: Mapping[str, DateOrder] = field(default_factory=dict)  # "": of every column not named
    decimals: Mapping[str, str] = field(default_factory=dict)
    modified: str = ""
    record: RecordShape | None = None
    also: tuple[RecordShape, ...] = ()
    facts: tuple[FactShape, ...] = ()
    attributes: tuple[AttributesShape, ...] = ()
    statuses: StatusShape | None = None
