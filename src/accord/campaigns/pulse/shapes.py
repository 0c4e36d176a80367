"""What is handed out of a send: frozen values, ready for a page, the API or a notebook."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accord.learning.pulse import Action, Reason


class Followed(StrEnum):
    """What somebody did about a verdict."""

    obeyed = "obeyed"
    overridden = "overridden"


@dataclass(frozen=True, slots=True)
class LookTaken:
    """One look. `low`, `high`: nine of ten ordinary sends stand between them by then; None without a benchmark."""

    minute: int
    looked_at: datetime
    mails: int
    answered: int
    expected: float
    low: float | None
    high: float | None
    drop: float
    rise: float


@dataclass(frozen=True, slots=True)
class FollowedBy:
    """Who obeyed or overrode which verdict, when and why."""

    actor: str
    action: Action
    followed: Followed
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Learnt:
    """The benchmark that a send is held against: share, spread, minutes until half of the answers are in."""

    rate: float
    spread: float
    median_minutes: float
    sends: int


@dataclass(frozen=True, slots=True)
class Guarded:
    """A guard metric: how many recipients, of how many mails, and the most that was agreed (0-1)."""

    metric: str
    recipients: int
    share: float | None
    ceiling: float


@dataclass(frozen=True, slots=True)
class Answered:
    """One recipient who answered, and from when on it counts."""

    contact: int
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SendLine:
    """A send in a list. `right`: whether the verdict was, None before the end or where nobody can say."""

    key: int
    campaign: str
    since: datetime
    live: bool
    mails: int
    answered: int
    action: Action
    reason: Reason
    metric: str
    minute: int | None
    right: bool | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SendSheet:
    """A send whole: its line, every look as it was taken, what it is held against, who followed."""

    line: SendLine
    looks: tuple[LookTaken, ...]
    learnt: Learnt | None
    guards: tuple[Guarded, ...]
    followed: tuple[FollowedBy, ...]
    bar: float
    smallest: int
    hold_minutes: float
    agreement_hash: str
    procedure: str
    as_of: datetime
    by_control: bool = False  # held against its own drawn control, whose share `expected` is then
