"""The shapes of a replay, frozen: history under a draft beside history under the agreement in force."""

from dataclasses import dataclass
from datetime import datetime

from accord.measures.number import Reading, Window
from accord.measures.replay.outcomes import Estimated

NEWLY, NO_LONGER, SOONER, LATER, CLASS = "newly", "no longer", "sooner", "later", "other class"
OWNER, BEYOND, PROMISE = "other owner", "beyond capacity", "other verdict"
CHANGES = (NEWLY, NO_LONGER, SOONER, LATER, CLASS, OWNER, BEYOND, PROMISE)


@dataclass(frozen=True, slots=True)
class ReplayFigure:
    """One figure under both agreements. `rows` is the change whose rows lie behind it; empty: every row."""

    name: str
    label: str
    now: int
    draft: int
    formula: str
    clause: str
    rows: str = ""

    @property
    def difference(self) -> int:
        """How many more under the draft."""
        return self.draft - self.now


@dataclass(frozen=True, slots=True)
class ReplayCell:
    """The leads of one source, or of one class, that qualify in the window."""

    label: str
    now: int
    draft: int
    newly: int
    no_longer: int


@dataclass(frozen=True, slots=True)
class ReplayLoad:
    """What one of our people would have got. `most` is how many they had open at a time; capacity may be none."""

    who: str
    team: str
    now: int
    draft: int
    most_now: int
    most_draft: int
    beyond_now: int
    beyond_draft: int
    capacity_now: int | None
    capacity_draft: int | None


@dataclass(frozen=True, slots=True)
class ReplayPromise:
    """First attempts promised by a clause, to leads that qualify under both: kept, broken, not due yet."""

    clause: str
    kept_now: int
    broken_now: int
    running_now: int
    kept_draft: int
    broken_draft: int
    running_draft: int


@dataclass(frozen=True, slots=True)
class ReplayRefused:
    """Touches of these leads that a clause of the contact policy speaks against, and those it would have stopped."""

    clause: str
    against_now: int
    stopped_now: int
    against_draft: int
    stopped_draft: int


@dataclass(frozen=True, slots=True)
class ReplaySide:
    """One lead under one agreement; None and empty where it does not qualify or nothing is handed over."""

    qualified_at: datetime | None = None
    klass: str = ""
    owner: str = ""
    team: str = ""
    beyond: bool = False
    due_at: datetime | None = None
    kept: str = ""


@dataclass(frozen=True, slots=True)
class ReplayRow:
    """One lead that differs: how, by which clauses, and both sides."""

    contact: int
    opened_by: int
    opened_at: datetime
    source: str
    changes: tuple[str, ...]
    clauses: tuple[str, ...]
    now: ReplaySide
    draft: ReplaySide


@dataclass(frozen=True, slots=True)
class Brought:
    """What leads that qualify no longer really brought: it happened, and stands."""

    leads: int
    won: int
    revenue: float


@dataclass(frozen=True, slots=True)
class Replay:
    """A window replayed. Joint: the same for every role but `people` and owners, which are for who gives leads out.

    `differences` is 0 exactly when both agreements say the same of everything here. `folded` counts leads and facts.
    """

    window: Window
    zone: str
    now: Reading
    draft: Reading
    as_of: datetime | None
    made_at: datetime
    currency: str
    summary: tuple[str, ...]
    changed: tuple[str, ...]  # what the draft says otherwise, in sentences
    differences: int
    figures: tuple[ReplayFigure, ...]
    by_source: tuple[ReplayCell, ...]
    by_class: tuple[ReplayCell, ...]
    people: tuple[ReplayLoad, ...]
    promises: tuple[ReplayPromise, ...]
    contact: tuple[ReplayRefused, ...]
    estimated: Estimated
    brought: Brought
    rows: tuple[ReplayRow, ...]
    folded: tuple[int, int]
    notes: tuple[str, ...]
