"""The shapes of a board, where interfaces may import them from."""

from accord.measures.board import Board, Cohort, Freshness, Funnel, Period, SourceRow, Stage
from accord.measures.number import Interval, Number, Reading, Rows, Window, as_json

__all__ = [
    "Board",
    "Cohort",
    "Freshness",
    "Funnel",
    "Interval",
    "Number",
    "Period",
    "Reading",
    "Rows",
    "SourceRow",
    "Stage",
    "Window",
    "as_json",
]
