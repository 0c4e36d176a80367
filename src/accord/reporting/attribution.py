"""Who is credited for what the company won, for whoever may see the board: the same for every role."""

import threading
from collections import OrderedDict
from datetime import date, datetime
from pathlib import Path

from accord.measures.attribution.credit_shapes import Apart, Beside, CompanyCredit, Credited, ModelTable
from accord.measures.attribution.credited import credit_company
from accord.measures.number import Window
from accord.reporting.mirror.current import open_current
from accord.reporting.sight import mirror_folder, scope_for
from accord.teams.agreements import current
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

__all__ = ["OF", "Apart", "Beside", "CompanyCredit", "Credited", "ModelTable", "company_credit"]

OF = "credit:"  # how the names of its numbers begin
SEED = 2016  # of the draws behind intervals: the same mirror gives the same interval
_KEPT = 16
_cache: OrderedDict[tuple[Path, int, str, bool, bool, Window | None, date], CompanyCredit] = OrderedDict()
_lock = threading.Lock()


def company_credit(
    viewer: Viewer, *, window: Window | None = None, compare: bool = False, now: datetime
) -> CompanyCredit:
    """What was won in a window (None: all time), shared out by the signed model, with every other beside it.

    The other models' intervals are reckoned with `compare`. Raises `Refused` without the right to see the board. Kept
    by version of the mirror, agreement, window and day; never by viewer.
    """
    require(viewer, Right.see_board)
    folder = mirror_folder()
    agreement = current(now)
    with open_current(folder, now) as mirror:
        scope = scope_for(agreement, mirror, window=window, now=now)
        reading = scope.reading
        key = (folder, mirror.manifest.version, reading.hash, reading.signed, compare, window, scope.today)
        with _lock:
            found = _cache.get(key)
        if found is None:
            found = credit_company(mirror, scope, seed=SEED, all_spans=compare)
            with _lock:
                _cache[key] = found
                while len(_cache) > _KEPT:
                    _cache.popitem(last=False)
    return found
