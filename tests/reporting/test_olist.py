"""Olist, a real hand-off, imported by the ordinary door: the board against the oracle and pandas."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from django.conf import settings as django_settings
from django.db import transaction

from accord.agreement import templates
from accord.measures.board import Board
from accord.reporting import dashboard
from accord.reporting.reconciliation import reconcile
from accord.teams.drafts import start_draft
from accord.vocabulary.people import Role, Viewer
from accord.workflows.import_export_file import import_export_file
from accord.workflows.learn_fit import draft_fit_rules
from accord.workflows.mappings import read_mapping
from tests.measures.company import TEMPLATE
from tests.reporting.made import forget_open_mirrors

pytestmark = pytest.mark.shareddata
OLGA = Viewer(5, Role.ops)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[2] / "examples/olist"
FILES = (
    ("olist_marketing_qualified_leads_dataset.csv", "marketing", "olist-leads.yaml"),
    ("olist_closed_deals_dataset.csv", "crm", "olist-deals.yaml"),
    ("order_items_of_closed_deal_sellers.csv", "crm", "olist-orders.yaml"),
)


@pytest.fixture(scope="module")
def board(
    shared_data: Path, tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Board]:
    """The board after the three files; the record is rolled back when this file's tests are done."""
    standing = django_settings.INSTALLATION
    django_settings.INSTALLATION = replace(standing, data=tmp_path_factory.mktemp("olist"))
    with django_db_blocker.unblock(), transaction.atomic():
        start_draft(OLGA, templates.read(TEMPLATE), now=NOW)
        for name, source, mapping in FILES:
            path = shared_data / "olist_funnel" / name
            report = import_export_file(
                OLGA, path, source=source, mapping=read_mapping(EXAMPLES / mapping), now=NOW
            )
            assert sum(report.rejects.values()) == 0
        yield dashboard.board(OLGA, now=NOW)
        transaction.set_rollback(True)
    forget_open_mirrors()
    django_settings.INSTALLATION = standing


@pytest.fixture(scope="module")
def oracle(shared_data: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared_data / "oracles.json").read_text())["olist_funnel"]
    return found


@pytest.mark.django_db  # one test must say so, or no database is made for the file
def test_the_named_figures(board: Board) -> None:
    by_name = {number.name: number for number in board.numbers()}
    assert by_name["leads"].value == 8000
    assert by_name["entered:convert"].value == 842
    assert by_name["conversions"].value == 0.10525
    assert (by_name["median_days"].value, round(float(str(by_name["mean_days"].value)), 2)) == (14, 48.44)
    for source, revenue in (("unknown", "194.49"), ("paid_search", "97.90"), ("organic_search", "90.17")):
        number = by_name[f"revenue_per_lead:{source}"]
        assert (number.value, number.unit) == (Decimal(revenue), "BRL")
    early = by_name["won_before_contact"]
    assert early.value == 1 and early.rows is not None
    assert all(number.reading.sentence == "draft, unsigned" for number in board.numbers())


def test_every_source_against_the_oracle(board: Board, oracle: dict[str, Any]) -> None:
    wanted = {("(empty)" if name == "(null)" else name): row for name, row in oracle["by_origin"].items()}
    assert {row.source for row in board.sources} == set(wanted)
    for row in board.sources:
        origin = wanted[row.source]
        assert (row.leads.value, row.won.value) == (origin["mql"], origin["won"])
        assert row.won_share.value == pytest.approx(origin["rate"], abs=5e-7)
        name = "(null)" if row.source == "(empty)" else row.source
        assert row.days_to_won.value == oracle["median_days_by_origin"][name]
        revenue = oracle["revenue_by_origin"].get(name)
        if revenue:
            assert float(str(row.revenue_per_lead.value)) == pytest.approx(
                revenue["revenue_per_mql"], abs=0.005
            )


def test_every_cohort_and_month_against_the_oracle(board: Board, oracle: dict[str, Any]) -> None:
    cohorts = {f"{c.start:%Y-%m}": (c.leads, dict(c.reached)["convert"]) for c in board.funnel.cohorts}
    assert cohorts == {m: (row["mql"], row["won"]) for m, row in oracle["by_first_contact_month"].items()}
    assert not any(cohort.young for cohort in board.funnel.cohorts)


def test_volumes_by_month_are_of_the_reporting_zone(board: Board, shared_data: Path) -> None:
    deals = pd.read_csv(shared_data / "olist_funnel" / FILES[1][0], parse_dates=["won_date"])
    local = deals["won_date"].dt.tz_localize("UTC").dt.tz_convert(board.zone).dt.strftime("%Y-%m")
    won = {f"{p.start:%Y-%m}": dict(p.entered).get("convert", 0) for p in board.funnel.periods}
    assert {month: n for month, n in won.items() if n} == local.value_counts().to_dict()


def test_an_independent_reckoning_agrees(board: Board, shared_data: Path) -> None:
    folder = shared_data / "olist_funnel"
    leads = pd.read_csv(folder / FILES[0][0], parse_dates=["first_contact_date"])
    deals = pd.read_csv(folder / FILES[1][0], parse_dates=["won_date"])
    items = pd.read_csv(folder / FILES[2][0])
    leads["origin"] = leads["origin"].fillna("(empty)")
    both = leads.merge(deals, on="mql_id", how="left")
    days = (both["won_date"].dt.normalize() - both["first_contact_date"]).dt.days.dropna()
    by_name = {number.name: number.value for number in board.speed}
    assert by_name["mean_days"] == pytest.approx(days.mean())
    assert by_name["p90_days"] == pytest.approx(days.quantile(0.9))
    assert by_name["won_before_contact"] == (both["won_date"] < both["first_contact_date"]).sum()
    earned = items.groupby("seller_id")["price"].sum()
    both["revenue"] = both["seller_id"].map(earned).fillna(0)
    per_lead = both.groupby("origin")["revenue"].sum() / leads.groupby("origin").size()
    for row in board.sources:
        assert float(str(row.revenue_per_lead.value)) == pytest.approx(per_lead[row.source], abs=0.005)


def test_the_bridge_from_8000_to_842(board: Board) -> None:
    bridge = reconcile(OLGA, now=NOW)
    assert (bridge.marketing_sources, bridge.sales_sources) == (("marketing",), ("crm",))
    counts = {step.id: step.count for step in bridge.steps}
    assert (counts["marketing"], counts["never_synced"], counts["sales"], bridge.both) == (
        8000,
        7158,
        842,
        842,
    )
    assert 8000 + sum(step.sign * step.count for step in bridge.steps) == 842


def test_every_number_lists_exactly_its_rows(board: Board) -> None:
    for number in board.numbers():
        if number.rows is not None:
            assert dashboard.rows_behind(OLGA, number.rows, now=NOW, limit=1).total == number.rows.count


def test_no_fit_is_learnt_from_deals_that_were_all_won(board: Board) -> None:
    drafted = draft_fit_rules(OLGA, now=NOW)
    assert (drafted.learnt.won, drafted.learnt.lost) == (842, 0)
    assert drafted.draft is None and "842 buyers won and 0 lost" in drafted.learnt.note
