"""The weekly pack as one frozen value of plain parts: it can be sealed as JSON and read back the same for ever.

Of people it holds keys alone; names are looked up when it is read, by whoever may see them.
"""

import json
import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accord.measures.number import Interval, Number, Part
from accord.vocabulary.plain import plain

Raw = str | int | float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it stood. Money is text in `raw`, so that no cent is lost."""

    name: str
    label: str
    raw: Raw
    unit: str
    formula: str
    clause: str
    note: str
    enough: bool
    goal: Raw
    part: Part | None
    interval: Interval | None

    @property
    def value(self) -> Any:
        """The value in its own type."""
        return _typed(self.raw, self.unit)

    @property
    def target(self) -> Any:
        """What is agreed, in its own type; None where nothing is."""
        return _typed(self.goal, self.unit)


def figure_of(number: Number) -> Figure:
    """A number of the board, to be sealed."""
    return Figure(
        number.name, str(number.label), _raw(number.value), number.unit, str(number.formula), number.clause,
        str(number.note), number.enough, _raw(number.target), number.part, number.interval,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaceLine:
    """One agreed sum of the cycle: what is there, and what would be after so many working days at an even pace."""

    figure: Figure
    expected: float | None
    ahead: bool | None  # None where nothing can be said


@dataclass(frozen=True, slots=True)
class PaceWeek:
    """New qualified leads of one week."""

    start: date
    leads: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Page one. Working days are those of the agreement's first calendar."""

    cycle: str
    elapsed: int
    working_days: int
    lines: tuple[PaceLine, ...]
    levels: tuple[Figure, ...]  # agreed levels, not sums: they have no pace
    weeks: tuple[PaceWeek, ...]
    agreed_pace: str


@dataclass(frozen=True, slots=True)
class PackPart:
    """One part of a promise."""

    label: str
    promised: str
    figure: Figure | None
    kept: str
    says: str


@dataclass(frozen=True, slots=True)
class PackConsequence:
    """What follows, and whether it does."""

    path: str
    when: str
    then: str
    state: str
    says: str


@dataclass(frozen=True, slots=True)
class PackPromise:
    """One promise."""

    clause: str
    label: str
    parts: tuple[PackPart, ...]
    consequences: tuple[PackConsequence, ...]


@dataclass(frozen=True, slots=True)
class PackColumn:
    """One team's promises."""

    team: str
    promises: tuple[PackPromise, ...]


@dataclass(frozen=True, slots=True)
class NeedsDecision:
    """One lead that needs a decision, and why. `contact` is who it was when the pack was made."""

    contact: int
    why: str  # overdue, contradiction, waiting
    detail: str
    since: datetime
    owner: str


@dataclass(frozen=True, slots=True)
class PackSource:
    """Quality of one source."""

    source: str
    leads: Figure
    accepted: Figure
    won: Figure


@dataclass(frozen=True, slots=True)
class Heard:
    """A reason that sales gave, and of how many people, in packs closed before topics were held against their past."""

    what: str  # returned, recycled, disqualified
    reason: str
    people: int


@dataclass(frozen=True, slots=True)
class PackTopic:
    """A topic of the last whole week: of how many people it was said, and in the weeks before it, the oldest first."""

    sort: str  # returned, question, ...
    topic: str
    people: int
    before: tuple[int, ...]
    spike: bool
    says: str


@dataclass(frozen=True, slots=True)
class PackHears:
    """What sales heard in the last whole week: spikes first, then the most frequent."""

    start: date
    end: date  # the day after its last
    outcomes: int
    says: str
    promise: str
    topics: tuple[PackTopic, ...]
    topics_all: int


@dataclass(frozen=True, slots=True)
class PackCredit:
    """What the credit run that was kept last in the week changed since the one before it."""

    run: int
    before: int
    made_at: datetime
    says: str


@dataclass(frozen=True, slots=True)
class DueDay:
    """One of the next days: first attempts and acceptances that are due."""

    day: date
    handoffs: int


@dataclass(frozen=True, slots=True)
class DueLead:
    """One of them: whose, until when."""

    contact: int
    owner: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class MeetingHeld:
    """A meeting of the rhythm, held of due."""

    name: str
    held: int
    due: int


@dataclass(frozen=True, slots=True)
class Pack:
    """Five pages and the decisions. `needing` and `due` hold everybody's rows until they are filtered by sight."""

    week: str
    start: date
    end: date  # the day after its last
    zone: str
    title: str
    agreement_hash: str
    signed: bool
    as_of: datetime | None
    made_at: datetime
    pace: Pace | None
    columns: tuple[PackColumn, ...]
    rhythm: tuple[MeetingHeld, ...]
    needing: tuple[NeedsDecision, ...]
    needing_all: int
    sources: tuple[PackSource, ...]
    heard: tuple[Heard, ...]
    days: tuple[DueDay, ...]
    due: tuple[DueLead, ...]
    decisions: tuple[str, ...]  # their keys
    questions: tuple[int, ...] = ()  # hand-offs at whose outcome a customer asked something, the newest first
    hears: PackHears | None = None  # None in packs closed before topics were held against their past
    credit: PackCredit | None = None  # None where no run of the week goes on with another


def as_text(pack: Pack) -> str:
    """The pack as canonical JSON: what is sealed, and what its digest is of."""
    kept = {field.name: plain_kept(getattr(pack, field.name)) for field in fields(pack)}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_text(text: str) -> Pack:
    """The pack that a sealed text says."""
    made: Pack = _made(Pack, json.loads(text))
    return made


def plain_kept(value: Any) -> Any:
    """Plain JSON of fields alone: what a value says of itself is reckoned again when it is read."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain_kept(getattr(value, field.name)) for field in fields(value)}
    return [plain_kept(each) for each in value] if isinstance(value, tuple) else plain(value)


def _made(kind: Any, value: Any) -> Any:
    """A value of a kind from its JSON; a field that a newer release added has its default."""
    if value is None:
        return None
    if isinstance(kind, types.UnionType):
        kinds = [each for each in typing.get_args(kind) if each is not type(None)]
        return _made(kinds[0], value) if len(kinds) == 1 else value
    if typing.get_origin(kind) is tuple:
        return tuple(_made(typing.get_args(kind)[0], each) for each in value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        return kind(**{f.name: _made(hints[f.name], value[f.name]) for f in fields(kind) if f.name in value})
    return value


def _raw(value: Any) -> Raw:
    return str(value) if isinstance(value, Decimal) else value


def _typed(raw: Raw, unit: str) -> Any:
    money = len(unit) == 3 and unit.isupper()
    return Decimal(raw) if money and isinstance(raw, str) else raw
