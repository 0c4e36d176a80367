"""Currencies never add silently."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from accord.agreement import templates
from accord.measures.kpis import sales
from accord.measures.rates import Amount, Rates, add
from accord.vocabulary.facts import FactKind
from accord.vocabulary.money import Money
from tests.measures.company import TEMPLATE, Company, scope

JANUARY, MARCH = date(2027, 1, 15), date(2027, 3, 15)
RATES = Rates("EUR", {"USD": ((date(2027, 1, 1), Decimal("0.91")), (date(2027, 3, 1), Decimal("0.95")))})


def test_each_day_has_its_rate_and_the_rates_are_named() -> None:
    total = add(
        [Amount(10000, "USD", JANUARY), Amount(10000, "USD", MARCH), Amount(500, "EUR", MARCH)], RATES
    )
    assert total.sum == Money(9100 + 9500 + 500, "EUR")
    assert total.says == "1 USD = 0.91 EUR; 1 USD = 0.95 EUR"
    assert total.apart == ()


def test_a_currency_without_a_rate_stands_apart() -> None:
    total = add([Amount(10000, "EUR", JANUARY), Amount(30000, "BRL", JANUARY)], RATES)
    assert (total.sum, total.apart) == (Money(10000, "EUR"), (Money(30000, "BRL"),))


def test_before_the_first_rate_there_is_none() -> None:
    total = add([Amount(10000, "USD", date(2026, 12, 31)), Amount(1, "EUR", JANUARY)], RATES)
    assert total.apart == (Money(10000, "USD"),)


def test_one_foreign_currency_alone_is_shown_as_it_is_and_two_are_not_added() -> None:
    assert add([Amount(5, "BRL", JANUARY)], RATES).sum == Money(5, "BRL")
    two = add([Amount(5, "BRL", JANUARY), Amount(7, "JPY", JANUARY)], RATES)
    assert two.sum is None and len(two.apart) == 2


def test_minor_units_differ_by_currency() -> None:
    yen = Rates("JPY", {"EUR": ((date(2027, 1, 1), Decimal("160")),)})
    assert add([Amount(1050, "EUR", JANUARY)], yen).sum == Money(1680, "JPY")  # 10.50 EUR


def test_sales_of_two_currencies_on_the_board(tmp_path: Path) -> None:
    company = Company()
    for key, amount, currency in ((1, 100000, "EUR"), (2, 200000, "USD"), (3, 300000, "BRL"), (4, None, "")):
        company.person(key)
        company.fact(key, FactKind.form_submitted, "2027-01-05", channel="event")
        company.deal(100 + key, key, won="2027-02-01", amount=amount, currency=currency)
    line = "reporting: {zone: Europe/Amsterdam, currency: agreement.currency}"
    dated = line.replace("}", ', rates: {USD: [{from: "2027-01-01", eur: 0.91}]}}')
    text = templates.read(TEMPLATE)
    assert line in text
    mirror = company.write(tmp_path, text.replace(line, dated))
    number = sales(mirror, scope(mirror, text.replace(line, dated)))
    assert (number.value, number.unit) == (Decimal("2820.00"), "EUR")  # 1,000 + 2,000 x 0.91
    assert [(n.value, n.unit) for n in number.beside] == [(Decimal("3000.00"), "BRL")]
    assert number.note == "1 USD = 0.91 EUR; 1 of 4 deals have no amount"
