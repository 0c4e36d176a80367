"""What came back for what was spent, by hand."""

from decimal import Decimal
from pathlib import Path

from accord.measures.attribution.credited import credit_company
from accord.measures.number import Window
from accord.measures.roi import roi
from accord.measures.rows import fetch_rows
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import Company, day, scope


def test_spend_credit_return_and_costs(tmp_path: Path) -> None:
    company = Company()
    for who in range(1, 5):
        company.person(who, account=who)
        company.fact(who, K.demo_request, f"2027-01-0{who}", channel="ads" if who < 4 else "search")
    company.fact(900, K.spend, "2027-01-02", channel="ads", amount=200_00, currency="EUR")
    company.fact(900, K.spend, "2027-01-03", channel="ads", amount=100_00, currency="EUR")
    company.fact(901, K.spend, "2027-01-03", channel="fair", amount=50_00, currency="EUR")
    company.deal(
        101, 1, account=1, created_at=day("2027-01-05"), won="2027-02-01", amount=900_00, currency="EUR"
    )
    mirror = company.write(tmp_path)
    made = roi(mirror, scope(mirror), credit_company(mirror, scope(mirror)))
    ads, fair = made.rows
    assert (ads.channel, ads.spend.value, fair.channel, fair.spend.value) == ("ads", 300, "fair", 50)
    assert ads.credit is not None and ads.credit.value == Decimal("900.00") and ads.returned.value == 3.0
    assert fair.credit is None and fair.returned.value is None
    inquiry, _qualified, _accepted, _ready, customer = ads.costs
    assert (inquiry.value, customer.value) == (Decimal("100.00"), Decimal("300.00"))
    assert [cost.value for cost in fair.costs if cost.name.startswith("roi:cost_leads")] == [None]
    assert made.whole is not None and made.whole.spend.value == 350
    assert made.whole.costs[0].value == Decimal("87.50")  # four leads, also the one nobody paid for
    assert made.whole.returned.value == 900 / 350
    for number in made.numbers():
        assert (
            number.rows is not None
            and len(fetch_rows(mirror, scope(mirror), number.rows)) == number.rows.count
        )
    assert made.budget_says.startswith("choose days within the agreement's cycle")
    quarter = scope(mirror, window=Window(day("2027-01-01").date(), day("2027-04-01").date()))
    within = roi(mirror, quarter, credit_company(mirror, quarter))
    assert within.budget_says == "350 of the cycle's programme budget of 45,000 (1%)"


def test_without_spend_it_says_so(tmp_path: Path) -> None:
    company = Company()
    company.person(1)
    mirror = company.write(tmp_path)
    made = roi(mirror, scope(mirror), credit_company(mirror, scope(mirror)))
    assert (made.rows, made.whole, made.says) == ((), None, "no spend is in the ledger")


def test_a_move_is_proposed_only_where_intervals_lie_apart(tmp_path: Path) -> None:
    company = Company()
    for who in range(1, 61):
        company.person(who, account=who)
        company.fact(who, K.demo_request, "2027-01-02", channel="ads" if who % 2 else "search")
        company.deal(
            100 + who, who, account=who, created_at=day("2027-01-05"), won="2027-02-01", amount=100_00, currency="EUR"
        )  # fmt: skip
    for number, (channel, amount) in enumerate({"ads": 100_00, "search": 900_00, "fair": 1_00}.items()):
        company.fact(900 + number, K.spend, "2027-01-02", channel=channel, amount=amount, currency="EUR")
    mirror = company.write(tmp_path)
    credit = credit_company(mirror, scope(mirror), seed=1)
    (move,) = roi(mirror, scope(mirror), credit).moves
    assert (move.source, move.target) == (
        "search",
        "ads",
    )  # the fair is credited nothing: nothing is said of it
    ads = next(row for row in credit.signed[0].rows if row.name == "ads")
    assert (
        ads.low is not None and move.target_low == ads.low * 6000 / 100 and move.source_high < move.target_low
    )
    unsure = credit_company(mirror, scope(mirror), seed=None)
    assert roi(mirror, scope(mirror), unsure).moves == ()


def test_no_move_between_channels_that_chance_may_have_set_apart(tmp_path: Path) -> None:
    company = Company()
    for who in range(1, 31):
        company.person(who, account=who)
        company.fact(who, K.demo_request, "2027-01-02", channel="ads" if who % 2 else "search")
        company.deal(
            100 + who, who, account=who, created_at=day("2027-01-05"), won="2027-02-01", amount=100_00, currency="EUR"
        )  # fmt: skip
    for number, (channel, amount) in enumerate({"ads": 100_00, "search": 130_00}.items()):
        company.fact(900 + number, K.spend, "2027-01-02", channel=channel, amount=amount, currency="EUR")
    mirror = company.write(tmp_path)
    assert roi(mirror, scope(mirror), credit_company(mirror, scope(mirror), seed=1)).moves == ()
