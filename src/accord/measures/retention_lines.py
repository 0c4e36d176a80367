"""The shapes of retention, frozen: what is kept of a year before, renewals by quarter, and customers at risk."""

from dataclasses import dataclass
from datetime import date, datetime

from accord.measures.number import Number, Reading, Window

SIGNS = {
    "past_end": "Past its end, undecided",
    "renewal_near": "Renewal near, undecided",
    "silent": "Silent",
    "untouched": "Reached by neither team",
    "use_down": "Use is down",
}


@dataclass(frozen=True, slots=True)
class KeptCustomers:
    """What is kept of the customers of a year before: all of them, or one segment. `key` is empty for all."""

    key: str
    label: str
    customers: Number
    gross: Number
    net: Number
    logo: Number
    expansion: Number

    def numbers(self) -> tuple[Number, ...]:
        """Every number of the line."""
        return (self.customers, self.gross, self.net, self.logo, self.expansion)


@dataclass(frozen=True, slots=True)
class RenewalQuarter:
    """Contracts that came to their end in a quarter; a young one is not over, or holds undecided ones."""

    quarter: date
    label: str
    rate: Number
    undecided: Number
    young: bool
    days_left: int = 0  # until the quarter is over


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of risk: its clause in words, how many customers bear it, and why it says nothing where it cannot."""

    sign: str
    rule: str
    customers: Number


@dataclass(frozen=True, slots=True)
class Retention:
    """Retention over the twelve months that end with a window. Joint: the same for every role, never by person."""

    window: Window
    zone: str
    reading: Reading
    as_of: datetime | None
    made_at: datetime
    whole: KeptCustomers | None  # None without a customer of a year before
    segments: tuple[KeptCustomers, ...]  # the largest first
    renewal: Number
    quarters: tuple[RenewalQuarter, ...]
    at_risk: Number
    signs: tuple[Sign, ...]
    says: str

    def numbers(self) -> tuple[Number, ...]:
        """Every number, for search by name."""
        kept = (*((self.whole,) if self.whole else ()), *self.segments)
        quarters = tuple(n for each in self.quarters for n in (each.rate, each.undecided))
        return (
            *(number for line in kept for number in line.numbers()),
            self.renewal,
            *quarters,
            self.at_risk,
            *(sign.customers for sign in self.signs),
        )
