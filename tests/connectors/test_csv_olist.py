"""The real hand-off of Olist, by the mappings in examples/olist: every row, no reject, the true sums."""

from collections import Counter
from pathlib import Path

import pytest

from accord.connectors.csv_file import connector, load_mapping
from accord.connectors.protocol import Reading
from accord.connectors.tabular import sniff
from accord.vocabulary.facts import FactDraft, FactKind, RecordKind, Ref, RowRead
from tests.connectors.conformance import check_conforms

EXAMPLES = Path(__file__).parents[2] / "examples" / "olist"
FILES = {
    "leads": ("olist_marketing_qualified_leads_dataset.csv", "marketing", 8_000),
    "deals": ("olist_closed_deals_dataset.csv", "crm", 842),
    "orders": ("order_items_of_closed_deal_sellers.csv", "crm", 5_044),
}


def read(shared_data: Path, name: str) -> list[RowRead]:
    """All rows of one file; a refused or skipped row fails here."""
    file, source, count = FILES[name]
    mapping = load_mapping((EXAMPLES / f"olist-{name}.yaml").read_text())
    found = sniff(shared_data / "olist_funnel" / file)
    rows = list(connector.read(found, Reading(source, mapping=mapping)))
    assert len(rows) == count
    taken = [row for row in rows if isinstance(row, RowRead)]
    assert len(taken) == count, [row for row in rows if not isinstance(row, RowRead)][:5]
    return taken


def facts(rows: list[RowRead]) -> list[FactDraft]:
    return [fact for row in rows for fact in row.facts]


def test_leads_keep_unknown_and_empty_origins_apart(shared_data: Path) -> None:
    told = facts(read(shared_data, "leads"))
    assert {fact.kind for fact in told} == {FactKind.form_submitted}
    channels = Counter(fact.channel for fact in told)
    assert channels["organic_search"] == 2_296
    assert channels["unknown"] == 1_099
    assert channels[""] == 60
    assert len({fact.natural_id for fact in told}) == 8_000
    assert len({fact.asset for fact in told}) == 495


def test_deals_name_the_lead_and_the_seller_is_the_same_person(shared_data: Path) -> None:
    rows = read(shared_data, "deals")
    for row in rows:
        deal, seller = row.records
        assert deal.ref.kind is RecordKind.deal
        assert deal.people == seller.same_as
        assert deal.people[0] == Ref("marketing", RecordKind.person, row.records[0].values["mql_id"])
        assert seller.ref.source == "crm"
    told = facts(rows)
    won = [fact for fact in told if fact.kind is FactKind.deal_won]
    assert len(won) == 842
    assert len({fact.actor for fact in won}) == 22
    assert all(fact.amount is None for fact in told), "declared revenue is nobody's amount"
    assert {fact.kind for fact in told} == {FactKind.deal_won, FactKind.attribute}


def test_orders_sum_to_the_centavo(shared_data: Path) -> None:
    told = facts(read(shared_data, "orders"))
    assert sum(fact.amount or 0 for fact in told) == 67_685_148
    assert {fact.currency for fact in told} == {"BRL"}
    assert len({fact.natural_id for fact in told}) == 5_044
    assert len({fact.about for fact in told}) == 380, "sellers who ever sold"


@pytest.mark.parametrize("name", FILES)
def test_olist_conforms(shared_data: Path, name: str, tmp_path: Path) -> None:
    file, source, _ = FILES[name]
    mapping = load_mapping((EXAMPLES / f"olist-{name}.yaml").read_text())
    check_conforms(connector, shared_data / "olist_funnel" / file, Reading(source, mapping=mapping), tmp_path)
