"""What is measured now of a clause, to stand beside its words: numbers, or plainly that there are none yet."""

from collections.abc import Mapping
from dataclasses import dataclass

from accord.reporting.board import Board, Number

# Parts of an agreement whose every clause could be kept or broken: where no number is, that is said.
MEASURABLE = frozenset(
    {"marketing_promises", "sales_promises", "kpis", "if_broken", "retention", "rhythm"},
)
# What a word is counted as, and what becomes of leads: the number that answers to it.
_OTHERS = {
    "count.lead": "leads",
    "count.conversion": "conversions",
    "count.amount": "sales",
    "outcomes.return": "returned",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """The numbers of one clause, each with what it does not say; none: not measured yet."""

    numbers: tuple[tuple[Number, str], ...] = ()


def measured_beside(board: Board) -> Mapping[str, Measured]:
    """By the path of a clause, what the board measures of it. A clause that is missing has no measure to have."""
    known = {number.name: number for number in board.numbers()}
    named = {**{f"kpis.{kpi.name}": kpi.name for kpi in board.kpis}, **_OTHERS}
    found = {clause: Measured(((known[name], ""),)) for clause, name in named.items() if name in known}
    for stage in board.funnel.stages:
        reached = [(stage.entered, ""), (stage.share_of_previous, "")]
        found[f"stages.{stage.id}"] = Measured(tuple(reached[: 1 if stage is board.funnel.stages[0] else 2]))
    for promise in board.promises:
        parts = [(part.measured, part.says) for part in promise.parts if part.measured is not None]
        found[promise.clause] = Measured(tuple(parts))
    return found


def beside(measured: Mapping[str, Measured], path: str) -> Measured | None:
    """What stands beside a clause; None where nothing about it could be measured."""
    none = Measured() if path.partition(".")[0] in MEASURABLE else None
    return measured.get(path, none)
