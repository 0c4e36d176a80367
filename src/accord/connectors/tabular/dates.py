"""What a whole column says of its dates: the order of day and month is inferred from all rows, or refused."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from accord.connectors.tabular.dateforms import Form, find_day, read_clock, read_number_as_instant
from accord.vocabulary.facts import Reason
from accord.vocabulary.issues import Issue, Level

FIRST_YEAR, LAST_YEAR = 1980, 2099
NUMBERS = frozenset({Form.serial, Form.epoch_s, Form.epoch_ms})
STRAY_SHARE = 0.05  # forms rarer than this in a column are judged row by row, not refused with the file
EVIDENCE_SHARE = 0.05  # one odd row must not turn a thousand
CACHE = 4_096


class DateOrder(StrEnum):
    """What a mapping may say of a column's dates: for forms that could be read in two ways."""

    dmy = "dmy"
    mdy = "mdy"
    excel = "excel"
    epoch_s = "epoch_s"
    epoch_ms = "epoch_ms"


NUMBER_ORDERS = {
    DateOrder.excel: Form.serial,
    DateOrder.epoch_s: Form.epoch_s,
    DateOrder.epoch_ms: Form.epoch_ms,
}


@dataclass(slots=True)
class DateColumn:
    """Evidence of one column: show it every cell with `see`, then `check` and `reader`."""

    column: str
    order: DateOrder | None = None  # as the mapping says; None: to be inferred
    forms: Counter[Form] = field(default_factory=Counter)
    day_first: int = 0  # slashed dates that can only be day first
    month_first: int = 0
    example: str = ""  # a cell that could be either
    _seen: dict[str, tuple[Form | None, int]] = field(default_factory=dict)

    def see(self, cell: str) -> None:
        """Count one cell as evidence; an empty one says nothing."""
        known = self._seen.get(cell)
        if known is None:
            known = self._judge(cell.strip())
            if len(self._seen) >= CACHE:
                self._seen.clear()
            self._seen[cell] = known
        form, order = known
        if form is not None:
            self.forms[form] += 1
            self.day_first += order > 0
            self.month_first += order < 0

    def _judge(self, cell: str) -> tuple[Form | None, int]:
        day = find_day(cell)
        if day is None or day.form is not Form.slashed:
            return (day.form if day else None), 0
        if day.first > 12 >= day.second:
            return Form.slashed, 1
        if day.second > 12 >= day.first:
            return Form.slashed, -1
        if not self.example and day.first != day.second:
            self.example = cell
        return Form.slashed, 0

    def settled_order(self) -> DateOrder | None:
        """Day first, month first, or None where the column does not say."""
        if self.order in (DateOrder.dmy, DateOrder.mdy):
            return self.order
        more, less = max(self.day_first, self.month_first), min(self.day_first, self.month_first)
        if less * 99 > more or more < EVIDENCE_SHARE * self.forms[Form.slashed]:
            return None
        return DateOrder.dmy if self.day_first > self.month_first else DateOrder.mdy if more else None

    def check(self) -> list[Issue]:
        """An error if a good part of the column could be read in two ways; strays are refused row by row."""
        total = self.forms.total()
        if not self.example or self.settled_order() or self.forms[Form.slashed] <= STRAY_SHARE * total:
            return []
        why = "some rows have the day first, some the month" if self.day_first or self.month_first else ""
        return [
            Issue(
                Level.error,
                "file.ambiguous_dates",
                f'In column "{self.column}" {self.example} could be day/month or month/day'
                + (f" ({why})." if why else ": no row of the file decides it."),
                f'Write `dates: {{"{self.column}": dmy}}` (day first) or `mdy` into the mapping.',
                path=self.column,
            )
        ]

    def reader(self, zone: ZoneInfo) -> "DateReader":
        """Reads the column's cells; numbers count as dates only where the column mostly holds them."""
        total = max(self.forms.total(), 1)
        numbers = {form for form in NUMBERS if self.forms[form] * 2 > total}
        if self.order in NUMBER_ORDERS:
            numbers = {NUMBER_ORDERS[self.order]}
        return DateReader(self.settled_order(), frozenset(numbers), zone)


class DateReader:
    """Cell to instant in UTC, or the reason why not. A date alone is midnight in the file's zone."""

    def __init__(self, order: DateOrder | None, numbers: frozenset[Form], zone: ZoneInfo) -> None:
        self._order = order
        self._numbers = numbers
        self._zone = zone
        self._known: dict[str, datetime | Reason] = {}

    def __call__(self, cell: str) -> datetime | Reason:
        """The instant, or `missing_date`, `bad_date`, `ambiguous_date`, `date_out_of_range`."""
        known = self._known.get(cell)
        if known is None:
            if len(self._known) >= CACHE:
                self._known.clear()
            known = self._known[cell] = self._read(cell.strip())
        return known

    def _read(self, cell: str) -> datetime | Reason:
        if not cell:
            return Reason.missing_date
        try:
            naive = self._naive(cell)
            if isinstance(naive, Reason):
                return naive
            if not FIRST_YEAR <= naive.year <= LAST_YEAR:
                return Reason.date_out_of_range
            return (naive if naive.tzinfo else naive.replace(tzinfo=self._zone)).astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            return Reason.bad_date

    def _naive(self, cell: str) -> datetime | Reason:
        day = find_day(cell)
        if day is None:
            return Reason.bad_date
        if day.form in NUMBERS:
            return read_number_as_instant(day.form, cell) if day.form in self._numbers else Reason.bad_date
        month, number = day.first, day.second
        if day.form is Form.slashed:
            order = self._order or self._own_order(month, number)
            if order is None:
                return Reason.ambiguous_date
            if order is DateOrder.dmy:
                month, number = number, month
        instant = read_clock(date(day.year, month, number), day.rest)
        return instant or Reason.bad_date

    @staticmethod
    def _own_order(first: int, second: int) -> DateOrder | None:
        """The order that one date shows by itself."""
        if first == second or second > 12:
            return DateOrder.mdy
        return DateOrder.dmy if first > 12 else None
