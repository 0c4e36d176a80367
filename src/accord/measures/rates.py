"""Amounts of several currencies: never added, only converted at dated rates, which are named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accord.agreement.shape import Document
from accord.vocabulary.money import Money


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of one currency and day, in minor units."""

    minor: int
    currency: str
    day: date


@dataclass(frozen=True, slots=True)
class Rates:
    """What one unit of a currency is worth in `currency`, from which day on."""

    currency: str
    dated: Mapping[str, tuple[tuple[date, Decimal], ...]]  # by currency, oldest first

    def on(self, currency: str, day: date) -> Decimal | None:
        """The rate in force on a day; None where the agreement names none."""
        if currency == self.currency:
            return Decimal(1)
        found = [rate for since, rate in self.dated.get(currency, ()) if since <= day]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Total:
    """A sum: what could be brought to the one currency, what could not, and the rates it took."""

    sum: Money | None  # None: nothing to add
    apart: tuple[Money, ...]  # currencies without a rate, one sum each
    says: str  # the rates used, in words


def add(amounts: Iterable[Amount], rates: Rates) -> Total:
    """Sum amounts in the agreement's currency, each at its day's rate; what has no rate stands apart.

    Without an agreement, a single currency is its own sum; several are all apart.
    """
    converted = Decimal(0)
    kept: dict[str, int] = {}
    used: set[tuple[str, Decimal]] = set()
    for amount in amounts:
        rate = rates.on(amount.currency, amount.day) if rates.currency else None
        if rate is None:
            kept[amount.currency] = kept.get(amount.currency, 0) + amount.minor
            continue
        converted += Money(amount.minor, amount.currency).major * rate
        used.add((amount.currency, rate))
    apart = tuple(Money(minor, currency) for currency, minor in sorted(kept.items()))
    if not used:
        # Nothing in the agreement's currency: one foreign currency is shown as it is, several stay apart.
        return Total(apart[0], (), "") if len(apart) == 1 else Total(None, apart, "")
    named = [f"1 {c} = {r} {rates.currency}" for c, r in sorted(used) if c != rates.currency]
    return Total(Money.of(converted, rates.currency), apart, "; ".join(named))


def rates_of(document: Document) -> Rates:
    """The agreement's dated rates."""
    reporting, currency = document.reporting, document.agreement.currency
    if reporting is None:
        return Rates(currency, {})
    dated: dict[str, tuple[tuple[date, Decimal], ...]] = {}
    for foreign, rows in reporting.rates.items():
        worth = [
            (row.from_.on, value)
            for row in rows
            for name, value in row.worth.items()
            if name.upper() == currency
        ]
        dated[foreign.upper()] = tuple(sorted(worth))
    return Rates(currency, dated)
