"""Collisions that happened: touches that the contact policy speaks against, with what they ran into."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from accord.agreement.contact.asked import Spoke, Touch
from accord.agreement.contact.caps import counts
from accord.agreement.contact.terms import Cap, HoldKind, Policy
from accord.agreement.contact.verdict import Why
from accord.vocabulary.facts import Team


class DealSpan(NamedTuple):
    """An opportunity was open from one instant to another; `approved`: campaigns, each since when."""

    key: int
    owner: str
    since: datetime
    until: datetime
    approved: dict[str, datetime]


class Overlap(NamedTuple):
    """One touch and one clause that speaks against it; `against` are the touches or talks it ran into."""

    touch: Touch
    why: Why
    clause: str
    against: tuple[Touch | Spoke, ...]
    holder: str = ""

    @property
    def both_teams(self) -> bool:
        """Whether both teams had a part in it: what marketing sent into a talk or a deal of sales always has."""
        teams = {self.touch.team, *(one.team for one in self.against if isinstance(one, Touch))}
        return len(teams) > 1 or self.why in (Why.conversation, Why.open_deal)


class Known(NamedTuple):
    """What stands beside the touches of some people: talks by person, deals by person, the account of each."""

    spoke: dict[int, list[Spoke]]
    deals: dict[int, list[DealSpan]]
    account: dict[int, int]


def find_overlaps(
    policy_at: Callable[[datetime], Policy], touches: Iterable[Touch], known: Known
) -> Iterator[Overlap]:
    """Each touch is judged by what had happened before it, under the version in force at its instant, in order.

    Quiet hours and refusals are no collisions of two teams: the first are nobody's touch, the second are the law's.
    """
    ordered = sorted(touches, key=lambda touch: (touch.at, touch.source, touch.seq))
    windows: dict[tuple[object, ...], deque[Touch]] = defaultdict(deque)
    for touch in ordered:
        policy = policy_at(touch.at)
        yield from _held(policy, touch, known)
        for cap in policy.caps:
            if counts(cap, touch):
                yield from _over(cap, touch, windows[_window(cap, touch, known)])


def _held(policy: Policy, touch: Touch, known: Known) -> Iterator[Overlap]:
    if touch.team is not Team.marketing:
        return
    holds = {hold.kind: hold for hold in policy.holds}
    if (talk := holds.get(HoldKind.conversation)) is not None:
        span = talk.span or timedelta()
        before = [s for s in known.spoke.get(touch.person, ()) if s.at <= touch.at < s.at + span]
        if before:
            last = max(before, key=lambda one: (one.at, one.seq))
            yield Overlap(touch, Why.conversation, talk.clause, (last,), last.actor)
    if (deal := holds.get(HoldKind.open_deal)) is not None:
        for one in known.deals.get(touch.person, ()):
            let = one.approved.get(touch.campaign) if touch.campaign else None
            if one.since <= touch.at < one.until and (let is None or let > touch.at):
                yield Overlap(touch, Why.open_deal, deal.clause, (), one.owner)


def _window(cap: Cap, touch: Touch, known: Known) -> tuple[object, ...]:
    """Whose touches a cap counts together; a person without an account is an account alone."""
    if not cap.of_account:
        return (cap.clause, touch.person)
    return (cap.clause, "account", known.account.get(touch.person, -touch.person))


def _over(cap: Cap, touch: Touch, window: deque[Touch]) -> Iterator[Overlap]:
    while window and window[0].at + cap.per <= touch.at:
        window.popleft()
    if len(window) >= cap.n:
        why = Why.account_cap if cap.of_account else Why.person_cap
        yield Overlap(touch, why, cap.clause, tuple(window), window[-1].actor if window else "")
    window.append(touch)
