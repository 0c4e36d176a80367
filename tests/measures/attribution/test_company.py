"""Credit of a company's own deals: how paths are cut, by hand; sums to the cent, however the deals fall."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import numpy as np
import pytest

from accord.measures.attribution.cents import split
from accord.measures.attribution.company import CompanyPaths, gather_paths
from accord.measures.attribution.credited import credit_company
from accord.measures.number import Window
from accord.measures.rows import fetch_rows
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import Company, day, scope


def paths_of(company: Company, folder: Path, **more: object) -> dict[tuple[int, int], list[str]]:
    mirror = company.write(folder)
    at = scope(mirror, **more)  # type: ignore[arg-type]
    return _as_words(gather_paths(mirror, at))


def _as_words(found: CompanyPaths) -> dict[tuple[int, int], list[str]]:
    paths = found.paths
    return {
        (int(found.buyer[p]), int(found.deal[p])): [
            paths.channels[c] for c in paths.channel[paths.offset[p] : paths.offset[p + 1]]
        ]
        for p in range(len(paths))
    }


def touch(company: Company, who: int, kind: K, at: str, channel: str = "", **more: object) -> None:
    company.fact(who, kind, at, channel=channel, **more)


def _two_cycles() -> Company:
    """Ann and Bob of one account; a deal lost in January, one won in March; Cyd of no account falls silent."""
    made = Company()
    made.person(1, account=7)
    made.person(2, account=7)
    made.person(3)
    touch(made, 1, K.ad_click, "2027-01-02", "ads")
    touch(made, 2, K.webinar_attended, "2027-01-05", "webinar")
    touch(made, 1, K.form_submitted, "2027-01-05 12:00", "search")
    touch(made, 1, K.email_click, "2027-02-01 09:00", "email", asset="m1")
    touch(made, 1, K.email_click, "2027-02-01 09:05", "email", asset="m1")  # the same mail again
    touch(made, 2, K.email_click, "2027-02-01 10:00", "email", asset="m1")  # somebody else's click
    touch(made, 1, K.email_click, "2027-02-02", "email", asset="m1", agent=1)  # a machine's
    touch(made, 1, K.email_sent, "2027-02-03", "email")  # no act of the buyer
    touch(made, 1, K.sales_email_sent, "2027-02-04")
    touch(made, 1, K.call_connected, "2027-02-05")
    touch(made, 2, K.meeting_held, "2027-02-10")  # the second conversation
    touch(made, 2, K.demo_request, "2027-03-20", "direct")  # after the closing
    touch(made, 3, K.ad_click, "2026-01-10", "ads")
    touch(made, 3, K.page_view, "2026-03-10", "search")
    made.deal(101, 1, account=7, created_at=day("2027-01-06"), lost_at=day("2027-01-20"))
    made.deal(
        102, 1, account=7, created_at=day("2027-02-06"), won="2027-03-10", amount=100_00, currency="EUR"
    )
    return made


def test_a_path_is_cut_by_cycle_closing_machine_mail_and_conversation(tmp_path: Path) -> None:
    assert paths_of(_two_cycles(), tmp_path) == {
        (7, 101): ["ads", "webinar", "search"],
        (7, 102): ["email", "email", "sales conversation"],
        (-3, 0): ["ads", "search"],  # silent for the look-back of 270 days: a path without a win
    }


def test_milestones_are_the_touches_before_them(tmp_path: Path) -> None:
    company = _two_cycles()
    mirror = company.write(tmp_path)
    at = scope(mirror)
    found = gather_paths(mirror, at)
    won = int(np.flatnonzero(found.deal == 102)[0])
    assert found.paths.deal_at is not None and found.paths.deal_at[won] == 2  # the call before the deal began
    assert found.open == 1  # the account, after its second deal: the demo request is of a next one
    assert (found.paths.won[won], found.paths.value[won], found.currency) == (1.0, 100_00, "EUR")


def test_the_window_takes_what_ended_in_it(tmp_path: Path) -> None:
    march = Window(day("2027-03-01").date(), day("2027-04-01").date())
    assert set(paths_of(_two_cycles(), tmp_path, window=march)) == {(7, 102)}


def test_a_deal_of_nobody_is_unattributed_and_counted(tmp_path: Path) -> None:
    company = _two_cycles()
    company.deal(103, None, won="2027-03-11", amount=33, currency="EUR")
    mirror = company.write(tmp_path)
    made = credit_company(mirror, scope(mirror))
    assert (made.deals, made.amount) == (2, Decimal("100.33"))
    for table in made.compare:
        if not table.why_not:
            # the account's lead began in its earlier cycle: no touch of this path created it
            nobodys = "100.33" if table.model == "lead creation" else "0.33"
            assert table.unattributed.amount == Decimal(nobodys), table.label
    signed = made.signed[0]
    assert signed.label.startswith("W 30/30/30/10")
    by_name = {row.name: row for row in signed.rows}
    # W over email, email, call: the first has first and lead creation (none: its lead began before), so
    # first 30, deal creation 30, the rest 10 on the click between: 30/70, 30/70, 10/70
    assert by_name["sales conversation"].amount == Decimal("42.86")
    assert by_name["email"].amount == Decimal("57.14")
    for number in made.numbers():
        assert number.rows is None or len(fetch_rows(mirror, scope(mirror), number.rows)) == number.rows.count
    beside = {row.name: row for row in made.beside}
    assert beside["email"].influenced.value == Decimal("100.00")
    assert sum(row.sourced.value for row in made.beside) == Decimal("100.33")


def test_a_segment_is_the_newest_word_on_the_buyer_and_sums_the_same_cents(tmp_path: Path) -> None:
    company = _two_cycles()
    company.small["companies"].append({"subject": 70, "account": 7, "source": "crm"})
    attribute = K.attribute
    company.fact(70, attribute, "2027-01-01", value="industry=Retail")
    company.fact(70, attribute, "2027-01-02", value="industry= Machines ")
    company.fact(70, attribute, "2027-01-01", value="industry=Farming")  # written later, said earlier
    company.fact(
        1, attribute, "2027-03-09", value="industry=Law"
    )  # of a person: the company's word comes first
    company.person(4)
    touch(company, 4, K.ad_click, "2027-03-01", "ads")
    company.fact(4, attribute, "2027-03-01", value="industry=law")
    company.deal(104, 4, won="2027-03-12", amount=7_01, currency="EUR", created_at=day("2027-03-02"))
    company.person(5)
    touch(company, 5, K.ad_click, "2027-03-01", "ads")
    company.deal(105, 5, won="2027-03-13", amount=3_00, currency="EUR", created_at=day("2027-03-02"))
    mirror = company.write(tmp_path)
    made = credit_company(mirror, scope(mirror))
    table = {each.grain: each for each in made.signed}["segment"]
    assert {row.name: row.amount for row in table.rows} == {
        "machines": Decimal("100.00"),
        "law": Decimal("7.01"),
        "(empty)": Decimal("3.00"),
    }
    for row in table.rows:
        assert row.number.rows is not None
        assert len(fetch_rows(mirror, scope(mirror), row.number.rows)) == row.number.rows.count > 0


@pytest.mark.parametrize("seed", range(2))
def test_every_table_sums_to_what_was_won(tmp_path: Path, seed: int) -> None:
    chance, company = Random(seed), Company()
    for who in range(1, 60):
        company.person(who, account=1 + who // 2)
        for _ in range(chance.randrange(0, 7)):
            at = f"2027-0{chance.randrange(1, 4)}-{chance.randrange(10, 29)}"
            kind = chance.choice(
                [K.ad_click, K.form_submitted, K.page_view, K.call_connected, K.event_conversation]
            )
            touch(
                company,
                who,
                kind,
                at,
                chance.choice(["ads", "search", "direct", ""]),
                campaign=chance.choice("abc"),
            )
        if chance.random() < 0.5:
            more = {"amount": chance.randrange(1, 10**7), "currency": "EUR", "created_at": day("2027-02-15")}
            company.deal(
                1000 + who, who, account=1 + who // 2, won=f"2027-03-{chance.randrange(10, 29)}", **more
            )
    mirror = company.write(tmp_path)
    made = credit_company(mirror, scope(mirror))
    board = sum(row["amount"] for row in mirror.ask("kpi_sales", **scope(mirror).bound()))
    assert made.amount == Decimal(board) / 100 > 0
    for table in (*made.signed, *made.compare):
        if not table.why_not:
            whole = sum((row.amount for row in table.rows), table.unattributed.amount)
            assert whole == made.amount, (table.label, table.grain)
            deals = sum(row.deals for row in table.rows) + table.unattributed.deals
            assert deals == pytest.approx(made.deals, abs=1e-6)
    told = [table for table in made.compare if table.rows and table.rows[0].low is not None]
    assert told, "with so many buyers an interval stands"
    for table in told:
        for row in table.rows:
            assert row.low is not None and row.high is not None and row.low <= row.high


def test_minor_units_go_to_the_largest_remainders_ties_to_the_first() -> None:
    of = np.array([0, 0, 0, 1, 1, 3], np.int64)
    part = np.array([1 / 3, 1 / 3, 1 / 3, 0.25, 0.75, 0.0])
    got = split(np.array([100, 3, 5, 7], np.int64), part, of)
    assert got.tolist() == [34, 33, 33, 1, 2, 0]
    exact = [Fraction(3, 4), Fraction(9, 4)]
    assert [abs(Fraction(int(g)) - e) < 1 for g, e in zip(got[3:5], exact, strict=True)] == [True, True]


def test_without_a_deal_or_a_touch_nothing_is_credited(tmp_path: Path) -> None:
    company = Company()
    company.person(1)
    mirror = company.write(tmp_path / "empty")
    made = credit_company(mirror, scope(mirror), all_spans=True)
    assert (made.deals, made.amount, made.spread, made.beside) == (0, 0, (), ())
    company.deal(9, 1, won="2027-03-11", amount=500, currency="EUR")
    mirror = company.write(tmp_path / "deal")
    made = credit_company(mirror, scope(mirror), all_spans=True)
    assert {table.unattributed.amount for table in made.compare if not table.why_not} == {Decimal(5)}
