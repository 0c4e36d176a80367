"""What a whole column says of its numbers: decimal point or comma; then amounts in whole minor units."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from accord.connectors.tabular.currencies import MINOR_DIGITS
from accord.vocabulary.facts import Reason
from accord.vocabulary.issues import Issue, Level

LARGEST = 10**15  # minor units: sums of a million such amounts still fit a 64-bit integer
STRAY_SHARE = 0.05
_PLAIN = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?", re.ASCII)
_DRESSED = re.compile(
    r"(?P<open>\()?(?P<sign>[-+\u2212])?(?:[A-Z]{1,3}|[A-Z]{0,2}[$€£¥₹₽₺₩]|kr\.?|zł)?"
    r"(?P<inner>[-+\u2212])?(?P<number>\d[\d.,']*)(?P<power>E[+-]?\d{1,2})?"
    r"(?:[A-Z]{3}|[$€£¥₹₽₺₩]|kr\.?|zł|Kč)?(?P<after>-)?(?P<close>\))?",
    re.ASCII,
)
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


@dataclass(slots=True)
class NumberColumn:
    """Evidence of one column: show it every cell with `see`, then `check` and `reader`."""

    column: str
    decimal: str = ""  # as the mapping says: "." or ","; empty: to be inferred
    points: int = 0  # cells in which the point can only be decimal
    commas: int = 0
    open: int = 0  # cells such as 1,234 or 1.234
    seen: int = 0
    example: str = ""

    def see(self, cell: str) -> None:
        """Count one cell as evidence."""
        if not cell or cell.isdigit():
            self.seen += bool(cell)
            return
        number = undress(cell)
        if number is None:
            return
        self.seen += 1
        mark = decimal_mark(number[1])
        self.points += mark == "."
        self.commas += mark == ","
        if mark == "?":
            self.open += 1
            self.example = self.example or cell

    def settled(self) -> str:
        """The decimal mark: "." or ","; empty where the column does not say."""
        if self.decimal:
            return self.decimal
        more, less = max(self.points, self.commas), min(self.points, self.commas)
        if less > STRAY_SHARE * more:
            return ""
        return "," if self.commas > self.points else "." if more or not self.open else ""

    def check(self) -> list[Issue]:
        """An error if a good part of the column could be read in two ways."""
        if self.settled() or self.open + min(self.points, self.commas) <= STRAY_SHARE * self.seen:
            return []
        why = "no row decides it" if self.example else "some rows have a decimal point, some a comma"
        what = f"{self.example} could have a decimal mark or thousands" if self.example else "numbers differ"
        return [
            Issue(
                Level.error,
                "file.ambiguous_numbers",
                f'In column "{self.column}" {what}: {why}.',
                f'Write `decimals: {{"{self.column}": "."}}` (or ",") into the mapping.',
                path=self.column,
            )
        ]

    def reader(self) -> "NumberReader":
        """Reads the column's cells."""
        return NumberReader(self.settled())


def undress(cell: str) -> tuple[bool, str, str] | None:
    """(negative, digits with their marks, power) without sign, currency and spaces; None if no number."""
    found = _DRESSED.fullmatch(_SPACES.sub("", cell).replace("’", "'"))
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    signs = [sign for sign in (found["sign"], found["inner"], found["after"]) if sign]
    if len(signs) > 1:
        return None
    negative = bool(found["open"]) or (bool(signs) and signs[0] != "+")
    return negative, found["number"].replace("'", ""), found["power"] or ""


def decimal_mark(number: str) -> str:
    """Which mark of a number is decimal: "." or ","; "" if none matters, "?" if it could be either."""
    points, commas = number.count("."), number.count(",")
    if points and commas:
        mark = "." if number.rindex(".") > number.rindex(",") else ","
        return mark if number.count(mark) == 1 else ""
    if points + commas == 0:
        return ""
    mark, other = (".", ",") if points else (",", ".")
    if points + commas > 1:
        return other
    whole, _, fraction = number.partition(mark)
    if len(fraction) == 3 and 1 <= len(whole) <= 3 and whole.lstrip("0"):
        return "?"
    return mark


class NumberReader:
    """Cell to number, or the reason why not."""

    def __init__(self, decimal: str) -> None:
        self._decimal = decimal

    def __call__(self, cell: str) -> Decimal | Reason:
        """The number, `bad_number`, or `number_out_of_range`."""
        if self._decimal == "." and _PLAIN.fullmatch(cell):
            return Decimal(cell)
        dressed = undress(cell)
        if dressed is None:
            return Reason.bad_number
        negative, number, power = dressed
        mark = decimal_mark(number)
        if mark == "?" and not self._decimal:
            return Reason.bad_number
        decimal = self._decimal or mark or "."
        thousands = "," if decimal == "." else "."
        whole, _, fraction = number.partition(decimal)
        if decimal in fraction or thousands in fraction or not _grouped(whole, thousands):
            return Reason.bad_number
        try:
            value = Decimal(f"{whole.replace(thousands, '')}.{fraction or '0'}{power}")
        except InvalidOperation:
            return Reason.bad_number
        if value >= LARGEST:
            return Reason.number_out_of_range
        return -value if negative else value


def _grouped(whole: str, thousands: str) -> bool:
    """Whether thousands marks, if any, stand between groups (of three; of two and three in India)."""
    first, *groups = whole.split(thousands)
    if not groups:
        return bool(first)
    return 1 <= len(first) <= 3 and len(groups[-1]) == 3 and all(len(group) in (2, 3) for group in groups)


def minor_units(value: Decimal, currency: str) -> int | Reason:
    """An amount in whole minor units, rounded half to even; a plain count where the currency is empty.

    Returns `bad_currency` for a code that is not of ISO 4217, `number_out_of_range` from 10**15.
    """
    digits = MINOR_DIGITS.get(currency) if currency else 0
    if digits is None:
        return Reason.bad_currency
    units = int(value.scaleb(digits).to_integral_value(ROUND_HALF_EVEN))
    return units if abs(units) < LARGEST else Reason.number_out_of_range
