"""What a suggestion rests on, frozen: the lead, what both sides did, the ways to the person, terms of the agreement."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from accord.agreement.contact import Verdict
from accord.agreement.next_act.shapes import ApprovedLine
from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import HandoffState


class Did(NamedTuple):
    """One thing that a person did since the lead began; machines are left out."""

    at: datetime
    kind: FactKind


class Asset(NamedTuple):
    """A published piece that fits; `answers` where it shares words with the customer's own question."""

    key: int
    title: str
    answers: bool = False


class Attempts(NamedTuple):
    """`sales_promises.attempts`: how many, by how many channels, and from when on the time agreed for them is over."""

    at_least: int
    channels: int
    over_at: datetime | None  # None: no calendar tells


@dataclass(frozen=True, slots=True)
class Way:
    """One medium by which the person is known to be reached, and what the contact policy says at an instant."""

    medium: Medium
    verdict: Callable[[datetime], Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One lead. `did` is in any order. `day` are the working hours (minutes after midnight), `days` their weekdays.

    `usual_hour`: the hour of the person's own wall at which they mostly act; None: too few acts to say.
    `quiet_reason`: the agreed recycle reason that attempts kept are the evidence of. `return_reason`: the agreed
    one for a lead whose account somebody else has in a deal, while it may still be handed back.
    """

    state: HandoffState
    hot: bool
    began_at: datetime
    did: tuple[Did, ...] = ()
    ways: tuple[Way, ...] = ()
    due_at: datetime | None = None
    due_clause: str = ""
    attempts: Attempts | None = None
    pace_at: datetime | None = None  # the attempts spread evenly over their time: when the next falls due
    away_until: datetime | None = None
    deal_owner: str = ""
    return_reason: str = ""
    quiet_reason: str = ""
    pieces: tuple[Asset, ...] = ()
    line: ApprovedLine | None = None
    zone: str = "UTC"
    day: tuple[int, int] = (0, 24 * 60)
    days: frozenset[int] = frozenset(range(7))
    usual_hour: int | None = None
