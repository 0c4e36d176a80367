"""The orders of a page's tables, as its address says them (`?sort=leads&way=up`, `?sort=ways.won&way=up`): shared, kept
and gone back to like any page.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.functional import Promise

from accord.reporting.ordering import AS_GIVEN, Column, Sorting, ordered, sorting_of, turned

Row = TypeVar("Row")
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table to sort: the labels of its heads from left to right, its columns, which rows stand last.

    `start` is its order where none is asked for; without it that of its first column, where that is the given one.
    """

    labels: Mapping[str, Promise | str]
    columns: tuple[Column, ...]
    start: Sorting = AS_GIVEN
    last: Callable[[Any], bool] | None = None

    @property
    def heads(self) -> list[Column]:
        """The columns that have a head."""
        known = {column.name: column for column in self.columns}
        return [known[name] for name in self.labels]

    @property
    def begins(self) -> Sorting:
        """The order in which it stands where nobody asks for one."""
        first = self.heads[0]
        return Sorting(first.name) if self.start == AS_GIVEN and first.of is None else self.start


@dataclass(frozen=True, slots=True)
class Head:
    """One column's head: its link turns the table where the table is in its order already. `way` empty: it is not."""

    name: str
    label: Promise | str
    address: str
    way: str
    counted: bool


@dataclass(frozen=True, slots=True)
class Order:
    """The order of one table of a page."""

    name: str
    table: Table
    sorting: Sorting
    page: "Orders"

    def rows(self, given: Iterable[Row]) -> list[Row]:
        """Every row once, in this order; those without a figure after the others, those that stand last at the end."""
        return ordered(given, self.table.columns, self.sorting, self.table.last)

    @property
    def asked(self) -> bool:
        """Whether another order was asked for than that in which it begins."""
        return self.sorting != self.table.begins

    @property
    def heads(self) -> list[Head]:
        """The heads, from left to right."""
        return [self._head(column) for column in self.table.heads]

    def _head(self, column: Column) -> Head:
        here = self.sorting.way if column.name == self.sorting.by else ""
        address = self.page.sorted_by(self.name, turned(column, self.sorting))
        place = f"#{self.name}-table" if self.name else ""
        return Head(column.name, self.table.labels[column.name], address + place, here, column.counted)


@dataclass(frozen=True, slots=True)
class Orders:
    """The orders of a page's tables, by their names in the address (empty: the page's first), and its other words."""

    tables: Mapping[str, Table]
    sortings: Mapping[str, Sorting]
    asked: Mapping[str, str]

    def __getitem__(self, name: str) -> Order:
        return Order(name, self.tables[name], self.sortings[name], self)

    def address(self, **other: str) -> str:
        """The page with other words, in the same orders; empty words are left out."""
        return "?" + urlencode([*_said({**self.asked, **other}), *self.words])

    def sorted_by(self, name: str, sorting: Sorting) -> str:
        """The page with one table in another order."""
        others = [pair for table in self.tables if table != name for pair in self._pair(table)]
        return "?" + urlencode([*_said(self.asked), *others, *_pair(name, sorting)])

    @property
    def here(self) -> str:
        """This very page, from the first row on: what its links and files put after their paths."""
        return self.address()

    @property
    def words(self) -> Pairs:
        """What the address, or a form, has to say to keep these orders."""
        return [pair for table in self.tables for pair in self._pair(table)]

    @property
    def kept(self) -> str:
        """These orders for another address, to be put after its other words; empty where none was asked for."""
        return "".join("&" + urlencode([pair]) for pair in self.words)

    def _pair(self, name: str) -> Pairs:
        return _pair(name, self.sortings[name]) if self[name].asked else []


def orders_of(request: HttpRequest, tables: Mapping[str, Table], **asked: str) -> Orders:
    """The orders that the address asks for. A table stands as it begins where none is asked for, or one by a column
    that it does not have. `asked` are the address's other words, kept by every link.
    """
    wished = wishes_of(request, tables)
    sortings = {
        name: sorting_of(table.columns, *wished.get(name, ("", "")), table.begins)
        for name, table in tables.items()
    }
    return Orders(tables, sortings, asked)


def wishes_of(request: HttpRequest, names: Collection[str]) -> dict[str, tuple[str, str]]:
    """Column and way for each table that the address names, as they were typed; the first word on a table counts."""
    ways = request.GET.getlist("way")
    found: dict[str, tuple[str, str]] = {}
    for at, text in enumerate(request.GET.getlist("sort")):
        place, dot, column = text.partition(".")
        name, by = (place, column) if dot and place in names else ("", text)
        found.setdefault(name, (by, ways[at] if at < len(ways) else ""))
    return found


def _pair(name: str, sorting: Sorting) -> Pairs:
    return [("sort", f"{name}.{sorting.by}" if name else sorting.by), ("way", sorting.way)]


def _said(asked: Mapping[str, str]) -> Pairs:
    return [(name, value) for name, value in asked.items() if value]
