"""The next best act: each rule, its reasons and its window; the contact policy goes before every rule."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.agreement.contact import Verdict, Why
from accord.agreement.next_act import (
    MOST,
    Act,
    Asset,
    Attempts,
    Did,
    Known,
    NextAct,
    Rule,
    Way,
    decide,
    decide_next_act,
)
from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import HandoffState

NOW = datetime(2027, 1, 12, 8, tzinfo=UTC)  # a Tuesday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEVER = datetime.max.replace(tzinfo=UTC)


def verdict(at: datetime, free_from: datetime) -> Verdict:
    """What a policy that opens at an instant answers."""
    yes = at >= free_from
    return Verdict(
        answer=yes, advised_only=False, why=Why.free if yes else Why.quiet_hours, sentence="they sleep",
        clause="contact_policy.hours", when=at if yes else None if free_from == NEVER else free_from,
        held_by="" if yes else "agreement",
    )  # fmt: skip


def way(medium: Medium, free_from: datetime = NOW) -> Way:
    """A way to the person, free from an instant on."""
    return Way(medium, lambda at: verdict(at, free_from))


PHONE, EMAIL = way(Medium.phone), way(Medium.email)
FRESH = Known(
    state=HandoffState.offered, hot=False, began_at=NOW - HOUR, ways=(PHONE, EMAIL), due_at=NOW + 4 * HOUR,
    due_clause="sales_promises.first_attempt.other", day=(9 * 60, 17 * 60), days=frozenset(range(5)),
    zone="Europe/Berlin",
)  # fmt: skip
SIX = Attempts(6, 2, NOW + DAY)


def did(kind: FactKind, hours_ago: int = 1) -> Did:
    """Something that happened some hours ago."""
    return Did(NOW - hours_ago * HOUR, kind)


CALLS = tuple(did(FactKind.call_attempted, n) for n in range(1, 6))
ALL_SIX = (*CALLS, did(FactKind.sales_email_sent, 7))
CALLED, WROTE = did(FactKind.call_attempted), did(FactKind.sales_email_sent)
PIECE = Asset(7, "Case study: water")
CASES = [
    ("fresh", FRESH, Act.call, Rule.first_try),
    ("fresh, no telephone", replace(FRESH, ways=(EMAIL,)), Act.email, Rule.first_try),
    ("no way at all", replace(FRESH, ways=()), Act.find_way, Rule.no_way),
    ("hot", replace(FRESH, hot=True), Act.call_now, Rule.hand_raise),
    ("hot, no telephone", replace(FRESH, hot=True, ways=(EMAIL,)), Act.email, Rule.hand_raise),
    ("price asked", replace(FRESH, did=(did(FactKind.pricing_request, 18),)), Act.call_now, Rule.hand_raise),
    (
        "asked again after a call",
        replace(FRESH, did=(did(FactKind.call_attempted, 3), did(FactKind.pricing_page))),
        Act.call_now,
        Rule.hand_raise,
    ),
    (
        "asked before the call",
        replace(FRESH, did=(did(FactKind.pricing_page, 3), CALLED)),
        Act.call,
        Rule.again,
    ),
    ("called once", replace(FRESH, did=(CALLED,)), Act.call, Rule.again),
    ("called twice", replace(FRESH, did=CALLS[:2]), Act.email, Rule.other_way),
    ("called twice, no address", replace(FRESH, did=CALLS[:2], ways=(PHONE,)), Act.call, Rule.again),
    ("wrote", replace(FRESH, did=(WROTE,)), Act.call, Rule.other_way),
    ("kept, time not over", replace(FRESH, did=ALL_SIX, attempts=SIX), Act.wait, Rule.attempts_kept),
    (
        "kept and over",
        replace(FRESH, did=ALL_SIX, attempts=Attempts(6, 2, NOW), quiet_reason="unable to reach"),
        Act.recycle,
        Rule.quiet,
    ),
    (
        "kept and over, no agreed reason",
        replace(FRESH, did=ALL_SIX, attempts=Attempts(6, 2, NOW)),
        Act.say_outcome,
        Rule.attempts_kept,
    ),
    (
        "kept by one channel of two",
        replace(FRESH, did=(*CALLS, did(FactKind.call_attempted, 8)), attempts=Attempts(6, 2, NOW)),
        Act.email,
        Rule.other_way,
    ),
    (
        "they answered",
        replace(FRESH, did=(did(FactKind.sales_email_sent, 5), did(FactKind.sales_email_reply))),
        Act.email,
        Rule.answer_them,
    ),
    ("they called", replace(FRESH, did=(did(FactKind.call_received),)), Act.call_now, Rule.answer_them),
    ("spoken", replace(FRESH, did=(did(FactKind.call_connected),)), Act.say_outcome, Rule.spoken),
    ("booked", replace(FRESH, did=(did(FactKind.meeting_booked),)), Act.meet, Rule.meeting),
    ("away", replace(FRESH, away_until=NOW + DAY), Act.wait, Rule.away),
    ("back again", replace(FRESH, away_until=NOW), Act.call, Rule.first_try),
    (
        "in another's deal",
        replace(FRESH, deal_owner="Otto", return_reason="already in a deal"),
        Act.give_back,
        Rule.in_a_deal,
    ),
    ("in a deal, no such reason agreed", replace(FRESH, deal_owner="Otto"), Act.call, Rule.first_try),
    ("telephone held", replace(FRESH, ways=(way(Medium.phone, NEVER), EMAIL)), Act.email, Rule.first_try),
    (
        "both held",
        replace(FRESH, hot=True, ways=(way(Medium.phone, NOW + DAY), way(Medium.email, NEVER))),
        Act.wait,
        Rule.held,
    ),
    ("held for good", replace(FRESH, ways=(way(Medium.phone, NEVER),)), Act.leave, Rule.held),
    ("recycled", replace(FRESH, hot=True, state=HandoffState.recycled), Act.leave, Rule.closed),
    ("returned", replace(FRESH, hot=True, state=HandoffState.returned), Act.leave, Rule.closed),
    ("known", replace(FRESH, hot=True, state=HandoffState.known), Act.leave, Rule.closed),
    (
        "a piece",
        replace(FRESH, did=(did(FactKind.meeting_booked),), pieces=(PIECE,)),
        Act.meet,
        Rule.meeting,
    ),
]


@pytest.mark.parametrize(
    ("known", "act", "rule"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_rule(known: Known, act: Act, rule: Rule) -> None:
    first, *others = decide_next_act(known, NOW)
    assert (first.act, first.rule) == (act, rule)
    assert len(others) < MOST and all(one.because and one.why for one in (first, *others))


def _nothing(*_: object) -> tuple[NextAct, ...]:
    return ()


@pytest.mark.parametrize("name", ["answer_them", "hand_raise", "quiet", "try_them", "send_piece"])
def test_without_a_rule_the_table_differs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [replace(case[1], pieces=(PIECE,)) for case in CASES]
    whole = [decide_next_act(one, NOW) for one in cases]
    monkeypatch.setattr(decide, name, _nothing)
    assert [decide_next_act(one, NOW) for one in cases] != whole


def test_each_reason_points_to_its_fact_or_clause() -> None:
    asked = did(FactKind.pricing_request, 18)
    first = decide_next_act(replace(FRESH, did=(asked, did(FactKind.pricing_page))), NOW)[0]
    assert [(one.sentence, one.at, one.clause) for one in first.because] == [
        ("they asked for a price", asked.at, ""),
        ("the first attempt is promised by then", NOW + 4 * HOUR, "sales_promises.first_attempt.other"),
    ]


def test_calls_in_the_morning_in_vain_mean_the_afternoon_there() -> None:
    calls = tuple(Did(NOW - n * DAY, FactKind.call_attempted) for n in (1, 2))
    first, second = decide_next_act(replace(FRESH, did=calls, due_at=None), NOW)
    assert first.medium is Medium.email and second.act is Act.call
    assert second.not_before == datetime(2027, 1, 12, 12, tzinfo=UTC), "13:00 in Berlin"
    assert any("morning" in one.sentence for one in second.because)


def test_their_usual_hour_counts_unless_a_promise_would_break() -> None:
    [first, _] = decide_next_act(replace(FRESH, usual_hour=11), NOW)
    assert (first.not_before, first.until) == (NOW + 2 * HOUR, NOW + 3 * HOUR)
    [first, _] = decide_next_act(replace(FRESH, usual_hour=15), NOW)
    assert first.not_before is None, "the first attempt is due before three"


def test_attempts_are_paced() -> None:
    known = replace(FRESH, did=(CALLED,), attempts=SIX, pace_at=NOW + DAY)
    first = decide_next_act(known, NOW)[0]
    assert first.not_before is not None and first.not_before >= NOW + DAY


def test_outside_working_days_it_waits_for_monday() -> None:
    saturday = NOW + 4 * DAY
    [first, _] = decide_next_act(replace(FRESH, due_at=None), saturday)
    assert first.not_before == datetime(2027, 1, 18, 8, tzinfo=UTC), "nine on Monday in Berlin"


def test_what_answers_their_question_goes_before_another_piece() -> None:
    other, answers = Asset(1, "Brochure"), Asset(9, "On salt water", answers=True)
    found = decide_next_act(replace(FRESH, pieces=(other, answers)), NOW)
    [piece] = [one for one in found if one.act is Act.send]
    assert piece.piece == 9 and piece.medium is Medium.email


def test_what_is_held_says_until_when_and_by_whom() -> None:
    [held] = decide_next_act(replace(FRESH, ways=(way(Medium.phone, NOW + DAY),)), NOW)
    assert (held.not_before, held.clause, held.held_by) == (NOW + DAY, "contact_policy.hours", "agreement")


def test_the_mark_knows_what_is_suggested_and_not_when_it_was_looked_at() -> None:
    marks = [decide_next_act(FRESH, NOW + minutes * timedelta(minutes=1))[0].mark for minutes in range(3)]
    assert len(set(marks)) == 1
    assert decide_next_act(replace(FRESH, hot=True), NOW)[0].mark not in marks


def test_the_order_of_facts_says_nothing() -> None:
    facts = (CALLED, WROTE, did(FactKind.pricing_page), did(FactKind.email_reply))
    assert len({decide_next_act(replace(FRESH, did=each), NOW) for each in permutations(facts)}) == 1


_OFFSETS = st.sampled_from([NOW - DAY, NOW, NOW + HOUR, NOW + 9 * HOUR, NOW + DAY, NOW + 3 * DAY, NEVER])
_FACTS = st.builds(Did, st.integers(0, 400).map(lambda n: NOW - n * HOUR), st.sampled_from(list(FactKind)))


@settings(max_examples=300, deadline=None)
@given(
    phone=st.none() | _OFFSETS,
    email=st.none() | _OFFSETS,
    facts=st.lists(_FACTS, max_size=8),
    state=st.sampled_from(list(HandoffState)),
    hot=st.booleans(),
    usual=st.none() | st.integers(0, 23),
    pace=st.none() | _OFFSETS,
    attempts=st.none() | st.just(SIX) | st.just(Attempts(2, 2, NOW)),
)
def test_nothing_is_proposed_that_the_policy_forbids(
    phone: datetime | None, email: datetime | None, facts: list[Did], state: HandoffState, hot: bool,
    usual: int | None, pace: datetime | None, attempts: Attempts | None,
) -> None:  # fmt: skip
    opens = {Medium.phone: phone, Medium.email: email}
    ways = tuple(way(medium, at) for medium, at in opens.items() if at is not None)
    known = replace(
        FRESH, state=state, hot=hot, did=tuple(facts), ways=ways, usual_hour=usual, attempts=attempts,
        pace_at=None if pace == NEVER else pace, pieces=(PIECE,),
    )  # fmt: skip
    found = decide_next_act(known, NOW)
    assert 1 <= len(found) <= MOST
    for one in found:
        if one.medium is not None:
            free_from = opens[one.medium]
            assert free_from is not None and (one.not_before or NOW) >= free_from
