"""A number as every surface shows it: the value, its words, its clause, its rows, and how sure it is.

Frozen and without Django: the page, the API, the command line and a notebook get the same object.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from accord.vocabulary.said import joined, said

Value = int | float | Decimal | str | None


@dataclass(frozen=True, slots=True)
class Window:
    """A span of whole days in the reporting zone: from `start` up to, and not including, `end`."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.end - self.start).days


@dataclass(frozen=True, slots=True)
class Used:
    """A signed version that judged leads: how many, and how many of them began before any was signed."""

    hash: str
    title: str
    since: str  # ISO, UTC
    leads: int
    before: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Under which agreement numbers are read. `signed` False is shown as "draft, unsigned".

    `versions` are those that judged the leads of the window, in the order in which they came into force;
    `hash` is the one whose words (targets, rates) the numbers are reckoned with.
    """

    hash: str
    signed: bool
    title: str = ""
    versions: tuple[Used, ...] = ()

    @property
    def sentence(self) -> str:
        """What every number says of its agreement: empty when it is signed and in force."""
        if not self.hash:
            return "no agreement yet"
        return "" if self.signed else "draft, unsigned"

    @property
    def history(self) -> str:
        """Which versions judged the leads, and how many leads are from before the agreement; else empty."""
        before = sum(used.before for used in self.versions)
        parts = [
            said("%(title)s judged %(n)s", title=used.title, n=f"{used.leads:,}")
            for used in self.versions
            if len(self.versions) > 1
        ]
        if before:
            early = "%(n)s began before the agreement and are read under its first version"
            parts.append(said(early, n=f"{before:,}"))
        return joined(*parts)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows behind a number: how many, and how to fetch them (`dashboard.rows_behind`)."""

    name: str  # a rows query: `accord sql NAME`
    count: int
    where: tuple[tuple[str, str], ...] = ()  # the query's bound parameters, as text


@dataclass(frozen=True, slots=True)
class Interval:
    """The 95 % interval of a share or a mean, in the number's own unit."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Part:
    """What a share is a share of: `hits` of `cases`, and in words what the cases are."""

    hits: int
    cases: int
    what: str  # matured leads


@dataclass(frozen=True, slots=True)
class Number:
    """One figure, with all that a reader may ask of it.

    Shares are 0-1 and money is a `Decimal` in major units of `unit` (an ISO 4217 code). `value` is
    None where there is nothing to say; `enough` False means it must not be judged by, and `note` says why.
    """

    name: str  # stable within its board: `leads`, `won_share`
    label: str
    value: Value
    unit: str  # leads, deals, people, share, days, hours, rows, or an ISO currency
    formula: str  # in words
    sql: str  # `accord sql NAME`
    clause: str = ""  # the path of the clause it answers to
    rows: Rows | None = None
    as_of: datetime | None = None
    reading: Reading = Reading("", False)
    enough: bool = True
    note: str = ""
    interval: Interval | None = None
    target: Value = None
    beside: "tuple[Number, ...]" = ()  # shown beside, never added: recycled leads, other currencies
    part: Part | None = None  # a share's numerator and denominator

    @property
    def draft(self) -> bool:
        """Whether it must carry the words "draft, unsigned"."""
        return not self.reading.signed


def as_json(value: Any) -> Any:
    """Any frozen value of this room as plain JSON: dates as ISO text, money as text, spans in seconds."""
    if is_dataclass(value) and not isinstance(value, type):
        plain = {f.name: as_json(getattr(value, f.name)) for f in fields(value)}
        if isinstance(value, Number):
            plain["draft"] = value.draft
            plain["says"] = value.reading.sentence
            plain["history"] = value.reading.history
        return plain
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {str(k): as_json(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_json(v) for v in value]
    return value
