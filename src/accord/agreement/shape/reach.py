"""How both teams may reach people: contact policy, campaigns, the first hour, content, messages."""

from dataclasses import dataclass

from accord.agreement.shape.keys import key
from accord.agreement.shape.table import Table
from accord.vocabulary.quantity import Day, Duration, Hours, Odds, Rate, Share
from accord.vocabulary.words import Ident, Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactHours:
    """When nobody is written to."""

    quiet: Hours
    zone: Zone
    weekend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPolicy:
    """How often, when and by whom a person may be contacted."""

    caps: Table[Rate] = Table()
    hold_marketing: Table[Duration | str] = Table()
    hours: ContactHours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaigns:
    """What counts as a campaign, who plans and who signs it off."""

    includes: tuple[str, ...] = ()
    plan: str = ""
    sign_off: str = ""
    no_answer: str = ""
    sent_elsewhere_unsigned: str = ""
    checklist: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """How the first hour of a send is judged."""

    looks: str = ""
    counts: tuple[str, ...] = ()
    click_released_after: Duration | None = None
    wrong_at_most: Odds | None = None
    control: str = ""
    halts_alone: tuple[str, ...] = ()
    ramp_and_halt: str = ""
    too_small_under: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """When a piece counts as used, and how much may lie unused."""

    unused_after: Duration
    unused_at_most: Share
    counts_as_used: str = ""
    reviewed_by: Ident | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What both teams say to one segment at one stage, its proof, and words that are retired."""

    segment: str
    stage: Ident
    say: str
    proof: str = ""
    not_: tuple[str, ...] = key("not", default=())
    until: Day | None = None
