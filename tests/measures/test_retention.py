"""Retention on a company worked by hand, and against the truth of the simulated one reckoned by a plain walk."""

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np
import pytest

from accord.agreement import compile as compile_agreement
from accord.agreement import content_hash, parse, templates
from accord.measures.kept_share import expansion_share, gross_interval, gross_share, net_share, ratio_interval
from accord.measures.mirror import open_mirror
from accord.measures.retention import retention
from accord.measures.retention_lines import SIGNS
from accord.measures.rows import fetch_rows
from accord.simulation.company import simulate
from accord.simulation.mirror import write_segments
from accord.simulation.plan import of_touches
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import NOW, Company, day, scope

TEXT = templates.read("demand-waterfall")
AGREED = TEXT + "\nretention: {gross: 92 %, net: 108 %, at risk: {silent: 20 days, use down: 50 %}}\n"


def sold(
    company: Company, account: int, won: str, amount: int, kind: str = "new", lost: bool = False
) -> None:
    """A deal of an account on a day, for an amount a year in whole euros."""
    key = 9_000 + len(company.small["deals"])
    company.deal(key, None, account=account, amount=amount * 100, currency="EUR", deal_type=kind)
    company.small["deals"][-1]["lost_at" if lost else "won_at"] = day(won)


def by_hand() -> Company:
    """Seven customers on 2026-04-01; 2027-03-31 is today.

    1: 100, renewed at 120. 2: 200, lost. 3: 300, renewed at 250. 4: 400, past its end (2027-03-01), undecided.
    5: 500 won and 50 added, renewed as 560. 6: 600, due in May, not yet. 7: came since. 8: two contracts, one lost.
    """
    company = Company()
    for account in range(1, 9):
        company.person(account, account=account)
        company.small["companies"].append({"subject": 500 + account, "account": account})
        company.fact(
            500 + account, K.attribute, "2026-01-01", value=f"industry={'water' if account < 5 else 'food'}"
        )
    sold(company, 1, "2025-06-10", 100)
    sold(company, 1, "2026-06-05", 120, "renewal")
    sold(company, 2, "2025-07-01", 200)
    sold(company, 2, "2026-07-01", 200, "renewal", lost=True)
    sold(company, 3, "2025-08-01", 300)
    sold(company, 3, "2026-08-20", 250, "renewal")
    sold(company, 4, "2026-03-01", 400)
    sold(company, 5, "2025-05-01", 500)
    sold(company, 5, "2025-12-01", 50, "expansion")
    sold(company, 5, "2026-05-02", 560, "renewal")
    sold(company, 6, "2025-05-20", 600)
    sold(company, 6, "2026-05-20", 600, "renewal")
    sold(company, 7, "2026-06-01", 700)
    sold(company, 8, "2025-06-01", 80)
    sold(company, 8, "2025-12-01", 20)
    sold(company, 8, "2026-06-01", 80, "renewal")
    sold(company, 8, "2026-12-01", 20, "renewal", lost=True)
    return company


def test_what_is_kept_by_hand(tmp_path: Path) -> None:
    mirror = by_hand().write(tmp_path, AGREED)
    words = scope(mirror, AGREED)
    made = retention(mirror, words)
    assert made.whole is not None
    whole = made.whole
    # then: 100 + 200 + 300 + 400 + 550 + 600 + 100 = 2,250; now: 120 + 0 + 250 + 400 + 560 + 600 + 80 = 2,010
    assert whole.customers.value == 7 and whole.customers.beside[0].value == 1
    assert whole.gross.value == pytest.approx((100 + 250 + 400 + 550 + 600 + 80) / 2_250)
    assert whole.net.value == pytest.approx(2_010 / 2_250)
    assert whole.expansion.value == pytest.approx((20 + 10) / 2_250)
    assert whole.logo.part is not None and (whole.logo.part.hits, whole.logo.part.cases) == (6, 7)
    assert (whole.gross.target, whole.net.target) == (0.92, 1.08) and "only 7 customers" in str(
        whole.gross.note
    )
    segments = {line.key: line for line in made.segments}
    assert segments["water"].gross.value == pytest.approx(750 / 1_000)
    assert segments["food"].net.value == pytest.approx(1_240 / 1_250)
    rates = {each.label: (each.rate.part, each.undecided.value, each.young) for each in made.quarters}
    assert [(label, part and (part.hits, part.cases), left) for label, (part, left, _young) in rates.items()] == [
        ("2026-Q2", (4, 4), 0), ("2026-Q3", (1, 2), 0), ("2026-Q4", (0, 1), 0), ("2027-Q1", (0, 0), 1),
    ]  # fmt: skip
    assert [young for _part, _left, young in rates.values()] == [False, False, False, True]
    assert [each.days_left for each in made.quarters] == [0, 0, 0, 1]  # today is the last day of March
    assert made.renewal.part is not None and (made.renewal.part.hits, made.renewal.part.cases) == (5, 7)
    assert "1 customers are past" in str(made.says)
    for number in made.numbers():
        if number.rows is not None:
            assert len(fetch_rows(mirror, words, number.rows)) == number.rows.count, number.name


def test_the_signs_of_risk_by_hand(tmp_path: Path) -> None:
    """5 was heard and reached yesterday; 6 got a newsletter; the others neither. 1 uses half as much as it did."""
    company = by_hand()
    company.fact(5, K.form_submitted, "2027-03-30")
    company.fact(5, K.call_connected, "2027-03-30")
    company.fact(6, K.email_delivered, "2027-03-20")
    company.fact(6, K.email_click, "2027-03-25", agent=1)  # a scanner's: nobody was heard
    for at, much in (("2026-02-01", 900), ("2026-06-01", 100), ("2026-12-01", 80), ("2027-03-01", 50)):
        company.fact(501, K.attribute, at, value=f"use={much}")
    mirror = company.write(tmp_path, AGREED)
    words = scope(mirror, AGREED)
    made = retention(mirror, words)
    rows = {
        row["customer"]: {sign for sign in SIGNS if row[sign]}
        for row in mirror.ask("at_risk", **words.bound())
    }
    assert {customer for customer, signs in rows.items() if signs == {"silent", "untouched"}} == {3, 7, 8}
    assert rows[1] == {"silent", "untouched", "use_down"}, (
        "half of the most of the year: 900 is older than that"
    )
    assert rows[4] == {"past_end", "silent", "untouched"} and rows[6] == {"renewal_near", "silent"}
    assert rows[5] == {"renewal_near"} and 2 not in rows, "who left is not at risk"
    signs = {sign.sign: sign.customers for sign in made.signs}
    assert made.at_risk.value == len(rows) == 7 and signs["use_down"].value == 1
    assert "20 days" in str(made.signs[2].rule) and not signs["silent"].note
    assert "usual" in str(signs["untouched"].note), "the clause names no limit for it"


def test_without_renewals_or_deals_it_says_so(tmp_path: Path) -> None:
    company = Company()
    mirror = company.write(tmp_path / "none", TEXT)
    made = retention(mirror, scope(mirror, TEXT))
    assert made.whole is None and made.says == "no won deal is known yet" and made.renewal.value is None
    company.person(1, account=1)
    sold(company, 1, "2025-01-01", 10)
    mirror = company.write(tmp_path / "one", TEXT)
    made = retention(mirror, scope(mirror, TEXT))
    assert "no system says what became of renewals" in str(made.says) and "no system" in str(
        made.renewal.note
    )


def test_a_renewal_is_no_new_business(tmp_path: Path) -> None:
    company = by_hand()
    mirror = company.write(tmp_path, TEXT)
    won = {row["deal"] for row in mirror.ask("deals_won", **scope(mirror, TEXT).bound())}
    sorts = {row["deal"]: row["deal_type"] for row in company.small["deals"] if row["won_at"]}
    assert won == {deal for deal, sort in sorts.items() if sort != "renewal"} and "renewal" in sorts.values()


def walked(rows: list[tuple[datetime, str, bool, int]], until: datetime) -> float:
    """What an account with one contract pays on a day: a plain walk, event by event."""
    pays = 0.0
    for at, kind, won, amount in sorted(rows):
        if at >= until:
            break
        if kind == "renewal":
            pays = float(amount) if won else 0.0
        elif won:
            pays += amount
    return pays


def test_the_simulated_company_pays_what_the_truth_says(tmp_path: Path) -> None:
    sim = simulate(of_touches(120_000), 5, NOW)
    tables = compile_agreement(parse(TEXT).get_document(), content_hash(TEXT))
    write_segments(sim, tmp_path, tables, NOW)
    mirror = open_mirror(tmp_path)
    words = scope(mirror, TEXT)
    events = defaultdict(list)
    for account, renews, closed, won, amount in zip(
        sim.deals.account, sim.deals.renews, sim.deals.closed_at // 86_400 * 86_400, sim.deals.won, sim.deals.amount,
        strict=True,
    ):  # fmt: skip
        kind = ("new", "expansion", "renewal")[renews]
        events[int(account) + 1].append(
            (datetime.fromtimestamp(int(closed), UTC), kind, bool(won), int(amount))
        )
    one = {a for a, rows in events.items() if sum(kind == "new" and won for _at, kind, won, _n in rows) == 1}
    end = day("2027-04-01")
    found = {
        row["customer"]: row for row in mirror.ask("retention", **words.bound()) if row["customer"] in one
    }
    then = {a: walked(events[a], datetime(2026, 4, 1, tzinfo=UTC)) for a in one}
    assert found.keys() == {a for a, paid in then.items() if paid} and len(found) > 40
    for account, row in found.items():
        assert row["amount_then"] == 100 * then[account], account
        assert row["amount_now"] == 100 * walked(events[account], end), account


def test_the_interval_covers_the_truth_at_few_customers_of_unlike_size() -> None:
    random = Random(11)
    held = {"gross": 0, "net": 0}
    for _company in range(400):
        pairs = []
        for _customer in range(random.choice((12, 40, 90))):
            was = random.lognormvariate(10, 0.7)
            pairs.append((was, was * random.lognormvariate(0.0, 0.1) if random.random() < 0.9 else 0.0))
        spans = {"gross": gross_interval(pairs), "net": ratio_interval(pairs)}
        truth = {"gross": 0.9 * GROSS_KEPT, "net": 0.9 * float(np.exp(0.005))}
        for name, span in spans.items():
            assert span is not None
            held[name] += span.low <= truth[name] <= span.high
    assert held["gross"] >= 380 and held["net"] >= 368, held


# E[min(1, e^x)] for x normal with mean 0 and deviation .1: Phi(0) + e^{.005} Phi(-.1)
GROSS_KEPT = 0.5 + float(np.exp(0.005)) * 0.460172162722971


def test_shares_at_their_ends() -> None:
    assert gross_share([]) is None and net_share([(0.0, 5.0)]) is None and expansion_share([]) is None
    kept = gross_interval([(1.0, 1.0)] * 20)
    assert kept is not None and kept.high == 1.0 and kept.low == pytest.approx(0.8389, abs=1e-3)
    assert ratio_interval([(1.0, 0.0), (1.0, 0.0)]) is None and ratio_interval([(1.0, 1.0)]) is None
    one_large = gross_interval([(1000.0, 1000.0)] + [(1.0, 1.0)] * 100)
    assert one_large is not None and one_large.low < 0.4, "one large customer is worth about one"
