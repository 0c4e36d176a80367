"""When an account qualifies: enough of its people, each with enough points, within so many days; and who stands for it.

Somebody counts at each touch of theirs after which their own score is high enough, and whom the agreement would
qualify at all (nobody whom `never` bars). The rule holds from the touch that makes them enough. Pure, by the fold:
the same facts give the same answer in whatever order they came.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from accord.agreement.rules.account import AccountRule
from accord.agreement.tables import Tables
from accord.journey import kernel as k
from accord.journey.live import Fact, Reader
from accord.vocabulary.facts import HUMAN_BUYER_TOUCHES, Agent, FactKind

MILLI = 1000
JUST_AFTER = timedelta(microseconds=1)  # what is decided stands behind the touch that it rests on


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the account: their facts in order, and the version that judges their present pass.

    `may_stand`: the account's lead may be theirs; False for who qualified by themselves, and counts all the same.
    """

    key: int
    facts: Sequence[Fact]
    tables: Tables
    rule: AccountRule
    opened_at: datetime
    may_stand: bool


class Scored(NamedTuple):
    """What somebody had at an instant, in milli-points, and since when they count."""

    key: int
    engagement: int
    fit: int
    since: datetime


@dataclass(frozen=True, slots=True)
class AccountQualified:
    """The account qualified: at which touch, by which rule, who made it (who stands for it first)."""

    at: datetime
    by: Fact
    rule: AccountRule
    people: tuple[Scored, ...]

    @property
    def stands(self) -> int:
        """The key of who stands for the account: the most engagement, then the best fit, then the earliest."""
        return self.people[0].key


class Moment(NamedTuple):
    """A touch of somebody after which they count. Ordered as the ledger orders facts."""

    fact: Fact
    key: int


def find_moments(member: Member, since: datetime, as_of: datetime) -> list[Moment]:
    """The touches of somebody after `since` at which they count, in order."""
    column = k.P_ENGAGEMENT_NOW if member.rule.axis == "engagement" else k.P_FIT_NOW
    start = max(since, member.opened_at - JUST_AFTER)
    known = _known(member.facts, as_of)
    return [
        Moment(fact, member.key)
        for fact in known
        if start < fact.occurred_at
        and fact.kind in HUMAN_BUYER_TOUCHES
        and fact.agent == Agent.human
        and _score(known, member.tables, fact)[column] >= member.rule.least * MILLI
        and _would_qualify(known, member.tables, fact)
    ]


def find_account_qualified(
    members: Iterable[Member], since: datetime, as_of: datetime, may_act: Callable[[Fact], bool]
) -> AccountQualified | None:
    """The first touch after `since` at which the rule holds, that may be acted on; None without one.

    Who completes it says which version's rule asks. Nobody to stand for the account: it does not qualify.
    """
    by_key = {member.key: member for member in members}
    moments = sorted(each for member in by_key.values() for each in find_moments(member, since, as_of))
    for place, (fact, key) in enumerate(moments):
        rule = by_key[key].rule
        began: dict[int, datetime] = {}
        for earlier in moments[: place + 1]:
            if earlier.fact.occurred_at > fact.occurred_at - rule.within:
                began.setdefault(earlier.key, earlier.fact.occurred_at)
        if len(began) < rule.people or not may_act(fact):
            continue
        scored = [_scored(by_key[one], fact, at, as_of) for one, at in began.items()]
        standing = [each for each in scored if by_key[each.key].may_stand]
        if standing:
            first = min(standing, key=_rank)
            others = sorted((each for each in scored if each != first), key=_rank)
            return AccountQualified(fact.occurred_at, fact, rule, (first, *others))
    return None


def _rank(each: Scored) -> tuple[int, int, datetime, int]:
    return (-each.engagement, -each.fit, each.since, each.key)


def _scored(member: Member, by: Fact, since: datetime, as_of: datetime) -> Scored:
    row = _score(_known(member.facts, as_of), member.tables, by)
    return Scored(member.key, row[k.P_ENGAGEMENT_NOW], row[k.P_FIT_NOW], since)


def _known(facts: Sequence[Fact], as_of: datetime) -> list[Fact]:
    """The facts as they weigh as of an instant: a click that is held back then is nobody's."""
    return [
        fact._replace(agent=int(Agent.human if fact.agent == Agent.human and fact.weighs(as_of) else Agent.unknown))
        ._replace(released_at=None)
        for fact in facts
        if fact.occurred_at <= as_of
    ]  # fmt: skip


def _score(known: Sequence[Fact], tables: Tables, upto: Fact) -> Sequence[int]:
    """The row of the last pass with everything up to a fact; its instant is the fact's."""
    passes = Reader([fact for fact in known if fact <= upto], tables, upto.occurred_at).passes
    return passes[-1] if passes and passes[-1][k.P_ENDED_AT] == k.NONE else [0] * k.PASS_WIDTH


def _would_qualify(known: Sequence[Fact], tables: Tables, upto: Fact) -> bool:
    """Whether the account's decision would qualify them then: whom the agreement bars, it would not."""
    at = upto.occurred_at + JUST_AFTER
    decided = Fact(at, "", "", int(FactKind.account_qualified))
    passes = Reader([*(fact for fact in known if fact <= upto), decided], tables, at).passes
    return bool(passes) and passes[-1][k.P_QUALIFIED_AT] != k.NONE
