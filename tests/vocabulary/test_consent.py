"""Suppression always wins: no order, no import and no colleague brings back who said no."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from accord.vocabulary.consent import (
    ConsentStanding,
    ConsentState,
    Origin,
    Statement,
    decide_consent,
    strictest,
)

T0 = datetime(2026, 9, 1, tzinfo=UTC)
statements = st.lists(
    st.builds(
        Statement,
        at=st.integers(0, 5).map(lambda hours: T0 + timedelta(hours=hours)),
        state=st.sampled_from(ConsentState),
        origin=st.sampled_from(Origin),
        source=st.sampled_from(["crm", "form", "user:17"]),
    ),
    max_size=6,
)


def said(hours: int, state: ConsentState, origin: Origin = Origin.person) -> Statement:
    return Statement(T0 + timedelta(hours=hours), state, origin, "x")


def forgets_who_said_no(said: list[Statement]) -> ConsentStanding:
    """The mutant: the latest word of anybody counts."""
    last = max(said, key=lambda s: s.at, default=None)
    return ConsentStanding(None if last is None else last.state is ConsentState.granted, last)


def broken_promises(decide, said: list[Statement]) -> bool:  # type: ignore[no-untyped-def]
    """Whether somebody who refused is called willing without a later grant of their own."""
    refusals = [s for s in said if s.state is not ConsentState.granted]
    own = [s for s in said if s.state is ConsentState.granted and s.origin is Origin.person]
    last_no = max((s.at for s in refusals), default=None)
    return bool(decide(said).allowed and last_no is not None and not any(s.at > last_no for s in own))


@given(statements)
def test_a_refusal_stands_until_the_person_takes_it_back(found: list[Statement]) -> None:
    assert not broken_promises(decide_consent, found)


def test_the_mutant_is_caught() -> None:
    found = [said(0, ConsentState.objected), said(1, ConsentState.granted, Origin.system)]
    assert broken_promises(forgets_who_said_no, found)


@given(st.lists(st.sampled_from([
    said(0, ConsentState.granted), said(1, ConsentState.withdrawn), said(2, ConsentState.granted, Origin.system),
    said(3, ConsentState.granted), said(3, ConsentState.denied),
]), max_size=4))  # fmt: skip
def test_order_of_arrival_never_matters(found: list[Statement]) -> None:
    assert len({decide_consent(order).allowed for order in permutations(found)}) == 1


def test_a_person_comes_back_by_their_own_word() -> None:
    again = decide_consent([said(0, ConsentState.withdrawn), said(1, ConsentState.granted)])
    assert (again.allowed, again.because) == (True, said(1, ConsentState.granted))


def test_nothing_said_is_neither_yes_nor_no() -> None:
    assert decide_consent([]) == ConsentStanding(None, None)
    assert strictest([]) == ConsentStanding(None, None)


def test_of_two_records_the_stricter_word_counts() -> None:
    yes = decide_consent([said(5, ConsentState.granted)])
    no = decide_consent([said(0, ConsentState.withdrawn)])
    objected = decide_consent([said(0, ConsentState.objected)])
    assert strictest([yes, no]) == strictest([no, yes]) == no
    assert strictest([no, objected, yes]) == objected
    assert strictest([yes, ConsentStanding(None, None)]) == yes
