"""One way to sort a table: held against an independent sort, every row kept, rows that stand last at the end."""

import itertools
import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cmp_to_key
from typing import Any

import pytest

from accord.measures.number import Number
from accord.measures.quality_lines import Judged
from accord.reporting.ordering import (
    AS_GIVEN,
    DOWN,
    UP,
    WAYS,
    Column,
    Sorting,
    cell_of,
    figure,
    given,
    key_of,
    many,
    ordered,
    sorting_of,
    turned,
    when,
    words,
)
from accord.reporting.paging import page_of

NUMBER = Number("n", "N", Decimal(3), "EUR", "", "")


@dataclass(frozen=True)
class Line:
    """A row with a cell of each sort."""

    name: str
    leads: Any
    at: datetime | None
    things: tuple[str, ...]
    whole: bool = False


COLUMNS = (given("place"), words("name"), figure("leads"), when("at"), many("things"))


def lines(seed: int, many_rows: int = 60) -> list[Line]:
    """Rows drawn anew: many ties, gaps in every column, a sum in the middle."""
    drawn = random.Random(seed)
    rows = [
        Line(
            drawn.choice(["", "ada", "Ada", "Émile", "emil", "Zoë", "zebra", "Ångström", "10", "9"]),
            drawn.choice(
                [None, 1, 2, 2.5, Decimal("2.5"), -3, "n/a", float("nan"), replace(NUMBER, value=n(drawn))]
            ),
            drawn.choice([None, *(datetime(2027, 3, day, tzinfo=UTC) for day in (1, 2, 3))]),
            tuple("abc"[: drawn.randrange(4)]),
        )
        for _ in range(many_rows)
    ]
    return [*rows[:7], replace(rows[0], whole=True), *rows[7:]]


def n(drawn: random.Random) -> int | None:
    return drawn.choice([None, 5, 7])


def plain(column: str, row: Line) -> Any:
    """What the row says, reckoned here on its own; None: nothing."""
    if column == "name":
        return row.name.translate(str.maketrans("ÉéëÅåö", "EeeAao")).lower() or None
    found = row.leads.value if isinstance(row.leads, Number) else row.leads
    figures = {"leads": found if found == found and not isinstance(found, str) else None, "at": row.at}
    return {**figures, "things": len(row.things)}[column]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("column", ["name", "leads", "at", "things"])
def test_every_column_is_sorted_as_an_independent_sort_does(column: str, way: str) -> None:
    for seed in range(20):
        rows = lines(seed)
        found = ordered(rows, COLUMNS, Sorting(column, way), lambda row: row.whole)
        assert sorted(map(id, found)) == sorted(map(id, rows)), "every row once"
        assert [row.whole for row in found] == [False] * 60 + [True]
        told = [plain(column, row) for row in found[:-1]]
        known = [value for value in told if value is not None]
        assert told == known + [None] * (60 - len(known)), (
            "who says nothing comes after the others, either way"
        )
        pairs = list(itertools.pairwise(known))
        assert all(one <= other if way == UP else one >= other for one, other in pairs)


def test_ties_stay_as_they_were_given() -> None:
    rows = lines(3)
    places = {id(row): at for at, row in enumerate(rows)}

    def before(one: Line, other: Line) -> int:
        return len(other.things) - len(one.things) or places[id(one)] - places[id(other)]

    assert ordered(rows, COLUMNS, Sorting("things", DOWN)) == sorted(rows, key=cmp_to_key(before))


def test_the_given_order_turns_and_no_column_leaves_it() -> None:
    rows = lines(1)
    assert ordered(rows, COLUMNS, AS_GIVEN) == ordered(rows, COLUMNS, Sorting("none", DOWN)) == rows
    assert ordered(rows, COLUMNS, Sorting("place", UP)) == rows
    assert ordered(rows, COLUMNS, Sorting("place", DOWN)) == rows[::-1]
    turned_round = ordered(rows, COLUMNS, Sorting("place", DOWN), lambda row: row.whole)
    assert turned_round == [*[row for row in rows[::-1] if not row.whole], rows[7]]
    assert ordered([], COLUMNS, Sorting("name", UP)) == []
    assert ordered(iter(rows), COLUMNS, AS_GIVEN) == rows


@pytest.mark.parametrize("size", [1, 7, 61, 100])
def test_pages_of_an_order_lose_and_repeat_no_row(size: int) -> None:
    rows = lines(5)
    whole = ordered(rows, COLUMNS, Sorting("leads", DOWN))
    found: list[Line] = []
    offset: int | None = 0
    while offset is not None:
        cut, offset = page_of(ordered(rows, COLUMNS, Sorting("leads", DOWN)), offset, size)
        found.extend(cut)
    assert [*map(id, found)] == [*map(id, whole)]


def test_a_wish_that_is_none_falls_back() -> None:
    start = Sorting("leads", DOWN)
    assert sorting_of(COLUMNS, "", "", start) == sorting_of(COLUMNS, "__class__", UP, start) == start
    assert sorting_of(COLUMNS, "leads", "sideways") == Sorting("leads", DOWN)
    assert sorting_of(COLUMNS, "name", "") == Sorting("name", UP)
    assert sorting_of(COLUMNS, "name", DOWN) == Sorting("name", DOWN)


def test_a_head_turns_its_own_column_and_begins_every_other() -> None:
    by_leads = Sorting("leads", DOWN)
    asked = {column.name: turned(column, by_leads) for column in COLUMNS}
    assert asked.pop("leads") == Sorting("leads", UP)
    assert turned(COLUMNS[2], Sorting("leads", UP)) == by_leads
    assert {name: sorting.way for name, sorting in asked.items()} == {
        "place": UP, "name": UP, "at": UP, "things": DOWN,
    }  # fmt: skip
    assert all(sorting.by == name for name, sorting in asked.items())


def test_a_figure_is_a_number_or_nothing() -> None:
    def key(value: object) -> Any:
        return key_of(Column("x", lambda row: value), None)

    assert key(NUMBER) == Decimal(3) and key(Judged(NUMBER, "more")) == Decimal(3)
    assert key(replace(NUMBER, value=None)) is None and key(replace(NUMBER, value="1 of 2")) is None
    assert key(None) is None and key(True) is None and key("3") is None and key(float("nan")) is None
    assert key(0) == 0 and key(0.0) == 0
    cent, one = Decimal("90071992547409.93"), Decimal("90071992547409.94")
    assert key(cent) < key(one), "amounts are compared to the cent"
    assert cell_of(figure("x", lambda row: NUMBER), None) == Decimal(3)
    assert cell_of(words("x", lambda row: "a"), None) == "a"
