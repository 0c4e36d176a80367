"""The leak ledger for whoever may see the board: by clause, never by person, the same for every role."""

from datetime import datetime

from accord.measures.leak_beside import BesideLeaks
from accord.measures.leak_lines import LEAK_CLAUSES, Leak, LeakColumn, Leaks
from accord.measures.leaks import leaks
from accord.measures.number import Window
from accord.reporting.reckoned import reckoned
from accord.vocabulary.people import Viewer

__all__ = ["LEAK_CLAUSES", "BesideLeaks", "Leak", "LeakColumn", "Leaks", "leak_ledger"]


def leak_ledger(viewer: Viewer, *, window: Window | None = None, now: datetime) -> Leaks:
    """What broken promises cost over a window (None: all time). Raises `Refused` without the right to see the board.

    Kept by version of the mirror, agreement, window and day; never by viewer.
    """
    return reckoned(viewer, "leaks", leaks, window=window, now=now)
