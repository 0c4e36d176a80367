"""The bridge from marketing's count to sales' count, as a frozen value."""

from dataclasses import dataclass
from datetime import datetime

from accord.measures.number import Reading, Rows


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `sign` is 0 for the two ends, -1 for what falls away, +1 for what is added."""

    id: str  # marketing, sales, or the step's name: `never_synced`
    label: str
    sign: int
    count: int  # >= 0
    says: str  # what it means, and what to do about it
    rows: Rows


@dataclass(frozen=True, slots=True)
class Bridge:
    """From marketing's number to sales'. The steps add up exactly: first + sum(sign * count) = last."""

    marketing_sources: tuple[str, ...]
    sales_sources: tuple[str, ...]
    steps: tuple[Step, ...]
    both: int  # people both teams count
    as_of: datetime | None
    reading: Reading
    enough: bool  # False until both teams' exports are in
    note: str = ""

    @property
    def marketing(self) -> int:
        """Marketing's count."""
        return self.steps[0].count

    @property
    def sales(self) -> int:
        """Sales' count."""
        return self.steps[-1].count
