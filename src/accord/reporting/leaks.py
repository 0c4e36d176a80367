"""The leak ledger for whoever may see the board: by clause, never by person, the same for every role."""

import threading
from collections import OrderedDict
from datetime import date, datetime
from pathlib import Path

from accord.measures.leak_lines import LEAK_CLAUSES, Leak, LeakColumn, Leaks
from accord.measures.leaks import leaks
from accord.measures.number import Window
from accord.reporting.mirror.current import open_current
from accord.reporting.sight import mirror_folder, scope_for
from accord.teams.agreements import current
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

__all__ = ["LEAK_CLAUSES", "Leak", "LeakColumn", "Leaks", "leak_ledger"]

_KEPT = 16
_cache: OrderedDict[tuple[Path, int, str, bool, Window | None, date], Leaks] = OrderedDict()
_lock = threading.Lock()


def leak_ledger(viewer: Viewer, *, window: Window | None = None, now: datetime) -> Leaks:
    """What broken promises cost over a window (None: all time). Raises `Refused` without the right to see the board.

    Kept by version of the mirror, agreement, window and day; never by viewer.
    """
    require(viewer, Right.see_board)
    folder = mirror_folder()
    agreement = current(now)
    with open_current(folder, now) as mirror:
        scope = scope_for(agreement, mirror, window=window, now=now)
        reading = scope.reading
        key = (folder, mirror.manifest.version, reading.hash, reading.signed, window, scope.today)
        with _lock:
            found = _cache.get(key)
        if found is None:
            found = leaks(mirror, scope)
            with _lock:
                _cache[key] = found
                while len(_cache) > _KEPT:
                    _cache.popitem(last=False)
    return found
