"""What this room takes and hands out: frozen values, ready for a page, the API or a notebook."""

from dataclasses import dataclass
from datetime import datetime

from accord.vocabulary.campaigns import Bar, CampaignStanding, SignAnswer


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm: what its recipients get. The percents of all arms are 100."""

    name: str = "all"
    percent: int = 100
    subject: str = ""
    body: str = ""
    link: str = ""
    asset: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """How a campaign is sent from here. `holdout`: percent of its audience that gets nothing; `waves`: percents of the
    others, 100 together; `slots`: each letter's hour is drawn at random, so that hours can be compared.
    """

    holdout: int = 0
    waves: tuple[int, ...] = (100,)
    slots: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody plans. `target_share` is of those reached; `budget` in minor units; owners are user ids."""

    name: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    segment: str = ""
    called: tuple[str, ...] = ()
    goal: str = ""
    target_share: float | None = None
    arms: tuple[Arm, ...] = (Arm(),)
    channels: tuple[str, ...] = ()
    budget: int | None = None
    marketing_owner: int = 0
    sales_owner: int = 0
    checked: tuple[str, ...] = ()
    sending: Sending | None = None  # None: another tool sends it


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """An answer that was given: by whom, to which hash, when."""

    hash: str
    answer: SignAnswer
    team: str
    emergency: bool
    actor: str
    position: str
    reason: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Pulled:
    """An account out of a campaign, as it is numbered now."""

    account_id: int
    reason: str
    actor: str
    pulled_at: datetime


@dataclass(frozen=True, slots=True)
class MayStart:
    """Whether a campaign may start now; where not, every reason."""

    start: bool
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as it stands, with its answers (the oldest first) and the accounts out of it."""

    key: int
    plan: Plan
    hash: str
    version: int
    standing: CampaignStanding
    emergency: bool  # what stands was signed as an emergency, by both: it says so for ever
    answers: tuple[AnswerGiven, ...]
    pulled: tuple[Pulled, ...]
    asked_at: datetime | None
    asked_by: str
    planned_at: datetime
    planned_by: str
    changed_at: datetime
    changed_by: str
    cancelled_at: datetime | None = None
    cancelled_why: str = ""

    @property
    def about(self) -> str:
        """How talk and notices name it."""
        return f"campaign:{self.key}"
