"""Money: an amount in minor units that never forgets its currency."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

# Of ISO 4217, those whose minor unit is not a hundredth.
_PLACES = dict.fromkeys(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ],
    0,
) | dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)


def places(currency: str) -> int:
    """Decimal places of a currency's minor unit: 2 for EUR, 0 for JPY."""
    return _PLACES.get(currency, 2)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount in minor units of one currency: `Money(19449, "BRL")` is 194.49 BRL."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        """The sum; refuses two currencies, because a rate and a date would be needed."""
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add: convert one first")
        return Money(self.minor + other.minor, self.currency)

    def __str__(self) -> str:
        return f"{self.major} {self.currency}"

    @property
    def major(self) -> Decimal:
        """The amount in whole units, exact: 194.49."""
        return Decimal(self.minor).scaleb(-places(self.currency))

    @classmethod
    def of(cls, major: Decimal, currency: str) -> "Money":
        """From whole units, rounded half to even at the minor unit."""
        minor = major.scaleb(places(currency)).quantize(Decimal(1), ROUND_HALF_EVEN)
        return cls(int(minor), currency)
