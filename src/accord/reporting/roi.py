"""What came back for what was spent, for whoever may see the board: the same for every role."""

from datetime import datetime

from accord.measures.number import Window
from accord.measures.roi import Roi, RoiRow, roi
from accord.reporting.attribution import company_credit
from accord.reporting.mirror.current import open_current
from accord.reporting.sight import mirror_folder, scope_for
from accord.teams.agreements import current
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

__all__ = ["OF", "Roi", "RoiRow", "company_roi"]

OF = "roi:"  # how the names of its numbers begin


def company_roi(viewer: Viewer, *, window: Window | None = None, now: datetime) -> Roi:
    """Spend, credit, return and costs by channel over a window (None: all time).

    Raises `Refused` without the right to see the board.
    """
    require(viewer, Right.see_board)
    credit = company_credit(viewer, window=window, now=now)
    with open_current(mirror_folder(), now) as mirror:
        return roi(mirror, scope_for(current(now), mirror, window=window, now=now), credit)
