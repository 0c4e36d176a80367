"""What each side promises, what follows a broken promise, and how the clock runs."""

from dataclasses import dataclass

from accord.agreement.shape.keys import key
from accord.agreement.shape.table import Table
from accord.vocabulary.quantity import Duration, Rate, Share, Until
from accord.vocabulary.words import Ident, Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """How many qualified leads marketing brings, and at what pace."""

    qualified: int | Reference
    hot_at_least: int | None = None
    per: str = "cycle"
    pace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How good the leads are: shares that sales accepts and makes sales-ready."""

    accepted: Share | None = None
    sales_ready_of_accepted: Share | None = None
    complete: Share | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketingPromises:
    """What marketing promises sales."""

    volume: Volume | None = None
    quality: Quality | None = None
    speed: Table[Duration] = Table()
    notice: Table[Duration] = Table()
    support: Table[Duration | Share] = Table()


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Which share of the leads is followed up in time."""

    share: Share
    of: str = ""
    returned: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """How often and how widely sales tries before a lead is called out of reach."""

    at_least: int
    over: Duration
    channels: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """By when every lead has an outcome, and how many outcomes carry a reason."""

    within: Duration
    with_reason: Share | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """How many open leads one developer works well, and how many developers there are."""

    open_leads_per_sdr: int = key("open leads per sdr")
    sdrs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesPromises:
    """What sales promises marketing."""

    follow_up: FollowUp | None = None
    first_attempt: Table[Duration] = Table()
    attempts: Attempts | None = None
    outcome: Outcome | None = None
    capacity: Capacity | None = None
    sourced: Table[int] = Table()
    voice: Table[Duration | Rate] = Table()


@dataclass(frozen=True, slots=True, kw_only=True)
class IfBroken:
    """What both sides agreed to do when a promise is broken."""

    when: str
    then: str
    decided_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """When the clocks start, stop and wait, and who is warned when."""

    starts: Table[str] = Table()
    stops: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    pauses: Table[Until] = Table()
    before_blame: str = ""
    warn: Table[str | tuple[str, ...]] = Table()


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Until when, and why, sales may give a lead back."""

    within: Duration
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """How a lead may end, why, and what each reason needs as evidence."""

    return_: Return | None = key("return", default=None)
    recycle: Table[Duration] = Table()
    disqualify: Table[str] = Table()
    evidence: Table[str] = Table()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What is kept of last year's revenue, by whom, and which signs put a customer at risk."""

    gross: Share | None = None
    net: Share | None = None
    plays: tuple[str, ...] = ()
    owner: Ident | None = None
    at_risk: Table[Duration | Share] = key("at risk", default=Table())
