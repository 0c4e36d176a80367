"""The shapes of what sales hears, frozen: each topic of the week with its past, and what may be said of it."""

from dataclasses import dataclass
from datetime import date, datetime

from accord.measures.number import Number, Reading, Window

SORTS = {
    "returned": "Returned, because",
    "recycled": "Recycled, because",
    "disqualified": "Disqualified, because",
    "question": "Asked about",
    "challenge": "Their challenge",
    "informed_by": "They inform themselves at",
    "named": "Asked about, of competitors",
    "lost": "Deal lost, because",
    "competitor": "Deal lost to",
    "won_against": "Deal won against",
}


@dataclass(frozen=True, slots=True)
class FromSource:
    """One topic among the outcomes of one source, over all the weeks looked at."""

    source: str
    share: Number


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: this week, its own past, and the verdict. `key` is stable from week to week.

    `chance`: how likely so many or more would be if nothing had changed; None where it is not judged. `missing`: how
    many more weeks with outcomes it takes to judge at all.
    """

    key: str  # question:price
    sort: str  # as `SORTS`
    topic: str
    share: Number
    past: Number
    expected: float | None
    chance: float | None
    spike: bool
    missing: int
    says: str
    weeks: tuple[int, ...]  # people by week, the judged one last
    sources: tuple[FromSource, ...] = ()

    def numbers(self) -> tuple[Number, ...]:
        """Every number of the line."""
        return (self.share, self.past, *(each.share for each in self.sources))


@dataclass(frozen=True, slots=True)
class HeardSegment:
    """One industry, and how many people had an outcome in all the weeks looked at."""

    name: str
    outcomes: Number


@dataclass(frozen=True, slots=True)
class Rival:
    """One competitor over all the weeks looked at, by deals: how many were lost to it, and of how many decided."""

    name: str
    lost: Number
    share: Number

    def numbers(self) -> tuple[Number, ...]:
        """Every number of the line."""
        return (self.lost, self.share)


@dataclass(frozen=True, slots=True)
class Hears:
    """What sales heard in one week, of one segment or of all. Joint: the same for every role; never anybody's words."""

    window: Window  # the week
    zone: str
    reading: Reading
    as_of: datetime | None
    made_at: datetime
    outcomes: Number
    spikes: Number
    topics: tuple[Topic, ...]  # spikes first, then the most frequent
    judged: int  # topics in the family
    weeks: tuple[date, ...]  # the Mondays of `Topic.weeks`
    promise: str
    says: str
    segment: str = ""  # of which alone it was asked; empty: of all
    segments: tuple[HeardSegment, ...] = ()  # the largest first, whichever is asked for
    rivals: tuple[Rival, ...] = ()  # the one to which most deals were lost first

    def numbers(self) -> tuple[Number, ...]:
        """Every number, for search by name."""
        lines: tuple[Topic | Rival, ...] = (*self.topics, *self.rivals)
        of_segments = (each.outcomes for each in self.segments)
        return (self.outcomes, self.spikes, *(n for line in lines for n in line.numbers()), *of_segments)
