"""What this room keeps, as frozen values: decisions, meetings."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class FrozenFigure:
    """One number as it stood when something was decided on it; an amount as text, so that no cent is lost."""

    name: str
    value: str
    unit: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a decision was made on, frozen: days (None: all time), model, agreement, numbers. `digest` is of all of it
    but `as_of`: the same numbers of another hour are the same evidence.
    """

    what: str
    start: date | None
    end: date | None
    model: str
    agreement: str
    figures: tuple[FrozenFigure, ...]
    as_of: datetime | None
    digest: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision of a meeting: about what, what, whose, until when. Open until somebody says it is done."""

    key: str
    about: str  # the path of a clause, or empty
    contact_id: int | None  # of a lead, when it is about one
    text: str
    who: int  # user id; 0: nobody named
    who_name: str
    due: date | None
    week: str  # the week in which it was decided: 2027-W05
    made_at: datetime
    made_by: str
    done_at: datetime | None
    evidence: Evidence | None = None  # None: decided in words alone

    @property
    def open(self) -> bool:
        """Whether it still has to be done."""
        return self.done_at is None


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of the rhythm: how often it was due in the cycle, how often it was held, and when next."""

    name: str
    agreed: str
    due: int
    held: int
    period: str  # the one that could be opened now: 2027-W05
    held_now: bool  # whether it is recorded as held already
    opened_by: str
    next_at: datetime | None
    says: str = ""  # why it cannot be measured, where it cannot

    @property
    def held_share(self) -> float | None:
        """Held of those due; None where none was due."""
        return self.held / self.due if self.due else None
