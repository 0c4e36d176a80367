"""Speed to lead for whoever may see the board: by class, never by person, the same for every role."""

import threading
from collections import OrderedDict
from datetime import date, datetime
from pathlib import Path

from accord.measures.number import Window
from accord.measures.speed.lines import SpeedToLead, Waited
from accord.measures.speed.reckon import OF, speed_to_lead
from accord.reporting.mirror.current import open_current
from accord.reporting.sight import mirror_folder, scope_for
from accord.teams.agreements import current
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

__all__ = ["OF", "SpeedToLead", "Waited", "lead_speed"]

_KEPT = 16
_cache: OrderedDict[tuple[Path, int, str, bool, Window | None, date], SpeedToLead] = OrderedDict()
_lock = threading.Lock()


def lead_speed(viewer: Viewer, *, window: Window | None = None, now: datetime) -> SpeedToLead:
    """How long leads wait, and what an hour costs, over a window (None: all time).

    Raises `Refused` without the right to see the board. Kept by version of the mirror, agreement, window and day.
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
            found = speed_to_lead(mirror, scope)
            with _lock:
                _cache[key] = found
                while len(_cache) > _KEPT:
                    _cache.popitem(last=False)
    return found
