"""Several versions of the agreement: each pass under its own, live and in bulk alike."""

from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.journey import InForce, fold_contact, fold_contact_under, fold_table, fold_versions
from accord.journey.versions import stage_map
from tests.journey.sample import ENTRIES, START, TABLES, Fact, K, by_kind, day, tables
from tests.journey.test_properties import facts as drawn_facts

STRICT = replace(tables(entries=ENTRIES | {"qualified": ([{"hot"}], set())}), agreement_hash="strict")
NEW = (InForce(TABLES), InForce(STRICT, day(100)))
OPEN = (InForce(TABLES), InForce(STRICT, day(100), judges_open=True))
FIT = [
    Fact(START, "crm", "a", K.attribute, "industry=water"),
    Fact(START, "crm", "b", K.attribute, "employees=900"),
]


def keen(first: int) -> list[Fact]:
    """Enough visits to qualify by score or by frequency; never a hand-raise."""
    return [Fact(day(first + n), "web", f"{first}-{n}", K.pricing_page) for n in range(4)]


def table(contacts: list[list[Fact]]) -> pa.Table:
    rows = [(c, *fact[:6]) for c, own in enumerate(contacts) for fact in sorted(own)]
    names = ("contact", "occurred_at", "source", "source_id", "kind", "value", "agent")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}
    return pa.table({name: list(column) for name, column in columns.items()})


def test_a_lead_begun_before_the_change_keeps_its_verdict_and_a_later_one_gets_the_new() -> None:
    before, after = [*FIT, *keen(10)], [*FIT, *keen(110)]
    for chain, expected in ((NEW, [True, False]), (OPEN, [False, False]), (NEW[:1], [True, True])):
        passes = fold_versions(table([before, after]), chain, day(200)).passes
        assert [at is not None for at in passes["qualified_at"].to_pylist()] == expected
        live = [fold_contact_under(own, chain, day(200)).passes[0] for own in (before, after)]
        assert [p.qualified_at is not None for p in live] == expected
    assert [p.agreement for p in live] == ["sample", "sample"]


def test_a_lead_that_ended_before_an_open_version_came_stays_as_it_was() -> None:
    ended = [*FIT, *keen(10), Fact(day(90), "crm", "x", K.disqualified)]
    came_back = [*ended, *keen(120)]
    judged = fold_versions(table([ended, came_back]), OPEN, day(200)).passes
    assert judged["judge"].to_pylist() == [0, 0, 1]
    assert judged["number"].to_pylist() == [1, 1, 2]
    assert [at is not None for at in judged["qualified_at"].to_pylist()] == [True, True, False]


def test_one_version_is_the_plain_fold() -> None:
    facts = table([[*FIT, *keen(10)], keen(20)])
    judged = fold_versions(facts, NEW[:1], day(200))
    plain = fold_table(facts, TABLES, day(200))
    assert judged.passes.drop_columns(["judge"]).equals(plain.passes)
    assert judged.stays.equals(plain.stays)


@given(st.lists(drawn_facts(), min_size=1, max_size=4), st.sampled_from([NEW, OPEN]), st.integers(60, 300))
@settings(max_examples=150, deadline=None)
def test_live_and_bulk_agree_under_every_chain(contacts, chain, at):
    judged = fold_versions(table(contacts), chain, day(at)) if any(contacts) else None
    rows = judged.passes.to_pylist() if judged else []
    for c, own in enumerate(contacts):
        live = fold_contact_under(own, chain, day(at)).passes
        mine = [row for row in rows if row["contact"] == c]
        assert [
            (p.number, p.agreement, p.opened_at, p.qualified_at, p.closed_at, p.furthest) for p in live
        ] == [
            (
                row["number"],
                chain[row["judge"]].tables.agreement_hash,
                *(
                    row[name] and row[name].replace(tzinfo=START.tzinfo)
                    for name in ("opened_at", "qualified_at", "closed_at")
                ),
                TABLES.stage_ids[row["furthest"]] if row["furthest"] is not None else "",
            )
            for row in mine
        ]
        stays = [s for s in judged.stays.to_pylist() if s["contact"] == c] if judged else []
        assert [
            (TABLES.stage_ids[s["stage"]], s["entered_at"].replace(tzinfo=START.tzinfo)) for s in stays
        ] == [(stay.stage, stay.entered_at) for p in live for stay in p.stays]


def test_under_a_version_that_begins_leads_otherwise_a_person_still_has_one_lead_at_a_time() -> None:
    shy = replace(STRICT, opens=by_kind({K.demo_request: 1}))
    chain = (InForce(TABLES), InForce(shy, day(100)))
    own = [*keen(10), Fact(day(120), "web", "demo", K.demo_request)]
    passes = fold_versions(table([own, own[4:]]), chain, day(200)).passes
    assert [(row["contact"], row["number"], row["judge"]) for row in passes.to_pylist()] == [
        (0, 1, 0),
        (1, 1, 1),
    ]
    assert len(fold_contact_under(own, chain, day(200)).passes) == 1


def test_stages_of_an_older_version_stand_under_the_newest() -> None:
    renamed = replace(
        TABLES, stage_ids=("aware", "mql", "accepted", "won"), handoff_line=2, qualified_stage=1, won_stage=3
    )
    assert stage_map(TABLES, renamed).tolist() == [0, 0, 1, 2, 2, 3, 3, 3]
    assert stage_map(TABLES, TABLES).tolist() == list(range(8))


@pytest.mark.parametrize("at", [99, 100, 101])
def test_the_version_of_the_instant_it_begins(at: int) -> None:
    (found,) = fold_contact_under([Fact(day(at), "web", "1", K.page_view)], NEW, day(200)).passes
    assert found.agreement == ("strict" if at >= 100 else "sample")
    assert fold_contact([Fact(day(at), "web", "1", K.page_view)], TABLES, day(200)).passes[0].agreement == ""
