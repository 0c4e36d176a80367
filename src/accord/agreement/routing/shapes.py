"""What routing looks at and what it says: frozen values without a name or an address in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from accord.agreement.clocks import OpenHours, Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of our people as routing sees them.

    `ref` is the id by which the hand-off names them, `known_as` every id and digest by which facts do (`ref`
    need not stand in it). `capacity` is None where the agreement promises none; `hours` None where no calendar
    fits: then they count as at work. `rotates` is False for whom a rotation passes over (a team's lead).
    """

    ref: str
    team: str = ""
    active: bool = True
    key: int = 0  # of the roster's member; 0 for who has no seat
    known_as: frozenset[str] = frozenset()
    zone: str = ""
    calendar: str = ""
    hours: OpenHours | None = None
    absences: tuple[Span, ...] = ()
    open_leads: int = 0
    capacity: int | None = None
    last_assigned: datetime | None = None
    rotates: bool = True
    leads: frozenset[str] = frozenset()  # teams
    manages: bool = False  # a manager of sales
    ops: bool = False
    territories: frozenset[str] = frozenset()  # names and countries, as operations wrote them
    segments: frozenset[str] = frozenset()
    accounts: frozenset[int] = frozenset()  # named accounts

    def is_called(self, ref: str) -> bool:
        """Whether this id or digest is theirs."""
        return ref != "" and (ref == self.ref or ref in self.known_as)


@dataclass(frozen=True, slots=True)
class Ask:
    """A lead that needs an owner. People are ids as facts name them; empty: there is none.

    `excluded` gives a reason for each who must not get it again: who gave it back, who let it lie.
    """

    kind: str  # id of the hand-off
    team: str  # who takes over
    deal_owner: str = ""  # of the account's open deal
    account_owner: str = ""
    last_owner: str = ""  # who worked the lead before, within the days the agreement names
    backup: str = ""
    account: int = 0
    territory: str = ""
    country: str = ""
    segment: str = ""
    lead_class: str = ""
    hot: bool = False
    excluded: Mapping[str, str] = field(default_factory=dict)


class WhyNot(StrEnum):
    """Why a step, or a person of it, did not take the lead."""

    nobody = "nobody"  # the step names nobody here
    unknown = "unknown"  # it names somebody who is not among our people
    left = "left"
    excluded = "excluded"
    away = "away"
    full = "full"
    off_hours = "off hours"  # a hot lead went to a colleague who is at work now


@dataclass(frozen=True, slots=True)
class Tried:
    """One who did not get it, or a step that named nobody (`who` is empty)."""

    step: str
    who: str
    reason: WhyNot
    words: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Who gets it. `owner` is None only where none of the candidates is active.

    `fallback`: no ordinary step found anybody, so a lead of a team, operations or the last resort has it.
    `over_capacity` and `away` name what was put up with.
    """

    owner: str | None
    step: str
    why: str
    tried: tuple[Tried, ...]
    fallback: bool = False
    over_capacity: bool = False
    away: bool = False
