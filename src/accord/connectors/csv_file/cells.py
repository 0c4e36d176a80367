"""From a row's cells to single values: texts, ids, addresses, instants, amounts; faults are raised, named."""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from accord.connectors.csv_file.shape import Cell, RefShape
from accord.connectors.tabular.dates import DateReader
from accord.connectors.tabular.lines import SPECIAL
from accord.connectors.tabular.numbers import NumberReader, minor_units
from accord.connectors.tabular.visible import visible
from accord.vocabulary.facts import Reason, RecordKind, Ref

Cells = list[str]
Take = Callable[[Cells], str]
ID_CHARACTERS = 200
NOBODY = frozenset({"", "-", "n/a", "na", "none", "null", "(none)", "#n/a", "unknown"})
ADDRESS = re.compile(
    r"[^\s@<>(),;:\"\[\]\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+"
    r"[^\W\d_][\w-]{0,61}[^\W_]"
)
DOMAIN = re.compile(r"^(?:[a-z]+://)?(?:[^@/]*@)?(?:www\.)?([^/:?#\s]+)", re.IGNORECASE)


class Unreadable(Exception):
    """A row cannot be taken: which column, what stood there, why."""

    def __init__(self, column: str, value: str, reason: Reason) -> None:
        super().__init__(column, value, reason)
        self.column, self.value, self.reason = column, value, reason


class Columns:
    """The header of a file: where each column stands."""

    def __init__(self, header: tuple[str, ...]) -> None:
        self._place = {name: index for index, name in enumerate(header)}
        self._refs: dict[tuple[RefShape, str], Callable[[Cells], Ref | None]] = {}

    def place(self, column: str) -> int:
        """Index of a column that is known to be there."""
        return self._place[column]

    def take(self, cell: Cell) -> Take:
        """How to read a value from a row."""
        if not cell.columns:
            constant = cell.constant
            return lambda cells: constant
        take = self._join(cell.columns)
        if not cell.values and not cell.empty:
            return take
        table: Mapping[str, str] = {key.casefold(): value for key, value in cell.values.items()}
        empty = cell.empty

        def translate(cells: Cells) -> str:
            text = take(cells)
            return table.get(text.casefold(), text) if text else empty

        return translate

    def _join(self, columns: tuple[str, ...]) -> Take:
        places = [self._place[column] for column in columns]
        if len(places) == 1:
            place = places[0]
            return lambda cells: cells[place].strip()
        return lambda cells: " ".join(text for place in places if (text := cells[place].strip()))

    def take_id(self, columns: tuple[str, ...]) -> Take:
        """How to read an id: the columns joined by a slash, empty where one is; `bad_id` is raised."""
        places = [self._place[column] for column in columns]
        name = columns[0] if columns else ""
        only = places[0] if len(places) == 1 else -1

        def read(cells: Cells) -> str:
            if only >= 0 and 0 < len(text := cells[only]) <= ID_CHARACTERS and text.isalnum():
                return text
            parts = [visible(cells[place]) for place in places]
            text = "/".join(parts)
            if not all(parts):
                return ""
            if len(text) > ID_CHARACTERS or (not text.isalnum() and SPECIAL.search(text)):
                raise Unreadable(name, text, Reason.bad_id)
            return text

        return read

    def take_ref(self, shape: RefShape, source: str) -> Callable[[Cells], Ref | None]:
        """How to read the name of a record; None where its id is empty. The last row's is remembered."""
        if (shape, source) in self._refs:
            return self._refs[shape, source]
        read, kind, owner = self.take_id(shape.id), RecordKind(shape.kind), shape.source or source
        last: Cells = []
        last_ref: Ref | None = None

        def ref(cells: Cells) -> Ref | None:
            nonlocal last, last_ref
            if cells is not last:
                text = read(cells)
                last, last_ref = cells, Ref(owner, kind, text) if text else None
            return last_ref

        self._refs[shape, source] = ref
        return ref

    def take_email(self, cell: Cell) -> Take:
        """How to read an address: empty for the usual words for none; `bad_email` is raised."""
        take, name = self.take(cell), (cell.columns or ("",))[0]

        def read(cells: Cells) -> str:
            text = visible(take(cells))
            if text.casefold() in NOBODY:
                return ""
            text = text.removeprefix("mailto:")
            if len(text) > 254 or not ADDRESS.fullmatch(text) or ".." in text or "\ufffd" in text:
                raise Unreadable(name, text, Reason.bad_email)
            return text

        return read

    def take_instant(self, column: str, reader: DateReader) -> Callable[[Cells], datetime | None]:
        """How to read an instant; None where the cell is empty, any other fault is raised."""
        place = self._place[column]

        def read(cells: Cells) -> datetime | None:
            found = reader(cells[place])
            if isinstance(found, datetime):
                return found
            if found is Reason.missing_date:
                return None
            raise Unreadable(column, cells[place], found)

        return read

    def take_amount(
        self, amount: Cell, currency: Cell | None, reader: NumberReader
    ) -> Callable[[Cells], tuple[int | None, str]]:
        """How to read an amount in minor units with its currency; (None, "") where the cell is empty."""
        take, name = self.take(amount), (amount.columns or ("",))[0]
        take_currency = self.take(currency) if currency else None
        currency_name = (currency.columns or ("",))[0] if currency else ""

        def read(cells: Cells) -> tuple[int | None, str]:
            text = take(cells)
            if not text:
                return None, ""
            code = take_currency(cells).upper() if take_currency else ""
            if take_currency and not code:
                raise Unreadable(currency_name, "", Reason.bad_currency)
            number = reader(text)
            units = minor_units(number, code) if isinstance(number, Decimal) else number
            if units is Reason.bad_currency:
                raise Unreadable(currency_name, code, units)
            if isinstance(units, Reason):
                raise Unreadable(name, text, units)
            return units, code

        return read


def find_domain(text: str) -> str:
    """The host of a web address or a domain as written, lower case, without www."""
    found = DOMAIN.match(visible(text))
    return found[1].casefold().rstrip(".") if found and "." in found[1] else ""


def clip(text: str, length: int) -> str:
    """A dimension within its length; a longer one keeps its start and eight digits of its digest."""
    if len(text) <= length:
        return text
    return f"{text[: length - 9]}~{digest(text)[:8]}"


def digest(*parts: object) -> str:
    """Sixteen hexadecimal digits of the parts, the same for ever."""
    text = "\x1f".join(map(str, parts))
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
