"""Who agreed, on what, until when: the clauses at the head of the document."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from accord.agreement.shape.keys import key, others
from accord.agreement.shape.table import Table
from accord.vocabulary.quantity import Day, Duration, Hours, Weekdays
from accord.vocabulary.words import Country, Currency, Ident, Reference, Zone


class OnExpiry(StrEnum):
    """What an agreement does after its last day; it never stops the clocks in silence."""

    continue_ = "continue"


class AppliesTo(StrEnum):
    """Which leads a new version judges."""

    new = "new"
    open = "open"


class Mode(StrEnum):
    """How hard a clause works."""

    observe = "observe"
    remind = "remind"
    enforce = "enforce"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The name, version, currency and time of the agreement."""

    id: Ident
    version: int
    replaces: int | None = None
    currency: Currency
    cycle: str = ""
    in_force: Day
    review_by: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """The role that signs for a side, its deputy, and the clauses it signs when not the whole."""

    role: Ident
    deputy: Ident | None = None
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """How the agreement may be changed between two cycles."""

    notice: Duration
    emergency: str = ""
    expires: Duration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedRate:
    """From this day one unit of the row's currency is worth so much of each currency named."""

    from_: Day = key("from")
    worth: Table[Decimal] = others()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """In which zone a day begins, in which currency sums are shown, at which dated rates."""

    zone: Zone
    currency: Currency | Reference
    rates: Table[tuple[DatedRate, ...]] = Table()


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One outside system: whose value wins, what is written where, how often it is read."""

    master_of: tuple[str, ...] = ()
    writes: Table[tuple[str, ...]] = Table()
    read_every: Duration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    """The systems by name, and what an act in each of them means here."""

    bridge: str = ""
    in_salesforce: Table[str] = Table()
    in_hubspot: Table[str] = Table()
    each: Table[System] = others()


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When one team works; promised working time runs only then."""

    zone: Zone
    hours: tuple[Hours, ...]
    days: Weekdays
    holidays: tuple[Country, ...] = ()
    absences: str = ""
