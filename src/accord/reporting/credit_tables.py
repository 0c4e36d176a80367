"""The tables of the credit page as rows and columns: what they are sorted by, and what leaves as a file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any

from accord.measures.attribution.credit_shapes import CompanyCredit, Credited
from accord.measures.attribution.ways_shapes import WayStep
from accord.measures.roi import Roi

Cell = str | int | float | Decimal | None
UP, DOWN = "up", "down"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name in the address and the file, and what a row says in it."""

    name: str
    of: Callable[[Any], Cell]


def _number(name: str) -> Column:
    """A column of a row's numbers, by their field."""
    return Column(name, lambda row: _value(getattr(row, name)))


def _numbers(*names: str) -> tuple[Column, ...]:
    return tuple(map(_number, names))


def _fields(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, attrgetter(name)) for name in names)


def _cost(step: str, place: int) -> Column:
    return Column(f"cost: {step}", lambda row: _value(row.costs[place]))


def _of_model(name: str) -> Column:
    """A column of what a model (the first of a pair) gives a channel (the second)."""
    return Column(name, lambda pair: getattr(pair[1], name))


def _step(step: WayStep | None) -> str:
    return f"{step.team}: {step.channel}".removeprefix(": ") if step else ""


_FLOW_TO = Column("to", lambda row: _step(row.next) or "ended")
TABLES: dict[str, tuple[Column, ...]] = {
    "credit": (Column("name", lambda row: row.name), *_fields("amount", "deals", "share", "low", "high")),
    "spread": _fields("name", "least", "most", "least_by", "most_by", "says"),
    "returns": (*_fields("channel"), *_numbers("spend", "credit", "returned")),
    "beside": (
        *_fields("name"),
        *(column for name in ("sourced", "influenced") for column in (*_numbers(name), *_fields(f"{name}_deals"))),
    ),
    "told": (*_fields("said", "channel"), *_numbers("number"), *_fields("sourced", "touched")),
    "ways": (
        Column("way", lambda row: " > ".join(map(_step, row.steps))),
        *_fields("won", "lost", "open"),
        *_numbers("number"),
        *_fields("longer"),
    ),
    "flows": (
        *_fields("at"),
        Column("from", lambda row: _step(row.step)),
        _FLOW_TO,
        *_fields("won", "lost", "open"),
        *_numbers("number"),
    ),
    "models": (
        Column("model", lambda row: row[0].label),
        Column("channel", lambda row: row[1].name),
        *map(_of_model, ("amount", "deals", "share", "low", "high")),
    ),
}  # fmt: skip
ENDS_WITH = ("unattributed",)  # rows that stand last, however a table is sorted


def columns_of(table: str, returns: Roi) -> tuple[Column, ...]:
    """The columns of a table; what costs are told depends on how far leads come."""
    if table != "returns":
        return TABLES[table]
    return (*TABLES[table], *(_cost(step, place) for place, step in enumerate(returns.steps)))


def rows_of(table: str, made: CompanyCredit, returns: Roi, by: str) -> tuple[Any, ...]:
    """The rows of a table in its own order; `by` is the grain of the credit."""
    if table == "credit":
        told = next((each for each in made.signed if each.grain == by), made.signed[0])
        return (*told.rows, told.unattributed)
    if table == "models":
        return tuple(
            (model, row) for model in made.compare if not model.why_not for row in (*model.rows, model.unattributed)
        )  # fmt: skip
    return {
        "spread": made.spread,
        "returns": (*returns.rows, *((returns.whole,) if returns.whole else ())),
        "beside": made.beside,
        "told": made.told.rows,
        "ways": made.ways.ways,
        "flows": made.ways.flows,
    }[table]


def ordered(rows: Sequence[Any], columns: Iterable[Column], sort: str, way: str) -> tuple[Any, ...]:
    """Rows by a column, those without a figure after the others, nobody's and the sum last; in their own order
    where no such column is.
    """
    column = next((each for each in columns if each.name == sort), None)
    if column is None:
        return tuple(rows)
    last = [row for row in rows if _stands_last(row)]
    known = [row for row in rows if not _stands_last(row) and column.of(row) is not None]
    rest = [row for row in rows if not _stands_last(row) and column.of(row) is None]
    return (*sorted(known, key=lambda row: _key(column.of(row)), reverse=way == DOWN), *rest, *last)


def _stands_last(row: Any) -> bool:
    if isinstance(row, Credited):
        return row.name in ENDS_WITH and row.number.rows is None
    return getattr(row, "channel", None) == "" and hasattr(row, "costs")


def _key(value: Cell) -> tuple[int, Any]:
    return (1, value.casefold()) if isinstance(value, str) else (0, float(value or 0))


def _value(number: Any) -> Cell:
    found: Cell = number.value if number is not None else None
    return found
