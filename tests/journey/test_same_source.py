"""One source, two ways to run it: interpreted and compiled give the same rows."""

import os

import pytest

from accord.journey import fold_contact, fold_many
from accord.journey.compiled import available
from accord.journey.live import Fact
from tests.journey.oracle import Slow
from tests.journey.sample import TABLES, VALUES, day, random_columns

needs_numba = pytest.mark.skipif(not available(), reason="needs the extra fast (numba)")


def differences(leads, seed, mean_facts=12):
    columns = random_columns(leads, seed, mean_facts)
    plain = fold_many(columns, TABLES, day(300), fast=False)
    fast = fold_many(columns, TABLES, day(300), fast=True)
    assert plain.passes.num_rows > leads / 2
    return [not plain.passes.equals(fast.passes), not plain.stays.equals(fast.stays)]


@needs_numba
def test_interpreted_equals_compiled():
    assert differences(4_000, seed=1) == [False, False]


@needs_numba
@pytest.mark.long
def test_interpreted_equals_compiled_at_full_size():
    assert differences(int(os.environ.get("ACCORD_LEADS", "100000")), seed=2) == [False, False]


@needs_numba
def test_rows_beyond_the_first_room_are_kept():
    assert differences(3, seed=3, mean_facts=20_000) == [False, False]


def test_one_live_lead_equals_the_same_lead_among_many():
    columns = random_columns(300, seed=5)
    folded = fold_many(columns, TABLES, day(300), fast=False)
    rows = folded.passes.to_pylist()
    for lead in range(300):
        facts = facts_of(columns, lead)
        journey = fold_contact(facts, TABLES, day(300))
        mine = [row for row in rows if row["contact"] == lead]
        assert [p.number for p in journey.passes] == [row["number"] for row in mine]
        for live, row in zip(journey.passes, mine, strict=True):
            assert live.furthest == ("" if row["furthest"] is None else TABLES.stage_ids[row["furthest"]])
            assert (live.fit, live.engagement) == (row["fit"], row["engagement"])
            assert live.outcome == row["outcome"]


def facts_of(columns, lead):
    from accord.journey.encode import instant

    lo, hi = columns.ptr[lead], columns.ptr[lead + 1]
    return [
        Fact(
            instant(int(columns.at[i])),
            "s",
            f"{i:09}",
            int(columns.kind[i]),
            VALUES[columns.value[i]],
            int(columns.agent[i]),
        )
        for i in range(lo, hi)
    ]


def test_random_leads_agree_with_a_slow_and_plain_reckoning():
    leads = int(os.environ.get("ACCORD_SLOW_LEADS", "250"))
    columns = random_columns(leads, seed=6, mean_facts=25)
    for lead in range(leads):
        facts = facts_of(columns, lead)
        slow = Slow(TABLES).run(facts, day(300))
        journey = fold_contact(facts, TABLES, day(300))
        assert [(p.opened_at, p.outcome) for p in journey.passes] == [
            (p["opened"], p["outcome"]) for p in slow
        ]
        assert [p.qualified_at and (p.qualified_at, p.fit, p.engagement) for p in journey.passes] == [
            p["qualified"] for p in slow
        ]
        for fast, plain in zip(journey.passes, slow, strict=True):
            stays = [(TABLES.stage_ids.index(s.stage), s.entered_at, s.left_at) for s in fast.stays]
            assert stays == plain["stays"]
