"""The shapes of a board, where interfaces may import them from."""

from accord.measures.board import (
    Board,
    Cohort,
    Freshness,
    Funnel,
    Period,
    Promise,
    PromisePart,
    SourceRow,
    Stage,
)
from accord.measures.number import Interval, Number, Part, Reading, Rows, Window, as_json

__all__ = [
    "Board",
    "Cohort",
    "Freshness",
    "Funnel",
    "Interval",
    "Number",
    "Part",
    "Period",
    "Promise",
    "PromisePart",
    "Reading",
    "Rows",
    "SourceRow",
    "Stage",
    "Window",
    "as_json",
]
