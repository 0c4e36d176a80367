"""What routing promises of any lead and any company; each raises `AssertionError` where it is broken."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from accord.agreement.routing import Ask, Candidate, decide_owner
from accord.agreement.routing.owner import LAST
from tests.agreement.routing.companies import NOW, ROUTE, is_away, may_get

Promise = Callable[[Ask, Sequence[Candidate]], None]


def never_nobodys(ask: Ask, people: Sequence[Candidate]) -> None:
    """While anybody is active somebody has it."""
    decision = decide_owner(ROUTE, ask, people, NOW)
    assert (decision.owner is None) == (not any(one.active for one in people))


def never_inactive(ask: Ask, people: Sequence[Candidate]) -> None:
    """Whoever left gets nothing, even as the last resort."""
    decision = decide_owner(ROUTE, ask, people, NOW)
    assert all(one.active for one in people if one.ref == decision.owner)


def first_match(ask: Ask, people: Sequence[Candidate]) -> None:
    """The first step in which anybody may get it gives it, to one of those; the rest is the last resort."""
    decision = decide_owner(ROUTE, ask, people, NOW)
    for step in ROUTE:
        able = may_get(step, ask, people, NOW)
        if able:
            assert decision.step == step
            assert decision.owner in able
            return
        assert any(each.step == step for each in decision.tried)
    assert decision.step == LAST and decision.fallback


def says_what_it_puts_up_with(ask: Ask, people: Sequence[Candidate]) -> None:
    """A full or absent owner is called so."""
    decision = decide_owner(ROUTE, ask, people, NOW)
    for one in people:
        if one.ref == decision.owner:
            full = one.capacity is not None and one.open_leads >= one.capacity
            assert decision.over_capacity == full == ("beyond capacity" in decision.why)
            assert decision.away == is_away(one, NOW)


def any_order(ask: Ask, people: Sequence[Candidate]) -> None:
    """The order in which people are listed changes nothing, not even a word."""
    decision = decide_owner(ROUTE, ask, people, NOW)
    assert decide_owner(ROUTE, ask, people[::-1], NOW) == decision
    assert decide_owner(ROUTE, ask, [*people[1:], *people[:1]], NOW) == decision


def fair_share(ask: Ask, people: Sequence[Candidate]) -> None:
    """In a rotation nobody who could have it has a smaller share of their capacity; of a hot lead, who is at work."""
    decision = decide_owner(ROUTE, ask, people, NOW)
    if decision.step != "round robin by capacity":
        return
    able = [one for one in people if one.ref in may_get(decision.step, ask, people, NOW)]
    shares = all(one.capacity for one in able)
    at_work = [one for one in able if one.hours is None or one.hours.is_open(NOW)] if ask.hot else []
    share = {
        one.ref: Fraction(one.open_leads, one.capacity if shares and one.capacity else 1)
        for one in at_work or able
    }
    assert decision.owner in share
    assert share[decision.owner] == min(share.values())


PROMISES: tuple[Promise, ...] = (
    never_nobodys,
    never_inactive,
    first_match,
    says_what_it_puts_up_with,
    any_order,
    fair_share,
)
