"""Money never forgets its currency."""

from decimal import Decimal

import pytest

from accord.vocabulary.money import Money


def test_two_currencies_do_not_add() -> None:
    assert Money(1, "EUR") + Money(2, "EUR") == Money(3, "EUR")
    with pytest.raises(ValueError, match="do not add"):
        Money(1, "EUR") + Money(1, "USD")


@pytest.mark.parametrize(
    ("major", "currency", "minor", "text"),
    [
        ("194.49", "BRL", 19449, "194.49 BRL"),
        ("1200", "JPY", 1200, "1200 JPY"),
        ("1.2345", "KWD", 1234, "1.234 KWD"),
    ],
)
def test_minor_units_are_the_currencys_own(major: str, currency: str, minor: int, text: str) -> None:
    money = Money.of(Decimal(major), currency)
    assert (money.minor, str(money)) == (minor, text)
