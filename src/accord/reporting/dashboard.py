"""The joint board: one frozen object for page, API, command line and notebook, the same for every role.

Cached by (mirror version, agreement, window, day); never by viewer, for nothing on it depends on who asks.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from django.db import connection

from accord.measures.board import Board
from accord.measures.mirror import Mirror
from accord.measures.number import Number, Window
from accord.measures.reckon import reckon
from accord.measures.scope import Scope
from accord.measures.sql import names, sql
from accord.measures.take_away import take_away
from accord.measures.take_away_slice import is_sliced, take_away_slice
from accord.reporting.answered import OF as OF_ANSWERS
from accord.reporting.answered import answered
from accord.reporting.attribution import OF as OF_CREDIT
from accord.reporting.attribution import company_credit
from accord.reporting.campaigns.results import OF as OF_RESULTS
from accord.reporting.campaigns.results import campaign_result, ref_of, with_campaign
from accord.reporting.collided import OF as OF_COLLISIONS
from accord.reporting.collided import company_collisions
from accord.reporting.content_use import OF as OF_CONTENT
from accord.reporting.content_use import content_use, with_pieces
from accord.reporting.coverage import OF as OF_COVERAGE
from accord.reporting.coverage import company_coverage
from accord.reporting.hears import OF as OF_HEARS
from accord.reporting.hears import company_hears, segment_of
from accord.reporting.leaks import leak_ledger
from accord.reporting.mirror.current import is_behind, open_current
from accord.reporting.mirror.refresh import refresh
from accord.reporting.quality import OF as OF_QUALITY
from accord.reporting.quality import dimension_of, lead_quality
from accord.reporting.retention import OF as OF_RETENTION
from accord.reporting.retention import company_retention
from accord.reporting.roi import OF as OF_ROI
from accord.reporting.roi import company_roi
from accord.reporting.rows import rows_behind
from accord.reporting.send_time import OF as OF_SEND
from accord.reporting.send_time import asked_by, send_times
from accord.reporting.sight import agreement_at_end, mirror_folder, scope_for
from accord.reporting.speed import OF as OF_SPEED
from accord.reporting.speed import lead_speed
from accord.teams.agreements import Current, current
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer

log = logging.getLogger(__name__)
Key = tuple[int, str, bool, Window | None, date]
_KEPT = 64
_OF_LEAKS = ("leak:", "leak_")
_cache: OrderedDict[tuple[Path, Key], Board] = OrderedDict()
_making: set[tuple[Path, Key]] = set()
_lock = threading.Lock()


def board(viewer: Viewer, *, window: Window | None = None, now: datetime, wait: bool = True) -> Board:
    """The board over a window (None: all time). Raises `Refused` without the right to see it.

    With `wait` off, the last finished board of this window is served as stale while the mirror catches up
    and the next one is made: what a page does.
    """
    require(viewer, Right.see_board)
    folder = mirror_folder()
    agreement = current(now)
    with open_current(folder, now, wait=wait) as mirror:
        scope = scope_for(agreement, mirror, window=window, now=now)
        key = (mirror.manifest.version, scope.reading.hash, scope.reading.signed, window, scope.today)
        with _lock:
            found = _cache.get((folder, key))
            last = None if found or wait else _last(folder, window)
        if found:
            return found if wait or not is_behind(mirror.manifest, now) else replace(found, stale=True)
        if last is None:
            return _make(folder, key, mirror, scope)
    _behind(folder, key, lambda: _remake(folder, key, agreement, window, now))
    return replace(last, stale=True)


def catch_up(now: datetime) -> int:
    """Bring the mirror up to the record; its version. What a worker does after new facts."""
    return refresh(mirror_folder(), now).version


def sql_of(viewer: Viewer, name: str) -> str:
    """The text of a named query, as it runs. Raises `Refused` without the right to see the board."""
    require(viewer, Right.see_board)
    return sql(name)


def sql_names(viewer: Viewer) -> list[str]:
    """Every named query. Raises `Refused` without the right to see the board."""
    require(viewer, Right.see_board)
    return list(names())


def numbers_like(
    viewer: Viewer, name: str, *, window: Window | None = None, now: datetime
) -> tuple[Number, ...]:
    """The numbers among which a name is looked for: those of the measure it begins with, else the board's."""
    if name.startswith(_OF_LEAKS):
        return leak_ledger(viewer, window=window, now=now).numbers()
    if name.startswith(OF_COLLISIONS):
        return company_collisions(viewer, window=window, now=now).numbers()
    if name.startswith(OF_CREDIT):
        return company_credit(viewer, window=window, now=now).numbers()
    if name.startswith(OF_ROI):
        return company_roi(viewer, window=window, now=now).numbers()
    if name.startswith(OF_QUALITY):
        return lead_quality(viewer, by=dimension_of(name), window=window, now=now).numbers()
    if name.startswith(OF_COVERAGE):
        return company_coverage(viewer, window=window, now=now).numbers()
    if name.startswith(OF_HEARS):
        return company_hears(viewer, segment=segment_of(name), window=window, now=now).numbers()
    if name.startswith(OF_RETENTION):
        return company_retention(viewer, window=window, now=now).numbers()
    if name.startswith(OF_CONTENT):
        return content_use(viewer, now=now).numbers()
    if name.startswith(OF_RESULTS):
        made = campaign_result(viewer, ref_of(name), now=now)
        return (*made.result.numbers(), *made.money.numbers())
    if name.startswith(OF_SPEED):
        return lead_speed(viewer, window=window, now=now).numbers()
    if name.startswith(OF_SEND):
        by, of = asked_by(name)
        return send_times(viewer, by=by, of=of, window=window, now=now).numbers()
    found = board(viewer, window=window, now=now).numbers()
    if not name.startswith(OF_ANSWERS):
        return found
    with open_current(mirror_folder(), now, wait=False) as mirror:
        return (*answered(scope_for(current(now), mirror, window=window, now=now), now), *found)


def take_away_number(viewer: Viewer, name: str, *, window: Window | None = None, now: datetime) -> bytes:
    """A zip with a number's slice of the mirror, its SQL and a script that reckons it again.

    Raises `Refused` without the right to take data away, `NotFound` for a number not on the board.
    """
    require(viewer, Right.take_away)
    found = next((n for n in numbers_like(viewer, name, window=window, now=now) if n.name == name), None)
    if found is None:
        raise NotFound("board.no_number", f'the board has no number "{name}"', "open it from the board")
    agreement = agreement_at_end(current(now), window, now)
    with open_current(mirror_folder(), now) as mirror:
        scope = scope_for(agreement, mirror, window=window, now=now)
        if name.startswith(OF_CONTENT):
            return take_away(mirror, with_pieces(scope), found)
        if name.startswith(OF_RESULTS):
            return take_away(mirror, with_campaign(scope, ref_of(name)), found)
        if is_sliced(name):
            return take_away_slice(mirror, scope, found, agreement.text if agreement else "")
        return take_away(mirror, scope, found)


def _make(folder: Path, key: Key, mirror: Mirror, scope: Scope) -> Board:
    made = reckon(mirror, scope)
    with _lock:
        _cache[folder, key] = made
        while len(_cache) > _KEPT:
            _cache.popitem(last=False)
    return made


def _last(folder: Path, window: Window | None) -> Board | None:
    """The newest finished board of this window, of whatever version."""
    for (kept_folder, key), kept in reversed(_cache.items()):
        if kept_folder == folder and key[3] == window:
            return kept
    return None


def _remake(folder: Path, key: Key, agreement: Current | None, window: Window | None, now: datetime) -> None:
    with open_current(folder, now, wait=False) as mirror:
        _make(folder, key, mirror, scope_for(agreement, mirror, window=window, now=now))


def _behind(folder: Path, key: Key, make: Callable[[], None]) -> None:
    """Make a board in the background, once however many ask for it."""
    with _lock:
        if (folder, key) in _making:
            return
        _making.add((folder, key))

    def run() -> None:
        try:
            make()
        except Exception:
            # Nobody waits for this thread: the next reader asks for the board again.
            log.exception("the next board could not be made")
        finally:
            connection.close()
            with _lock:
                _making.discard((folder, key))

    threading.Thread(target=run, name="board").start()


__all__ = ["board", "catch_up", "mirror_folder", "rows_behind", "sql_of", "take_away_number"]
