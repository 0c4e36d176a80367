"""The funnel, the joint figures, follow-up and data trust against tables worked by hand."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from accord.measures.number import Number, Window, as_json
from accord.measures.reckon import reckon
from accord.measures.rows import fetch_rows
from accord.measures.scope import Scope
from accord.vocabulary.facts import FactKind
from tests.measures.company import NOW, Company, scope


def quarter() -> Company:
    """Ten leads of January and February (matured), four of March (young); what became of each."""
    company = Company()
    for person in range(1, 15):
        company.person(person, account=person % 4 or None)
        begins = (
            f"2027-01-{person:02d}"
            if person <= 6
            else f"2027-02-{person:02d}"
            if person <= 10
            else "2027-03-20"
        )
        company.fact(person, FactKind.form_submitted, f"{begins} 10:00", channel="event")
    for person, hours in ((1, 1), (2, 2), (3, 3), (7, 30)):
        day, hour = (f"2027-01-{person:02d}", 10 + hours) if person < 7 else ("2027-02-08", 16)
        company.fact(person, FactKind.call_attempted, f"{day} {hour}:00", source="crm")
    company.fact(1, FactKind.call_connected, "2027-01-01 12:00", source="crm")
    company.fact(4, FactKind.returned, "2027-01-05", source="crm")
    for person, won in ((1, "2027-01-20"), (2, "2027-03-05"), (11, "2027-03-25")):
        company.deal(100 + person, person, won=won, amount=100000, currency="EUR")
    for spent in (30000, 10000):
        company.fact(
            0, FactKind.spend, "2027-02-10", source="ads", amount=spent, currency="EUR", campaign="spring"
        )
    company.fact(5, FactKind.email_click, "2027-03-01", agent=1)
    company.fact(5, FactKind.email_sent, "2027-03-15")
    company.fact(5, FactKind.call_attempted, "2027-03-16", source="crm")
    company.fact(6, FactKind.email_sent, "2027-03-15")
    return company


def numbers(found: tuple[Number, ...]) -> dict[str, object]:
    return {number.name: number.value for number in found}


def test_the_funnel_counts_volumes_and_gives_rates_of_matured_leads_only(tmp_path: Path) -> None:
    mirror = quarter().write(tmp_path)
    board = reckon(mirror, scope(mirror))
    stages = {stage.id: stage for stage in board.funnel.stages}
    assert [s.entered.value for s in board.funnel.stages] == [14, 14, 14, 3]
    # 45 days before 31 March is 14 February: the leads of January and February have matured, 10 of 14.
    assert stages["convert"].share_of_first.value == 2 / 10
    assert stages["convert"].line_before and not stages["attract"].line_before
    assert not stages["convert"].share_of_first.enough


def test_young_cohorts_are_marked_and_compared_at_their_age(tmp_path: Path) -> None:
    mirror = quarter().write(tmp_path)
    cohorts = {cohort.start: cohort for cohort in reckon(mirror, scope(mirror)).funnel.cohorts}
    january, february, march = (cohorts[date(2027, month, 1)] for month in (1, 2, 3))
    assert (january.leads, february.leads, march.leads) == (6, 4, 4)
    assert (january.young, february.young, march.young) == (False, True, True)
    # The last lead of February may have begun on the 28th: it has its 45 days on 15 April, that of March on 16 May.
    assert (january.days_left, february.days_left, march.days_left) == (0, 15, 46)
    assert dict(january.reached)["convert"] == 2
    # At 30 days, one of January's six (won after 19 days) had come to the end; the other took 62.
    assert march.says == "at this age (30 days), past cohorts had 16.7% won"
    assert january.says == ""


def test_volumes_by_month_are_no_cohorts(tmp_path: Path) -> None:
    mirror = quarter().write(tmp_path)
    periods = {period.start: dict(period.entered) for period in reckon(mirror, scope(mirror)).funnel.periods}
    assert periods[date(2027, 1, 1)]["convert"] == 1
    assert periods[date(2027, 3, 1)]["convert"] == 2


def test_the_five_joint_figures(tmp_path: Path) -> None:
    mirror = quarter().write(tmp_path)
    activity, leads, cost, conversions, sales = reckon(mirror, scope(mirror)).kpis
    assert (activity.value, activity.target) == (1, 70)  # account 1 (person 5) has both teams' touch
    assert (leads.value, leads.target) == (14, Decimal(160))
    assert (cost.value, cost.unit) == (Decimal("28.57"), "EUR")  # 400 / 14
    assert conversions.value == 2 / 10
    assert (sales.value, sales.unit) == (Decimal("3000.00"), "EUR")
    assert all(number.draft for number in (activity, leads, cost, conversions, sales))


def test_a_window_bounds_every_figure(tmp_path: Path) -> None:
    mirror = quarter().write(tmp_path)
    february = Window(date(2027, 2, 1), date(2027, 3, 1))
    board = reckon(mirror, scope(mirror, window=february))
    _, leads, cost, conversions, sales = board.kpis
    assert (leads.value, cost.value, sales.value) == (4, Decimal("100.00"), Decimal(0))
    assert conversions.value == 0.0 and board.window == february
    assert [row.leads.value for row in board.sources] == [4]


def test_follow_up_keeps_attempted_and_connected_apart_and_returned_beside(tmp_path: Path) -> None:
    mirror = quarter().write(tmp_path)
    found = numbers(reckon(mirror, scope(mirror)).follow_up)
    assert found["attempted_share"] == 5 / 13
    assert found["connected_share"] == 1 / 13
    assert found["returned"] == 1
    # Hours to the first attempt: 1, 2, 3, 30 and (person 5) 1,702 from 5 January 10:00 to 16 March 00:00.
    assert found["median_hours"] == 3
    assert found["p90_hours"] == pytest.approx(30 + 0.6 * (1670 - 30))


def test_without_activity_of_sales_nothing_is_said_about_sales(tmp_path: Path) -> None:
    company = Company()
    company.person(1)
    company.fact(1, FactKind.form_submitted, "2027-01-05")
    mirror = company.write(tmp_path)
    attempted = reckon(mirror, scope(mirror)).follow_up[0]
    assert not attempted.enough
    assert attempted.note == "no activity of sales is in the exports: this says nothing about sales"


def test_data_trust_counts_machines_and_duplicates(tmp_path: Path) -> None:
    company = quarter()
    company.person(40, contact=3)
    company.small["imports"].append(
        {"import_id": 1, "source": "marketing", "connector": "csv_file", "state": "done", "accepted": 9}
        | {
            "rejected": 3,
            "skipped": 1,
            "facts_new": 9,
            "facts_known": 0,
            "started_at": NOW,
            "finished_at": NOW,
        }
    )
    company.small["rejects"].append({"import_id": 1, "reason": "bad_date", "rows": 3})
    mirror = company.write(tmp_path)
    board = reckon(mirror, scope(mirror))
    found = numbers(board.trust)
    assert found["machine_hits:marketing"] == 1 and found["machine_hits:crm"] == 0
    assert found["duplicates:marketing"] == 1
    assert found["rejects:marketing:bad_date"] == 3
    assert {f.source for f in board.freshness} == {"marketing", "crm", "ads"}


def test_every_number_has_words_sql_and_exactly_the_rows_it_counts(tmp_path: Path) -> None:
    mirror = quarter().write(tmp_path)
    for window in (None, Window(date(2027, 2, 1), date(2027, 3, 1))):
        sight = scope(mirror, window=window)
        for number in reckon(mirror, sight).numbers():
            assert number.formula and number.sql and number.as_of is not None
            if number.rows is not None:
                assert len(fetch_rows(mirror, sight, number.rows)) == number.rows.count, number.name


def test_without_an_agreement_the_board_says_so_and_claims_nothing(tmp_path: Path) -> None:
    mirror = quarter().write(tmp_path, text="")
    board = reckon(mirror, Scope(now=NOW))
    assert board.funnel.stages == () and board.sources == ()
    assert board.kpis[1].reading.sentence == "no agreement yet"
    assert board.kpis[4].value is None or board.kpis[4].beside or board.kpis[4].unit == "EUR"


def test_as_json_is_plain(tmp_path: Path) -> None:
    mirror = quarter().write(tmp_path)
    plain = json.loads(json.dumps(as_json(reckon(mirror, scope(mirror)))))
    assert plain["kpis"][1]["value"] == 14
    assert plain["kpis"][1]["says"] == "draft, unsigned"
    assert plain["kpis"][2]["value"] == "28.57"
