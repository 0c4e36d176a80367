"""The shapes of speed to lead, frozen."""

from dataclasses import dataclass
from datetime import datetime

from accord.measures.number import Number, Reading, Window


@dataclass(frozen=True, slots=True)
class Waited:
    """Of one class, or of all: how long leads waited. `curve` is the share still waiting after so many hours."""

    cell: str
    label: str
    leads: Number
    median: Number
    in_an_hour: Number
    curve: tuple[tuple[float, float], ...]  # (hours, share)

    def numbers(self) -> tuple[Number, ...]:
        """Every number of the row."""
        return (self.leads, self.median, self.in_an_hour)


@dataclass(frozen=True, slots=True)
class SpeedToLead:
    """How long leads wait for a first response, and what it costs. Joint: the same for every role, never by person."""

    window: Window
    zone: str
    reading: Reading
    as_of: datetime | None
    made_at: datetime
    classes: tuple[Waited, ...]  # in the agreement's order
    whole: Waited | None  # None without leads
    differ: str  # whether the classes' waiting differs by more than chance
    cost: Number  # win chance lost by each hour
    worth: Number  # the same in money, at the median amount won
    caveat: str
    clock: str

    def numbers(self) -> tuple[Number, ...]:
        """Every number, for search by name."""
        rows = (*self.classes, *((self.whole,) if self.whole else ()))
        return (*(n for row in rows for n in row.numbers()), self.cost, self.worth)
