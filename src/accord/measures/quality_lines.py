"""The shapes of lead quality, frozen: one table by source, campaign or class."""

from dataclasses import dataclass
from datetime import datetime

from accord.measures.number import Number, Reading, Window

DIMENSIONS = ("source", "campaign", "class")
CLAUSE = "count.conversion"


@dataclass(frozen=True, slots=True)
class Judged:
    """A number with what may be said of it beside the rest: more, less, within noise, too few; empty on its own."""

    number: Number
    says: str = ""


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One cell: volume x acceptance x win x revenue x speed. `cell` is its key, `label` what is shown."""

    cell: str
    label: str
    leads: Number
    accepted: Judged
    won: Judged
    revenue: Number
    per_lead: Judged
    waited: Judged

    def judged(self) -> tuple[Judged, ...]:
        """What is held against the rest, in the order of the columns."""
        return (self.accepted, self.won, self.per_lead, self.waited)

    def numbers(self) -> tuple[Number, ...]:
        """Every number of the row, with those beside it."""
        found = (self.leads, self.revenue, *(each.number for each in self.judged()))
        return (*found, *(other for number in found for other in number.beside))


@dataclass(frozen=True, slots=True)
class LeadQuality:
    """Lead quality over a window by one dimension. Joint: the same for every role, never by person."""

    by: str
    window: Window
    zone: str
    reading: Reading
    as_of: datetime | None
    made_at: datetime
    rows: tuple[QualityRow, ...]  # the largest first
    whole: QualityRow | None  # all together; None without leads
    says: str  # whether any difference is more than noise, in one sentence
    clock: str  # which hours the waiting is counted in

    def numbers(self) -> tuple[Number, ...]:
        """Every number of the table, for search by name."""
        rows = (*self.rows, *((self.whole,) if self.whole else ()))
        return tuple(number for row in rows for number in row.numbers())
