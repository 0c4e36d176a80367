"""The order of a table: by what its rows are sorted, which way, and which of them stand last whatever the order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isnan
from operator import attrgetter
from typing import Any, TypeVar
from unicodedata import normalize

from accord.measures.number import Number

Row = TypeVar("Row")
UP, DOWN = "up", "down"
WAYS = (UP, DOWN)


@dataclass(frozen=True, slots=True)
class Sorting:
    """By which column, and which way. Without a column: as the rows were given."""

    by: str = ""
    way: str = UP


AS_GIVEN = Sorting()


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in the address and the file, what a row says in it, and the way it is first sorted.

    `of` is None where the column's order is that in which the rows were given: an agreement's clauses, days of a week.
    `words`: it is text, sorted by letters without regard to case and accents; else figures, days or instants.
    `counted`: figures are written in it, at the right of their cells.
    """

    name: str
    of: Callable[[Any], object] | None
    first: str = DOWN
    words: bool = False
    counted: bool = False


def given(name: str) -> Column:
    """The column whose order is that in which the rows were given."""
    return Column(name, None, UP)


def words(name: str, of: Callable[[Any], object] | None = None) -> Column:
    """A column of text, by a field of the row or what is reckoned of it; from A to Z first."""
    return Column(name, of or attrgetter(name), UP, words=True)


def figure(name: str, of: Callable[[Any], object] | None = None, *, first: str = DOWN) -> Column:
    """A column of figures, by a field of the row or what is reckoned of it; the largest first."""
    return Column(name, of or attrgetter(name), first, counted=True)


def when(name: str, of: Callable[[Any], object] | None = None, *, first: str = UP) -> Column:
    """A column of days or instants, by a field of the row or what is reckoned of it; the earliest first."""
    return Column(name, of or attrgetter(name), first)


def many(name: str, of: Callable[[Any], Sequence[object]] | None = None) -> Column:
    """A column that names several things, sorted by how many they are; the most first."""
    listed = of or attrgetter(name)
    return Column(name, lambda row: len(listed(row)), DOWN)


def figures(*names: str) -> tuple[Column, ...]:
    """Columns of figures, by fields of the row."""
    return tuple(map(figure, names))


def sorting_of(columns: Iterable[Column], by: str, way: str, start: Sorting = AS_GIVEN) -> Sorting:
    """What an address asks for: `start` for a column there is not, the column's first way for a way there is not."""
    column = next((each for each in columns if each.name == by), None)
    if column is None:
        return start
    return Sorting(by, way if way in WAYS else column.first)


def turned(column: Column, sorting: Sorting) -> Sorting:
    """What the column's head asks for: the other way where the table is in its order already, else its first way."""
    if column.name != sorting.by:
        return Sorting(column.name, column.first)
    return Sorting(column.name, UP if sorting.way == DOWN else DOWN)


def ordered(
    rows: Iterable[Row],
    columns: Iterable[Column],
    sorting: Sorting,
    last: Callable[[Row], bool] | None = None,
) -> list[Row]:
    """Every row once, in this order: ties as they were given, rows that say nothing in the column after the others,
    those that stand `last` (a sum, nobody's) at the end, either way. As given where there is no such column.
    """
    every = list(rows)
    column = next((each for each in columns if each.name == sorting.by), None)
    if column is None:
        return every
    ends = [row for row in every if last(row)] if last else []
    most = [row for row in every if not last(row)] if last else every
    down = sorting.way == DOWN
    if column.of is None:
        return [*most[:: -1 if down else 1], *ends]
    keys = [key_of(column, row) for row in most]
    known = [at for at, key in enumerate(keys) if key is not None]
    known.sort(key=lambda at: keys[at], reverse=down)
    silent = [row for row, key in zip(most, keys, strict=True) if key is None]
    return [*(most[at] for at in known), *silent, *ends]


def key_of(column: Column, row: object) -> Any:
    """What a row is sorted by; None where it says nothing in the column: no figure, no words."""
    found = column.of(row) if column.of else None
    found = getattr(found, "number", found)  # a figure that is judged beside the rest
    if column.words:
        text = str(found or "")
        return (_plain(text), text) if text else None
    value = found.value if isinstance(found, Number) else found
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | date):
        return None
    return None if isinstance(value, float) and isnan(value) else value


def cell_of(column: Column, row: object) -> object:
    """What a row says in a column of a file: a number's value."""
    found = column.of(row) if column.of else None
    return found.value if isinstance(found, Number) else found


def names_of(columns: Sequence[Column]) -> tuple[str, ...]:
    """The columns' names, from left to right."""
    return tuple(column.name for column in columns)


def _plain(text: str) -> str:
    """Letters as they are sorted: without case and accents."""
    return "".join(each for each in normalize("NFKD", text.casefold()) if not "̀" <= each <= "ͯ")
