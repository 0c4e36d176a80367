"""Properties of every journey, over drawn facts: order, prefixes, canonical stays, exact sums."""

import random
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from accord.journey import fold_contact
from accord.journey.explain import explain, explain_qualified
from tests.journey.oracle import Slow
from tests.journey.sample import ENTRIES, START, TABLES, VALUES, Fact, K, day, tables

KINDS = [k for k in K if k < 100]


@st.composite
def facts(draw):
    """Up to 40 facts on few distinct days, so that ties and repeats are common."""
    drawn = draw(
        st.lists(
            st.tuples(
                st.integers(0, 160),
                st.sampled_from(KINDS),
                st.sampled_from(VALUES[1:11]),
                st.sampled_from(VALUES[11:]),
                st.sampled_from([0, 0, 0, 1, 2]),
            ),
            max_size=40,
        )
    )
    values = {K.attribute: 2, K.lead_status: 3}
    return [
        Fact(
            START + timedelta(days=row[0]),
            "s",
            f"{i:03}",
            int(row[1]),
            row[values[row[1]]] if row[1] in values else "",
            row[4],
        )
        for i, row in enumerate(drawn)
    ]


ASLEEP = tables(
    entries=ENTRIES | {"interested": ([{"silent_30"}, {"work_address", "silent_90"}], {"opted_out"})}
)


@given(facts(), st.integers(0, 300), st.sampled_from([TABLES, ASLEEP]))
@settings(max_examples=600, deadline=None)
def test_the_fold_agrees_with_a_slow_and_plain_reckoning(drawn, at, agreement):
    journey = fold_contact(drawn, agreement, day(at))
    slow = Slow(agreement).run(drawn, day(at))
    assert len(journey.passes) == len(slow)
    for fast, plain in zip(journey.passes, slow, strict=True):
        assert [(agreement.stage_ids.index(s.stage), s.entered_at, s.left_at) for s in fast.stays] == plain[
            "stays"
        ]
        assert (fast.opened_at, fast.outcome) == (plain["opened"], plain["outcome"])
        assert (fast.qualified_at and (fast.qualified_at, fast.fit, fast.engagement)) == plain["qualified"]


@given(facts(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_arrival_order_never_matters(drawn, shuffler: random.Random):
    shuffled = drawn[:]
    shuffler.shuffle(shuffled)
    assert fold_contact(shuffled, TABLES, day(200)) == fold_contact(drawn, TABLES, day(200))


@given(facts(), st.integers(0, 220))
@settings(max_examples=200, deadline=None)
def test_as_of_an_instant_is_the_fold_of_what_was_known(drawn, at):
    """Later facts change nothing about then: stage by stays, and the score."""
    whole = fold_contact(drawn, TABLES, day(400))
    then = fold_contact(drawn, TABLES, day(at))
    assert then == fold_contact([f for f in drawn if f.occurred_at <= day(at)], TABLES, day(at))
    held = [
        stay.stage
        for p in whole.passes
        for stay in p.stays
        if stay.entered_at <= day(at) and (stay.left_at is None or stay.left_at > day(at))
    ]
    assert held == ([then.stage] if then.stage else [])


@given(facts(), st.integers(0, 200))
@settings(max_examples=200, deadline=None)
def test_next_change_is_when_the_stage_changes_and_not_before(drawn, at):
    known = [f for f in drawn if f.occurred_at <= day(at)]
    now = fold_contact(known, TABLES, day(at))
    if now.next_change_at is None:
        assert fold_contact(known, TABLES, day(2_000)).stage == now.stage
    else:
        just_before = now.next_change_at - timedelta(microseconds=1)
        assert now.next_change_at > day(at)
        assert fold_contact(known, TABLES, just_before).stage == now.stage
        assert fold_contact(known, TABLES, now.next_change_at).stage != now.stage


@given(facts())
@settings(max_examples=200, deadline=None)
def test_stays_follow_one_another_without_overlap(drawn):
    journey = fold_contact(drawn, TABLES, day(400))
    for p in journey.passes:
        for one, other in zip(p.stays, p.stays[1:], strict=False):
            assert one.left_at is not None and one.left_at <= other.entered_at
            assert one.stage != other.stage or one.left_at < other.entered_at
        assert all(stay.left_at is None or stay.entered_at < stay.left_at for stay in p.stays)
        assert all(
            TABLES.stage_ids.index(stay.stage) <= TABLES.stage_ids.index(p.furthest) for stay in p.stays
        )
    assert all(p.ended_at is not None for p in journey.passes[:-1])


@given(facts(), st.integers(0, 220))
@settings(max_examples=300, deadline=None)
def test_contributions_add_up_exactly_and_caps_hold(drawn, at):
    journey = fold_contact(drawn, TABLES, day(at))
    why = explain(drawn, TABLES, day(at))
    if journey.passes:
        assert (why.fit, why.engagement) == (journey.fit, journey.engagement)
    assert 0 <= why.fit <= TABLES.fit_cap and 0 <= why.engagement <= TABLES.engagement_cap
    for c, text in enumerate(TABLES.criterion_text):
        assert sum(x.milli_points for x in why.engagement_lines if x.text == text) <= TABLES.criterion_cap[c]
    for p in journey.passes:
        frozen = explain_qualified(drawn, TABLES, p)
        if frozen is not None:
            assert (frozen.fit, frozen.engagement) == (p.fit, p.engagement)
