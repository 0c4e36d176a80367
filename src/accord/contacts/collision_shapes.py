"""Collisions in the shape that leaves this room: one joint count, rows with both sides."""

from dataclasses import dataclass
from datetime import datetime

from accord.agreement.contact import Why
from accord.vocabulary.facts import Team


@dataclass(frozen=True, slots=True)
class Side:
    """One touch or talk of a collision."""

    at: datetime
    team: Team
    kind: str
    campaign: str
    actor: str


@dataclass(frozen=True, slots=True)
class Collision:
    """One touch, the clause that speaks against it, and the other side: what it ran into, newest first.

    `holder` names whose conversation, deal or earlier touch it was.
    """

    contact_id: int
    account_id: int | None
    clause: str
    why: Why
    both_teams: bool
    touch: Side
    against: tuple[Side, ...]
    against_total: int
    holder: str


@dataclass(frozen=True, slots=True)
class ClauseCount:
    """How many touches a clause speaks against."""

    clause: str
    touches: int
    both_teams: int


@dataclass(frozen=True, slots=True)
class CollisionReport:
    """The joint figures of a stretch of time, and the rows that the viewer may see, newest first."""

    since: datetime
    until: datetime
    touches: int
    collided: int
    both_teams: int
    people: int
    clauses: tuple[ClauseCount, ...]
    rows: tuple[Collision, ...]
    rows_total: int
    rows_visible: int
    offset: int
    formula: str
    versions: tuple[str, ...]
    signed: bool
