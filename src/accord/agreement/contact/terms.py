"""The clause `contact_policy` as values: caps, holds, hours, each with the mode it works in."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from accord.agreement.shape.heading import Mode
from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import FactKind, Team
from accord.vocabulary.phrases import find_kinds
from accord.vocabulary.seniority import Seniority


class HoldKind(StrEnum):
    """What holds marketing back."""

    conversation = "reply to sales"
    open_deal = "open opportunity"
    complaint = "complaint open"
    renewal = "renewal"


class Cap(NamedTuple):
    """So many touches of a kind in each stretch of `per`; None: of any team, by any medium, by hand or not."""

    clause: str
    mode: Mode
    text: str
    of_account: bool
    team: Team | None
    medium: Medium | None
    automatic: bool | None
    n: int
    per: timedelta


class Hold(NamedTuple):
    """Marketing is held: for `span` after it happened (before it, for a renewal), or as long as it lasts."""

    clause: str
    mode: Mode
    kind: HoldKind
    span: timedelta | None


class Weekend(NamedTuple):
    """Who may be reached at a weekend: nobody, or test arms, or from a rank upward."""

    test_arms_only: bool
    at_least: Seniority | None
    nobody: bool = False


class Quiet(NamedTuple):
    """Minutes of the day between which nobody is reached; `zone` empty: the recipient's."""

    clause: str
    mode: Mode
    start: int
    end: int
    zone: str
    weekend: Weekend | None


@dataclass(frozen=True, slots=True)
class Policy:
    """The clause compiled. `home` is the agreement's own zone, assumed where nobody knows a recipient's."""

    caps: tuple[Cap, ...] = ()
    holds: tuple[Hold, ...] = ()
    quiet: Quiet | None = None
    home: str = "UTC"
    unread: tuple[tuple[str, str], ...] = ()  # clauses that say nothing this can act on: path, what it says

    @property
    def longest_cap(self) -> timedelta:
        """How far back touches count."""
        return max((cap.per for cap in self.caps), default=timedelta())

    @property
    def longest_hold(self) -> timedelta:
        """How far back a conversation counts."""
        spans = (hold.span or timedelta() for hold in self.holds if hold.kind is HoldKind.conversation)
        return max(spans, default=timedelta())


# What it means that sales and the person are in conversation.
TWO_WAY: frozenset[FactKind] = find_kinds("two-way conversation") or frozenset()
