"""The cycle that the agreement in force is judged over, as a window of the board."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accord.agreement.cycle import find_cycle
from accord.measures.number import Window
from accord.teams.agreements import current
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer


def find_cycle_window(viewer: Viewer, now: datetime) -> Window | None:
    """The days of the cycle up to and with today; None without an agreement, before it begins, and where
    its cycle is no quarter, month or year. Raises `Refused` without the right to see the board.
    """
    require(viewer, Right.see_board)
    agreement = current(now)
    span = find_cycle(agreement.document.agreement.cycle) if agreement else None
    if agreement is None or span is None:
        return None
    reporting = agreement.document.reporting
    today = now.astimezone(ZoneInfo(reporting.zone if reporting else "UTC")).date()
    end = min(span[1], today + timedelta(days=1))
    return Window(span[0], end) if span[0] < end else None
