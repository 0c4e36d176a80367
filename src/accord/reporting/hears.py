"""What sales hears, for whoever may see the board, the same for every role; never the words themselves."""

from datetime import datetime

from accord.measures.hears.hears import OF, hears
from accord.measures.hears.lines import SORTS, Hears, Topic
from accord.measures.number import Window
from accord.reporting.reckoned import reckoned
from accord.vocabulary.people import Viewer

__all__ = ["OF", "SORTS", "Hears", "Topic", "company_hears"]


def company_hears(viewer: Viewer, *, window: Window | None = None, now: datetime) -> Hears:
    """Topics of the last whole week before the window's end, each against its own past, and which spike.

    Raises `Refused` without the right to see the board. Kept by version of the mirror, agreement, window and day.
    """
    return reckoned(viewer, "hears", hears, window=window, now=now)
