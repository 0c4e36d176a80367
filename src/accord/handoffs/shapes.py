"""Hand-offs as frozen values."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from accord.vocabulary.handoffs import BECAME, OPEN, UNCOUNTED, Became, HandoffState


class Line(NamedTuple):
    """One contribution to a frozen score, in milli-points; a cap's line is negative.

    Of the axis `account`: one of those by whom the account qualified, as identity key, and their engagement then.
    """

    axis: str  # fit, engagement, account
    text: str
    milli_points: int
    cap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is offered to whom, and by which step of the route."""

    kind: str
    subject: int
    account: int
    agreement_hash: str
    lead_at: datetime
    qualified_at: datetime
    touched_at: datetime
    owner: str
    step: str
    why: str
    hot: bool = False
    by_event: bool = False
    klass: str = ""
    fit: int = 0
    engagement: int = 0
    lines: tuple[Line, ...] = ()
    accept_by: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnView:
    """Whose it was from when, by which step, and why."""

    turn: int
    owner: str
    since: datetime
    step: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffView:
    """One hand-off as every surface shows it. Points are milli-points."""

    key: int
    kind: str
    subject: int
    account: int
    agreement_hash: str
    state: HandoffState
    owner: str
    version: int
    hot: bool
    klass: str
    fit: int
    engagement: int
    lines: tuple[Line, ...]
    lead_at: datetime
    qualified_at: datetime
    touched_at: datetime
    offered_at: datetime
    accepted_at: datetime | None
    responded_at: datetime | None
    worked_at: datetime | None
    closed_at: datetime | None
    accept_by: datetime | None
    due_at: datetime | None
    back_at: datetime | None
    moved_by: str
    reason: str
    contradicts: str
    joined: int
    aside_until: datetime | None = None
    turns: tuple[TurnView, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it still waits for an outcome."""
        return self.state in OPEN

    @property
    def became(self) -> Became | None:
        """What became of the lead; None for one that counts as no new lead."""
        return None if self.state in UNCOUNTED else BECAME[self.state]
