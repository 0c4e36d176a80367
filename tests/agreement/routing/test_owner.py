"""Who gets a lead: the promises on any company, fairness over time, and the mutants that break each."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.agreement.routing import Ask, Candidate, WhyNot, decide_owner, free, owner, turns
from tests.agreement.routing import promises
from tests.agreement.routing.companies import HOURS, NOW, ROUTE, companies, company

ASK = Ask(kind="mql_to_sdr", team="sdr")


@given(companies())
@settings(max_examples=100, deadline=None)
def test_every_promise_holds_for_any_company(drawn: tuple[Ask, list[Candidate]]) -> None:
    for promise in promises.PROMISES:
        promise(*drawn)


def test_every_promise_holds_in_many_companies() -> None:
    draw = Random(20270104)
    for _ in range(1500):
        drawn = company(draw.choice)
        for promise in promises.PROMISES:
            promise(*drawn)


def _fairness(count: int, leads: int) -> None:
    """Equal capacity: after any number of leads nobody has two more than another."""
    people = [Candidate(f"p{at}", team="sdr", capacity=1000) for at in range(count)]
    for at in range(leads):
        now = NOW + timedelta(seconds=at)
        decision = decide_owner(ROUTE, ASK, people, now)
        people = [
            replace(one, open_leads=one.open_leads + 1, last_assigned=now)
            if one.ref == decision.owner
            else one
            for one in people
        ]
        had = [one.open_leads for one in people]
        assert max(had) - min(had) <= 1


@given(st.integers(1, 6), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_equal_people_differ_by_one_lead_at_most(count: int, leads: int) -> None:
    _fairness(count, leads)


@given(st.lists(st.integers(1, 9), min_size=2, max_size=5), st.data())
@settings(max_examples=60, deadline=None)
def test_each_fills_in_proportion_to_their_capacity(capacity: list[int], data: st.DataObject) -> None:
    people = [Candidate(f"p{at}", team="sdr", capacity=one) for at, one in enumerate(capacity)]
    for _ in range(data.draw(st.integers(1, sum(capacity)))):
        gets = decide_owner(ROUTE, ASK, people, NOW).owner
        people = [replace(one, open_leads=one.open_leads + (one.ref == gets)) for one in people]
    full = [one.open_leads / (one.capacity or 1) for one in people]
    assert max(full) <= 1
    assert max(full) - min(full) <= max(1 / one for one in capacity) + 1e-9


def test_plain_round_robin_goes_by_who_waits_longest() -> None:
    people = [Candidate(f"p{at}", team="sdr", open_leads=at) for at in range(3)]
    got: Counter[str] = Counter()
    for at in range(9):
        now = NOW + timedelta(seconds=at)
        gets = decide_owner(("round robin", "revops"), ASK, people, now).owner
        got[gets or ""] += 1
        people = [replace(one, last_assigned=now) if one.ref == gets else one for one in people]
    assert set(got.values()) == {3}


def test_a_hot_lead_goes_to_who_is_at_work_and_says_who_was_passed_over() -> None:
    asleep = Candidate("a", team="sdr", capacity=40, hours=HOURS["America/New_York"])
    awake = Candidate("b", team="sdr", capacity=40, open_leads=9, hours=HOURS["Europe/Amsterdam"])
    decision = decide_owner(ROUTE, replace(ASK, hot=True), [asleep, awake], NOW)
    assert decision.owner == "b"
    assert [(each.who, each.reason) for each in decision.tried][-1] == ("a", WhyNot.off_hours)
    assert decide_owner(ROUTE, ASK, [asleep, awake], NOW).owner == "a"


def test_on_the_eve_of_a_holiday_nobody_is_given_what_would_lie_until_its_end() -> None:
    friday_evening = NOW.replace(day=8, hour=20)
    leaves = Candidate(
        "a",
        team="sdr",
        hours=HOURS["Europe/Amsterdam"],
        absences=((NOW.replace(day=11, hour=0), NOW.replace(day=25, hour=0)),),
    )
    stays = Candidate("b", team="sdr", open_leads=30, hours=HOURS["Europe/Amsterdam"])
    decision = decide_owner(ROUTE, ASK, [leaves, stays], friday_evening)
    assert decision.owner == "b"
    assert "away until 2027-01-25" in decision.tried[-1].words


def test_an_owner_gets_their_accounts_lead_beyond_capacity_and_it_is_said() -> None:
    owns = Candidate("a", team="ae", capacity=2, open_leads=3)
    other = Candidate("b", team="sdr")
    decision = decide_owner(ROUTE, replace(ASK, account_owner="a"), [owns, other], NOW)
    assert (decision.owner, decision.over_capacity) == ("a", True)
    assert "beyond capacity, with 3 of 2 open leads" in decision.why


def test_silence_asks_the_backup_who_is_named_else_a_colleague_in_turn() -> None:
    silent, lighter, named = (Candidate(ref, team="sdr") for ref in ("a", "b", "c"))
    steps = ("backup owner", *ROUTE)
    ask = replace(ASK, excluded={"a": "let the time pass"})
    assert decide_owner(steps, replace(ask, backup="c"), [silent, lighter, named], NOW).owner == "c"
    assert decide_owner(steps, ask, [silent, lighter, named], NOW).owner == "b"
    assert decide_owner(steps, replace(ask, backup="a"), [silent, lighter, named], NOW).owner == "b"


def test_nobody_free_ends_with_the_lead_then_operations_then_somebody_all_the_same() -> None:
    full = Candidate("a", team="sdr", capacity=1, open_leads=1)
    lead = Candidate("l", team="sdr", leads=frozenset({"sdr"}), rotates=False)
    ops = Candidate("o", ops=True, rotates=False)
    away = ((NOW - timedelta(days=1), NOW + timedelta(days=1)),)
    assert decide_owner(ROUTE, ASK, [full, lead, ops], NOW).owner == "l"
    assert decide_owner(ROUTE, ASK, [full, replace(lead, absences=away), ops], NOW).owner == "o"
    nobody = [full, replace(lead, absences=away), replace(ops, absences=away)]
    decision = decide_owner(ROUTE, ASK, nobody, NOW)
    assert (decision.owner, decision.over_capacity, decision.fallback) == ("a", True, True)
    left = [replace(one, active=False) for one in nobody]
    assert decide_owner(ROUTE, ASK, left, NOW).owner is None


Mutation = tuple[Any, str, Callable[..., Any]]


def _only_of(name: str) -> Callable[..., Any]:
    """The guard against those who may not have it, without one of its halves."""
    real = owner.why_barred

    def barred(one: Candidate, ask: Ask) -> Any:
        found = real(one, ask)
        return None if found is not None and found[0] == name else found

    return barred


MUTANTS: dict[str, tuple[Mutation, promises.Promise]] = {
    "gives to who left": ((owner, "why_barred", _only_of("left")), promises.first_match),
    "gives back to who gave it back": ((owner, "why_barred", _only_of("excluded")), promises.first_match),
    "gives to who is away": ((owner, "why_away", lambda one, now: None), promises.first_match),
    "does not look at the next working day": (
        (free, "_next_open", lambda one, at: at),
        promises.first_match,
    ),
    "forgets capacity": ((owner, "is_full", lambda one: False), promises.first_match),
    "hides that somebody is full": (
        (
            owner,
            "_decision",
            lambda pool, chosen, tried: replace(_DECISION(pool, chosen, tried), over_capacity=False),
        ),
        promises.says_what_it_puts_up_with,
    ),
    "drops a lead when nobody is free": ((owner, "_resorts", lambda ask, now: ()), promises.never_nobodys),
    "as a last resort gives to who left": (
        (owner, "_still_here", list),
        promises.never_inactive,
    ),
    "takes people as they are listed": (
        (owner, "sorted", lambda people, key=None: list(people)),
        promises.any_order,
    ),
    "gives by capacity alone, not by load": (
        (turns, "Fraction", lambda over, under=1: -under),
        promises.fair_share,
    ),
    "lets a hot lead wait for a sleeper": ((turns, "is_at_work", lambda one, now: True), promises.fair_share),
}
_DECISION = owner._decision


@pytest.mark.parametrize("name", MUTANTS)
def test_each_mutant_is_caught(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (where, what, instead), promise = MUTANTS[name]
    monkeypatch.setattr(where, what, instead, raising=False)
    draw = Random(20270105)
    with pytest.raises(AssertionError):
        for _ in range(5000):
            promise(*company(draw.choice))


def test_the_mutant_that_forgets_whose_turn_it_is_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "Fraction", lambda over, under=1: 0)
    monkeypatch.setattr(turns, "_NEVER", NOW + timedelta(days=900))
    with pytest.raises(AssertionError):
        _fairness(3, 12)
