"""The order of a table, as its address says it (`?sort=leads&way=up`): shared, kept and gone back to like any page."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.functional import Promise

from accord.reporting.board import Number

Row = TypeVar("Row")
UP, DOWN = "up", "down"


@dataclass(frozen=True, slots=True)
class Head:
    """One column's head: its link turns the table where the table is in its order already. `way` empty: it is not."""

    name: str
    label: Promise
    address: str
    way: str


@dataclass(frozen=True, slots=True)
class Order:
    """The order of one table; the first column's is the order in which the rows were given."""

    columns: Mapping[str, Promise]
    sort: str
    way: str
    asked: Mapping[str, str]  # what else the address says, kept by every link

    @property
    def first(self) -> str:
        """The column that names the rows."""
        return next(iter(self.columns))

    @property
    def heads(self) -> list[Head]:
        """The heads, from left to right."""
        return [self._head(name, label) for name, label in self.columns.items()]

    @property
    def kept(self) -> str:
        """This order for another address, to be put after its other words."""
        return "&" + urlencode({"sort": self.sort, "way": self.way})

    def rows(self, given: Iterable[Row], value: Callable[[Row, str], object]) -> list[Row]:
        """The rows in this order; those without a figure come last either way."""
        rows = list(given)
        if self.sort == self.first:
            return rows[:: -1 if self.way == DOWN else 1]
        figures = [plain(value(row, self.sort)) for row in rows]
        known = [(figure, at) for at, figure in enumerate(figures) if figure is not None]
        known.sort(key=lambda pair: (-pair[0] if self.way == DOWN else pair[0], pair[1]))
        rest = [row for row, figure in zip(rows, figures, strict=True) if figure is None]
        return [*(rows[at] for _figure, at in known), *rest]

    def _head(self, name: str, label: Promise) -> Head:
        here = self.way if name == self.sort else ""
        turned = (UP if here == DOWN else DOWN) if here else (UP if name == self.first else DOWN)
        return Head(name, label, "?" + urlencode({**self.asked, "sort": name, "way": turned}), here)


def order_of(request: HttpRequest, columns: Mapping[str, Promise], period: str) -> Order:
    """The order that the address asks for; the given one where it asks for none or for a column there is not."""
    sort = request.GET.get("sort", "")
    known = sort in columns
    way = request.GET.get("way") if known else UP
    more = {name: request.GET[name][:40] for name in ("from", "to") if request.GET.get(name)}
    return Order(
        columns,
        sort if known else next(iter(columns)),
        UP if way == UP else DOWN,
        {"period": period, **more},
    )


def plain(value: object) -> float | None:
    """A figure to be ordered by; None where there is none."""
    found = value.value if isinstance(value, Number) else value
    if isinstance(found, bool) or not isinstance(found, int | float | Decimal):
        return None
    return float(found)
