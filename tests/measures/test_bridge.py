"""The bridge from marketing's count to sales' adds up exactly, step by step, row by row."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from accord.measures.bridge import Bridge
from accord.measures.mirror import Mirror
from accord.measures.reconcile import reckon_bridge
from accord.measures.rows import fetch_rows
from accord.measures.scope import Scope
from accord.vocabulary.facts import FactKind
from tests.measures.company import NOW, Company, scope


def counts(bridge: Bridge) -> dict[str, int]:
    return {step.id: step.count for step in bridge.steps}


def add_up(bridge: Bridge) -> bool:
    first, *between, last = bridge.steps
    return first.count + sum(step.sign * step.count for step in between) == last.count


def test_by_hand(tmp_path: Path) -> None:
    """Marketing counts 7 records of 6 people, sales 4 records of 3 people; 2 are the same people."""
    company = Company()
    for key, contact, source, account in (
        (1, 1, "marketing", None),  # both
        (2, 1, "marketing", None),  # the same person once more
        (3, 2, "marketing", None),  # both
        (4, 3, "marketing", 70),  # account 70 was a customer before
        (5, 4, "marketing", None),  # qualified, never reached sales
        (6, 5, "marketing", None),  # only looked at a page: below the definition
        (7, 6, "marketing", 71),  # account 71 became a customer later: never synced
        (11, 1, "crm", None),
        (12, 2, "crm", None),
        (13, 2, "crm", None),  # sales has the person twice
        (14, 9, "crm", None),  # sales found them
    ):
        company.person(key, contact=contact, source=source, account=account)
    for key in (1, 3, 4, 5, 7):
        company.fact(key, FactKind.form_submitted, "2027-02-01", channel="event")
    company.fact(6, FactKind.page_view, "2027-02-01")
    company.deal(701, None, won="2027-01-01", account=70)
    company.deal(711, None, won="2027-03-01", account=71)
    mirror = company.write(tmp_path)
    bridge = reckon_bridge(mirror, scope(mirror), ["marketing"], ["crm"])
    assert counts(bridge) == {
        "marketing": 7,
        "marketing_duplicates": 1,
        "below_definition": 1,
        "known_already": 1,
        "never_synced": 2,
        "sales_only": 1,
        "sales_duplicates": 1,
        "sales": 4,
    }
    assert bridge.both == 2 and add_up(bridge)
    found = {s.id: {r["key"] for r in fetch_rows(mirror, scope(mirror), s.rows)} for s in bridge.steps}
    assert found["known_already"] == {4}
    assert found["never_synced"] == {5, 7}
    assert found["below_definition"] == {6}
    assert found["sales_only"] == {14}
    assert found["marketing_duplicates"] == {2} and found["sales_duplicates"] == {13}


def test_it_works_before_any_agreement_and_says_what_is_missing(tmp_path: Path) -> None:
    company = Company()
    company.person(1)
    company.fact(1, FactKind.form_submitted, "2027-02-01")
    mirror = company.write(tmp_path, text="")
    bridge = reckon_bridge(mirror, Scope(now=NOW), ["marketing"], ["crm"])
    assert counts(bridge)["never_synced"] == 1 and add_up(bridge)
    assert not bridge.enough and bridge.note == "no sales export is in yet"
    assert bridge.reading.sentence == "no agreement yet"


def test_where_marketing_marks_people_as_qualified_only_those_are_its_count(tmp_path: Path) -> None:
    company = Company()
    for key, stage in ((1, "mql"), (2, "subscriber"), (3, "customer"), (4, "lead")):
        company.person(key)
        company.fact(key, FactKind.lifecycle_stage, "2027-02-01", value=stage)
    company.person(11, contact=1, source="crm")
    mirror = company.write(tmp_path)
    bridge = reckon_bridge(mirror, scope(mirror), ["marketing"], ["crm"])
    assert bridge.marketing == 2 and add_up(bridge)
    assert {r["key"] for r in fetch_rows(mirror, scope(mirror), bridge.steps[0].rows)} == {1, 3}


def test_people_in_a_deal_of_sales_without_a_record_there_count_once(tmp_path: Path) -> None:
    company = Company()
    company.person(1)
    company.fact(1, FactKind.form_submitted, "2027-02-01")
    company.deal(101, 1, won="2027-03-01")
    company.deal(102, 1, won="2027-03-02")
    mirror = company.write(tmp_path)
    bridge = reckon_bridge(mirror, scope(mirror), ["marketing"], ["crm"])
    assert (bridge.sales, bridge.both) == (1, 1) and add_up(bridge)


RECORD = st.tuples(
    st.integers(1, 8),  # contact
    st.sampled_from(["marketing", "ads", "crm", "other"]),
    st.booleans(),  # a stub
    st.booleans(),  # qualifies
)
DEAL = st.tuples(
    st.one_of(st.none(), st.integers(1, 10)), st.sampled_from(["crm", "marketing"]), st.booleans()
)


@settings(max_examples=12, deadline=None)
@given(st.lists(RECORD, max_size=25), st.lists(DEAL, max_size=6), st.booleans())
def test_whatever_the_records_the_steps_add_up_and_list_their_rows(
    records: list[tuple[int, str, bool, bool]], deals: list[tuple[int | None, str, bool]], agreed: bool
) -> None:
    company = Company()
    for key, (contact, source, stub, qualifies) in enumerate(records, 1):
        company.person(key, contact=contact, source=source, stub=stub, account=contact % 3 or None)
        if not stub:
            kind = FactKind.form_submitted if qualifies else FactKind.page_view
            company.fact(key, kind, "2027-02-01", source=source)
    for key, (whose, source, early) in enumerate(deals, 1000):
        won = "2027-01-01" if early else "2027-03-01"
        company.deal(key, whose, won=won, source=source, account=key % 3 or None)
    with tempfile.TemporaryDirectory() as folder:
        mirror = company.write(Path(folder), None if agreed else "")
        sight = scope(mirror) if agreed else Scope(now=NOW)
        bridge = reckon_bridge(mirror, sight, ["marketing", "ads"], ["crm"])
        assert add_up(bridge)
        assert all(step.count >= 0 for step in bridge.steps)
        for step in bridge.steps:
            assert len(fetch_rows(mirror, sight, step.rows)) == step.count, step.id
        assert independent(records, deals) == (bridge.marketing, bridge.both, bridge.sales)
        close(mirror)


def independent(
    records: list[tuple[int, str, bool, bool]], deals: list[tuple[int | None, str, bool]]
) -> tuple[int, int, int]:
    """Both ends and the overlap, reckoned without SQL."""
    marketing = [
        contact for contact, source, stub, _ in records if source in ("marketing", "ads") and not stub
    ]
    sales = [contact for contact, source, stub, _ in records if source == "crm" and not stub]
    in_deals = {whose for whose, source, _ in deals if whose is not None and source == "crm"} - set(sales)
    return len(marketing), len(set(marketing) & (set(sales) | in_deals)), len(sales) + len(in_deals)


def close(mirror: Mirror) -> None:
    mirror.close()
