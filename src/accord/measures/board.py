"""The board as one frozen value: the same for page, API, command line and notebook, and for every role."""

from dataclasses import dataclass
from datetime import date, datetime

from accord.measures.number import Number, Reading, Window


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh one source is: when its last file was read, and its newest happening."""

    source: str
    received_at: datetime | None
    newest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the funnel. Shares are of matured cohorts; `line_before` draws the hand-off line."""

    id: str
    owner: str
    line_before: bool
    entered: Number  # leads that reached it or went past it, of those begun in the window
    share_of_first: Number
    share_of_previous: Number


@dataclass(frozen=True, slots=True)
class Period:
    """Volumes of one month: how many leads entered each stage in it (not a cohort, never divided)."""

    start: date
    entered: tuple[tuple[str, int], ...]  # (stage id, leads)


@dataclass(frozen=True, slots=True)
class Cohort:
    """The leads begun in one month and what became of them. `young`: not yet matured, drawn hatched."""

    start: date
    leads: int
    young: bool
    reached: tuple[tuple[str, int], ...]  # (stage id, leads)
    says: str = ""  # "at this age, past cohorts had 8.1 %"
    days_left: int = 0  # until its last lead has matured; 0 where it is whole


@dataclass(frozen=True, slots=True)
class Funnel:
    """Volumes by period beside rates by cohort, never mixed."""

    stages: tuple[Stage, ...]
    periods: tuple[Period, ...]
    cohorts: tuple[Cohort, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Lead quality of one source: volume x acceptance x win x revenue x speed."""

    source: str
    leads: Number
    accepted_share: Number
    won: Number
    won_share: Number
    revenue_per_lead: Number
    days_to_won: Number


@dataclass(frozen=True, slots=True)
class PromisePart:
    """One thing promised: in the agreement's words, what is measured of it, and what that does not say."""

    path: str  # sales_promises.follow_up.share
    label: str
    promised: str
    measured: Number | None
    says: str = ""
    later: str = ""  # without a measure yet: the figure that will be it
    since: str = ""  # and what it begins with


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise of one team, in its parts; without any number nothing of it is measured yet."""

    clause: str  # sales_promises.follow_up
    team: str
    label: str
    parts: tuple[PromisePart, ...]

    @property
    def measured(self) -> bool:
        """Whether any part of it has a number."""
        return any(part.measured is not None for part in self.parts)


@dataclass(frozen=True, slots=True)
class Board:
    """One finished board. `as_of` is the mirror's last fact, `made_at` when it was reckoned."""

    window: Window
    zone: str
    reading: Reading
    as_of: datetime | None
    made_at: datetime
    version: int  # the mirror's version it was reckoned from
    stale: bool  # a newer one is being made
    kpis: tuple[Number, ...]  # the five, in order
    funnel: Funnel
    sources: tuple[SourceRow, ...]
    speed: tuple[Number, ...]  # days to won: median, mean, p90; the deals won before first contact
    follow_up: tuple[Number, ...]
    trust: tuple[Number, ...]
    freshness: tuple[Freshness, ...]
    promises: tuple[Promise, ...] = ()  # marketing's, then sales'

    def numbers(self) -> tuple[Number, ...]:
        """Every number on it, for search by name."""
        of_stages = [
            n for s in self.funnel.stages for n in (s.entered, s.share_of_first, s.share_of_previous)
        ]
        of_sources = [
            n
            for s in self.sources
            for n in (s.leads, s.accepted_share, s.won, s.won_share, s.revenue_per_lead, s.days_to_won)
        ]
        shown = (*self.kpis, *of_stages, *of_sources, *self.speed, *self.follow_up, *self.trust)
        known = (*shown, *(beside for number in shown for beside in number.beside))
        names = {number.name for number in known}
        parts = [part.measured for promise in self.promises for part in promise.parts]
        promised = {n.name: n for part in parts if part is not None for n in (part, *part.beside)}
        return (*known, *(n for name, n in promised.items() if name not in names))
