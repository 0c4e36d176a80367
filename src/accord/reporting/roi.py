"""What came back for what was spent, for whoever may see the board: the same for every role."""

from datetime import datetime

from accord.measures.mirror import Mirror
from accord.measures.number import Window
from accord.measures.roi import Roi, RoiRow, roi
from accord.measures.scope import Scope
from accord.reporting.attribution import credit_in
from accord.reporting.reckoned import reckoned
from accord.vocabulary.people import Viewer

__all__ = ["OF", "Roi", "RoiRow", "company_roi"]

OF = "roi:"  # how the names of its numbers begin


def company_roi(viewer: Viewer, *, window: Window | None = None, now: datetime) -> Roi:
    """Spend, credit, return and costs by channel over a window (None: all time).

    Raises `Refused` without the right to see the board.
    """
    return reckoned(viewer, "roi", _returns, window=window, now=now)


def _returns(mirror: Mirror, scope: Scope) -> Roi:
    """Spend beside the credit of the same mirror: of another version they would not belong together."""
    return roi(mirror, scope, credit_in(mirror, scope))
