"""The tables of the credit page as rows and columns: what they are sorted by, and what leaves as a file."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from accord.measures.attribution.credit_shapes import CompanyCredit, ModelTable
from accord.measures.attribution.ways_shapes import WayStep
from accord.measures.roi import Roi
from accord.reporting.ordering import AS_GIVEN, UP, Column, Sorting, figure, figures, ordered, words


def _step(step: WayStep | None) -> str:
    return f"{step.team}: {step.channel}".removeprefix(": ") if step else ""


def _of_model(name: str) -> Column:
    """A column of what a model (the first of a pair) gives a channel (the second)."""
    return figure(name, lambda pair: getattr(pair[1], name))


TABLES: dict[str, tuple[Column, ...]] = {
    "credit": (words("name"), *figures("amount", "deals", "share", "low", "high")),
    "spread": (words("name"), *figures("least", "most"), words("least_by"), words("most_by"), words("says")),
    "returns": (words("channel"), *figures("spend", "credit", "returned")),
    "beside": (words("name"), *figures("sourced", "sourced_deals", "influenced", "influenced_deals")),
    "told": (words("said"), words("channel"), *figures("number", "sourced", "touched")),
    "ways": (
        words("way", lambda row: " > ".join(map(_step, row.steps))),
        *figures("won", "lost", "open", "number", "longer"),
    ),
    "flows": (
        Column("at", attrgetter("at"), UP),
        words("from", lambda row: _step(row.step)),
        words("to", lambda row: _step(row.next) or "ended"),
        *figures("won", "lost", "open", "number"),
    ),
    "models": (
        words("model", lambda pair: pair[0].label),
        words("channel", lambda pair: pair[1].name),
        *map(_of_model, ("amount", "deals", "share", "low", "high")),
    ),
}
LAST: dict[
    str, Callable[[Any], bool]
] = {  # rows that stand last, however a table is sorted: nobody's, the sum
    "credit": lambda row: row.name == "unattributed" and row.number.rows is None,
    "returns": lambda row: row.channel == "",
    "models": lambda model: bool(model.why_not),
}


def columns_of(table: str, returns: Roi) -> tuple[Column, ...]:
    """The columns of a table's file; what costs are told depends on how far leads come."""
    if table != "returns":
        return TABLES[table]
    return (*TABLES[table], *(_cost(step, place) for place, step in enumerate(returns.steps)))


def sorted_by(table: str, made: CompanyCredit, returns: Roi) -> tuple[Column, ...]:
    """The columns by which a table can be sorted: those of its file, but models by what they give each channel."""
    if table != "models":
        return columns_of(table, returns)
    return (words("model", attrgetter("label")), *(_given_to(each.name) for each in made.spread))


def rows_of(table: str, made: CompanyCredit, returns: Roi, by: str, sorting: Sorting = AS_GIVEN) -> list[Any]:
    """The rows of a table, in its own order where no other is asked for; `by` is the grain of the credit."""
    return ordered(_own(table, made, returns, by), sorted_by(table, made, returns), sorting, LAST.get(table))


def lines_of(table: str, rows: Iterable[Any]) -> list[Any]:
    """What a table's file writes for its rows: one line each; of a model that is reckoned, one for each channel."""
    if table != "models":
        return list(rows)
    return [(model, row) for model in rows if not model.why_not for row in (*model.rows, model.unattributed)]


def _own(table: str, made: CompanyCredit, returns: Roi, by: str) -> tuple[Any, ...]:
    if table == "credit":
        told = next((each for each in made.signed if each.grain == by), made.signed[0])
        return (*told.rows, told.unattributed)
    return {
        "spread": made.spread,
        "returns": (*returns.rows, *((returns.whole,) if returns.whole else ())),
        "beside": made.beside,
        "told": made.told.rows if made.told else (),
        "ways": made.ways.ways,
        "flows": made.ways.flows,
        "models": made.compare,
    }[table]


def _cost(step: str, place: int) -> Column:
    return figure(f"cost: {step}", lambda row: row.costs[place])


def _given_to(channel: str) -> Column:
    """A column of what each model gives a channel; nothing where the model is not reckoned."""

    def share(model: ModelTable) -> float | None:
        given = next((row.share for row in model.rows if row.name == channel), 0.0)
        return None if model.why_not else given

    return figure(channel, share)
