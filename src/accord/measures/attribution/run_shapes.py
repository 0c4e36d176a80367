"""A credit run as it is kept: what was credited, of which touches, under what; and what changed since another."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """What a run was reckoned under: two runs with the same settings follow each other."""

    model: str  # with its weights, as it is shown
    touches: str  # which touches stand on a path, as the clause says it
    look_back: int | None  # days
    start: date | None  # of the window; None: all time
    end: date | None
    zone: str
    currency: str  # of all amounts, which are in whole minor units of it


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTouch:
    """One touch of a won deal's path: its fact in the ledger, what it was, and its minor units."""

    seq: int
    channel: str
    campaign: str
    asset: str
    team: str
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDeal:
    """One deal won: what it is worth and the touches that share it, in their order; the rest is nobody's."""

    deal: int
    minor: int
    touches: tuple[RunTouch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One row of a run's table; the empty name is nobody's."""

    name: str
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote:
    """One row of the credit book: minor units given to a channel for a deal, or taken back, on the day it happened."""

    deal: int
    channel: str
    minor: int
    day: date
    why: str  # won, reopened or lost, reduced, raised, later touches


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditRun:
    """All that a run says. `notes` are what it adds to the book: over all runs they sum to its table, to the cent."""

    settings: RunSettings
    agreement: str  # hash
    seq: int  # the ledger up to which facts were read
    mirror: int  # version
    as_of: datetime | None
    deals: tuple[RunDeal, ...]
    table: tuple[RunRow, ...]  # by channel, and nobody's
    before: int = 0  # the run whose book it goes on with; 0: it begins one
    notes: tuple[CreditNote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One reason why credit lies elsewhere than before: a deal, what became of it, and how much it moved."""

    deal: int
    why: str
    worth: int  # minor units more, or fewer, than before
    moved: int  # minor units that lie elsewhere, whatever the sum
    came: tuple[int, ...]  # touches that stand on its path now and did not
    went: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChange:
    """What changed between two runs: by channel, and by deal with the largest first."""

    before: int
    after: int
    channels: tuple[RunRow, ...]  # how much more each has
    reasons: tuple[Moved, ...]
    settings: tuple[str, ...]  # which settings differ
    says: str


def by_channel(deal: RunDeal | None) -> dict[str, int]:
    """A deal's minor units by channel; what is nobody's under the empty name. Nothing of no deal."""
    found: dict[str, int] = {}
    for touch in deal.touches if deal else ():
        found[touch.channel] = found.get(touch.channel, 0) + touch.minor
    left = (deal.minor if deal else 0) - sum(found.values())
    return {name: minor for name, minor in (*found.items(), ("", left)) if minor}


def won_of(run: CreditRun) -> int:
    """All that a run says was won, in minor units."""
    return sum(row.minor for row in run.table)
