"""What a campaign brought in money, by hand: whose deals, at which rate, for what was spent."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from accord.agreement import templates
from accord.measures import mirror as mirror_module
from accord.measures.attribution.credited import credit_company
from accord.measures.campaign_money import NO_BUDGET, NO_SPEND, MoneyOfCampaign, money_of_campaign
from accord.measures.mirror import Mirror
from accord.measures.rows import fetch_rows
from accord.measures.scope import Scope
from accord.measures.sql import sql
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import TEMPLATE, Company, day, scope

LINE = "reporting: {zone: Europe/Amsterdam, currency: agreement.currency}"
AGREED = templates.read(TEMPLATE).replace(
    LINE,
    LINE.replace("}", ', rates: {USD: [{from: "2027-01-01", eur: 0.5}, {from: "2027-03-15", eur: 0.9}]}}'),
)
EUR = {"currency": "EUR"}


def company() -> Company:
    """Seven people, two at one company; letters under two names of one campaign, and under another's."""
    made = Company()
    for key, account in ((1, 10), (2, 20), (3, 30), (4, 10), (5, None), (6, None), (7, 70)):
        made.person(key, account=account)
    for key in (1, 2, 5, 7):
        made.fact(key, K.email_sent, "2027-03-01", campaign="spring", channel="email")
    made.fact(3, K.email_sent, "2027-03-01", campaign="701-spring", channel="email")
    made.fact(6, K.email_sent, "2027-03-01", campaign="summer", channel="email")
    made.fact(3, K.email_click, "2027-03-02", campaign="701-spring", channel="email")
    made.fact(6, K.email_click, "2027-03-02", campaign="summer", channel="email")
    # New people at a company that was reached: sourced, 1,000 EUR; its colleague's deal is theirs too.
    made.deal(101, 4, account=10, created_at=day("2027-03-02"), won="2027-03-10", amount=1_000_00, **EUR)
    # Bought before, so only influenced: 200 USD in March's first half, at .5.
    made.deal(102, 2, account=20, created_at=day("2027-02-01"))
    made.deal(
        103, 2, account=20, created_at=day("2027-03-03"), won="2027-03-12", amount=200_00, currency="USD"
    )
    # After the rate changed: 100 USD at .9. It began before the letter.
    made.deal(
        104, 3, account=30, created_at=day("2027-02-20"), won="2027-03-20", amount=100_00, currency="USD"
    )
    # A colleague's that was open before the letter.
    made.deal(110, 4, account=10, created_at=day("2027-02-20"), won="2027-03-14", amount=50_00, **EUR)
    # Nobody knows its amount; nobody agreed on a rate; a renewal; won before the letter; another campaign's.
    made.deal(105, 5, created_at=day("2027-03-02"), won="2027-03-11", **EUR)
    made.deal(106, 5, created_at=day("2027-03-02"), won="2027-03-12", amount=70_00, currency="SEK")
    made.deal(107, 5, created_at=day("2027-03-02"), won="2027-03-13", amount=9_00, deal_type="renewal", **EUR)
    made.deal(108, 7, account=70, created_at=day("2027-01-02"), won="2027-02-25", amount=8_000_00, **EUR)
    made.deal(109, 6, created_at=day("2027-03-02"), won="2027-03-11", amount=5_000_00, **EUR)
    for name, amount, currency in (
        ("spring", 30_00, "EUR"), ("701-spring", 10_00, "EUR"), ("spring", 20_00, "USD"), ("summer", 900_00, "EUR"),
    ):  # fmt: skip
        made.fact(900, K.spend, "2027-03-02", campaign=name, amount=amount, currency=currency)
    return made


def bound_of(mirror: Mirror, *names: str) -> Scope:
    return replace(scope(mirror, AGREED), campaign={"result_names": list(names)})


def money(
    mirror: Mirror, at: Scope, budget: int | None = 50_00, counted: tuple[int, int] = (4, 3)
) -> MoneyOfCampaign:
    return money_of_campaign(
        mirror, at, credit_company(mirror, scope(mirror, AGREED), seed=None), budget, counted, "1"
    )


@pytest.fixture
def mirror(tmp_path: Path) -> Mirror:
    return company().write(tmp_path, AGREED)


def by_hand(mirror: Mirror) -> bool:
    """Whether it says what was worked out by hand."""
    made = money(mirror, bound_of(mirror, "spring", "701-spring"))
    return (
        (made.sourced.value, made.sourced_deals) == (Decimal(1000), 3)
        and (made.influenced.value, made.influenced_deals) == (Decimal(1000 + 50 + 100 + 90), 6)
        and made.spent.value == Decimal(30 + 10 + 10)
        and (made.per_answer.value, made.per_lead.value) == (Decimal("12.50"), Decimal("16.67"))
        and made.budget.value == 50
    )


def test_by_hand_and_every_number_leads_to_its_rows(mirror: Mirror) -> None:
    assert by_hand(mirror)
    at = bound_of(mirror, "spring", "701-spring")
    made = money(mirror, at)
    assert "deals without an amount: 1" in made.influenced.note and "70.00 SEK" in made.influenced.note
    assert "1 USD = 0.5 EUR" in made.influenced.note and "1 USD = 0.9 EUR" in made.influenced.note
    behind = {}
    for number in made.numbers():
        if number.rows is not None:
            rows = fetch_rows(mirror, at, number.rows)
            assert len(rows) == number.rows.count, number.name
            behind[number.label] = {row["key"] for row in rows}
    assert behind["Sourced"] == {101, 105, 106}
    assert behind["Influenced"] == {101, 103, 104, 105, 106, 110}
    assert len(behind["Spent"]) == 3 and behind["Spent"] == behind["Cost per lead"]


def test_credit_is_of_the_touches_under_its_names_and_leads_to_them(mirror: Mirror) -> None:
    both, one = bound_of(mirror, "spring", "701-spring"), bound_of(mirror, "701-spring")
    credited = money(mirror, both).credited
    assert credited.value and credited.rows is not None
    assert [row["contact"] for row in fetch_rows(mirror, both, credited.rows)].count(3) == 1
    assert money(mirror, one).credited.value == Decimal("90.00")  # the one touch of deal 104
    assert money(mirror, bound_of(mirror, "autumn")).credited.value == 0


def test_too_little_says_why(mirror: Mirror) -> None:
    made = money(mirror, bound_of(mirror, "autumn"), budget=None, counted=(0, 0))
    assert (made.sourced.value, made.influenced.value) == (0, 0)
    for number, why in ((made.spent, NO_SPEND), (made.per_answer, NO_SPEND), (made.budget, NO_BUDGET)):
        assert (number.value, number.note, number.enough) == (None, why, False)
    made = money(mirror, bound_of(mirror, "spring"), counted=(0, 0))
    assert (made.per_answer.value, made.per_answer.note) == (None, "1 USD = 0.5 EUR; nobody answered yet")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("d.won_at >= m.since AND", ""),  # won before anybody was written to
        ("AND d.deal_type IS DISTINCT FROM 'renewal'", ""),
        ("OR (d.account IS NOT NULL AND d.account = m.account)", ""),  # colleagues
        ("d.created_at >= m.since AND m.contact NOT IN", "m.contact NOT IN"),
        (
            "d.created_at >= m.since AND m.contact NOT IN (SELECT contact FROM early)",
            "d.created_at >= m.since",
        ),
        ("list_contains(CAST($result_names AS VARCHAR[]), campaign)", "true"),  # anybody's spend
        ("list_contains(CAST($result_names AS VARCHAR[]), f.campaign)", "true"),  # anybody's letters
    ],
)
def test_a_wrong_reckoning_is_caught(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str
) -> None:
    changed = set()

    def mutant(name: str) -> str:
        text = sql(name)
        if right in text:
            changed.add(name)
        return text.replace(right, wrong)

    monkeypatch.setattr(mirror_module, "sql", mutant)
    assert not by_hand(mirror)
    assert changed
