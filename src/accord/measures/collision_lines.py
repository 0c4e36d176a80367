"""The shapes of how often we collide, frozen: rates, weeks, clauses, sides, and what a collision costs."""

from dataclasses import dataclass
from datetime import date, datetime

from accord.measures.number import Number, Reading, Window


@dataclass(frozen=True, slots=True)
class Stretch:
    """One week or one cycle of the window; `young` where it is not over yet."""

    start: date
    label: str
    rate: Number
    young: bool


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One clause: touches of the window that it speaks against, in all and by the side that came second."""

    clause: str
    rate: Number
    marketing: Number
    sales: Number


@dataclass(frozen=True, slots=True)
class SideLine:
    """One side: of its touches, those that collided; it came second."""

    team: str
    rate: Number


@dataclass(frozen=True, slots=True)
class Cost:
    """What a collision costs a lead. None where there is too little to compare: `says` how much more is needed."""

    leads: Number
    chance: Number | None
    loss: Number | None
    landmark_days: int
    says: str = ""


@dataclass(frozen=True, slots=True)
class CollisionRate:
    """Collisions of a window. Joint: the same for every role, by clause and side, never by person."""

    window: Window
    zone: str
    reading: Reading
    as_of: datetime | None
    made_at: datetime
    rate: Number  # of touches
    people: Number  # of people reached
    both_teams: Number  # of touches
    weeks: tuple[Stretch, ...]
    cycles: tuple[Stretch, ...]  # of the agreement's length; none where it has no quarter, month or year
    clauses: tuple[ClauseLine, ...]
    sides: tuple[SideLine, ...]
    cost: Cost
    says: str = ""

    def numbers(self) -> tuple[Number, ...]:
        """Every number, for search by name and for the file."""
        clauses = (n for line in self.clauses for n in (line.rate, line.marketing, line.sales))
        stretches = (each.rate for each in (*self.weeks, *self.cycles))
        cost = (n for n in (self.cost.leads, self.cost.chance, self.cost.loss) if n is not None)
        sides = (line.rate for line in self.sides)
        return (self.rate, self.people, self.both_teams, *stretches, *clauses, *sides, *cost)
