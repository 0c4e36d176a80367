"""The shapes of a board, where interfaces may import them from."""

from accord.measures.board import Board, Cohort, Freshness, Funnel, Period, SourceRow, Stage

__all__ = ["Board", "Cohort", "Freshness", "Funnel", "Period", "SourceRow", "Stage"]
