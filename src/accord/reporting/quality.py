"""Lead quality for whoever may see the board: by source, campaign or class, never by person, alike for every role."""

import threading
from collections import OrderedDict
from datetime import date, datetime
from pathlib import Path

from accord.measures.number import Window
from accord.measures.quality import OF, quality
from accord.measures.quality_lines import DIMENSIONS, Judged, LeadQuality, QualityRow
from accord.reporting.mirror.current import open_current
from accord.reporting.sight import mirror_folder, scope_for
from accord.teams.agreements import current
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

__all__ = ["DIMENSIONS", "OF", "Judged", "LeadQuality", "QualityRow", "dimension_of", "lead_quality"]

_KEPT = 16
_cache: OrderedDict[tuple[Path, int, str, bool, str, Window | None, date], LeadQuality] = OrderedDict()
_lock = threading.Lock()


def lead_quality(
    viewer: Viewer, *, by: str = DIMENSIONS[0], window: Window | None = None, now: datetime
) -> LeadQuality:
    """Volume x acceptance x win x revenue x speed over a window (None: all time), with what of it is noise.

    Raises `Refused` without the right to see the board, `Invalid` for a dimension there is not. Kept by version of the
    mirror, agreement, dimension, window and day; never by viewer.
    """
    require(viewer, Right.see_board)
    folder = mirror_folder()
    agreement = current(now)
    with open_current(folder, now) as mirror:
        scope = scope_for(agreement, mirror, window=window, now=now)
        reading = scope.reading
        key = (folder, mirror.manifest.version, reading.hash, reading.signed, by, window, scope.today)
        with _lock:
            found = _cache.get(key)
        if found is None:
            found = quality(mirror, scope, by)
            with _lock:
                _cache[key] = found
                while len(_cache) > _KEPT:
                    _cache.popitem(last=False)
    return found


def dimension_of(name: str) -> str:
    """The dimension that a number's name belongs to; the first where it names none."""
    said = name.removeprefix(OF).partition(":")[0]
    return said if said in DIMENSIONS else DIMENSIONS[0]
