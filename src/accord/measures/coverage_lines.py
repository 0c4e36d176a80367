"""The shapes of account coverage, frozen: of the target accounts both teams chose, which are reached, and by whom."""

from dataclasses import dataclass
from datetime import datetime

from accord.measures.number import Number, Reading, Window

STEPS = {
    "known": "Somebody there is known",
    "marketing": "Reached by marketing",
    "sales": "Reached by sales",
    "both": "Reached by both teams",
    "engaged": "Somebody acted",
    "in_opportunity": "In an open deal",
    "won": "Customer",
    "white": "Reached by neither",
}


@dataclass(frozen=True, slots=True)
class WhiteSpace:
    """One level of seniority: in how many target accounts somebody of it is known, reached or acted, or nobody is."""

    level: str
    known: Number
    marketing: Number
    sales: Number
    engaged: Number
    white: Number

    def numbers(self) -> tuple[Number, ...]:
        """Every number of the line, in the order of its columns."""
        return (self.known, self.marketing, self.sales, self.engaged, self.white)


@dataclass(frozen=True, slots=True)
class TargetCoverage:
    """Coverage of the target accounts over a window. Joint: the same for every role."""

    window: Window | None  # None: ever
    zone: str
    reading: Reading
    as_of: datetime | None
    made_at: datetime
    accounts: Number
    steps: tuple[Number, ...]  # as `STEPS`; none without a list
    levels: tuple[WhiteSpace, ...]  # those who decide first
    says: str

    def numbers(self) -> tuple[Number, ...]:
        """Every number, for search by name."""
        return (self.accounts, *self.steps, *(number for level in self.levels for number in level.numbers()))
