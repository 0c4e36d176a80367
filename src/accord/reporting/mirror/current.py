"""The mirror that stands now, opened once per version, shared by the threads of a process, and kept up."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import connection

from accord.contacts.identity_map import latest_version
from accord.measures.manifest import Manifest
from accord.measures.mirror import Mirror, attach
from accord.reporting.mirror.books import is_news, open_books
from accord.reporting.mirror.refresh import find_manifest, is_due, refresh
from accord.teams.agreements import current

log = logging.getLogger(__name__)
_open: dict[Path, Mirror] = {}
_users: dict[int, int] = {}
_catching_up: set[Path] = set()
_lock = threading.Lock()


@contextmanager
def open_current(folder: Path, now: datetime, *, wait: bool = True) -> Iterator[Mirror]:
    """The newest mirror. One that is behind the record is brought up first, or, with `wait` off, meanwhile.

    A version is closed when its last reader has gone and a newer one is open.
    """
    mirror = _take(folder, _newest(folder, now, wait))
    try:
        yield mirror
    finally:
        _give_back(folder, mirror)


def is_behind(manifest: Manifest, now: datetime) -> bool:
    """Whether the record holds what the mirror does not: facts, identities, another agreement, time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(seq) FROM ledger_fact")
        newest = cursor.fetchone()[0] or 0
    agreement = current(now)
    return (
        newest > manifest.seq
        or latest_version() > manifest.identity_version
        or is_news(open_books(manifest), manifest)
        or (agreement.hash if agreement else "") != manifest.agreement_hash
        or is_due(manifest, now)
    )


def _newest(folder: Path, now: datetime, wait: bool) -> Manifest:
    manifest = find_manifest(folder)
    if not is_behind(manifest, now):
        return manifest
    if wait or not manifest.version:
        return refresh(folder, now)
    with _lock:
        if folder not in _catching_up:
            _catching_up.add(folder)
            threading.Thread(target=_catch_up, args=(folder, now), name="mirror").start()
    return manifest


def _catch_up(folder: Path, now: datetime) -> None:
    try:
        refresh(folder, now, wait=False)
    except Exception:
        # A reader's thread has nobody to tell; the next reader tries again, and `accord doctor` names it.
        log.exception("the mirror could not be brought up to the record")
    finally:
        connection.close()
        with _lock:
            _catching_up.discard(folder)


def _take(folder: Path, manifest: Manifest) -> Mirror:
    with _lock:
        held = _open.get(folder)
        if held is None or held.manifest != manifest:
            if held is not None and not _users.get(id(held)):
                held.close()
            held = _open[folder] = attach(folder, manifest)
        _users[id(held)] = _users.get(id(held), 0) + 1
        return held


def _give_back(folder: Path, mirror: Mirror) -> None:
    with _lock:
        _users[id(mirror)] -= 1
        if not _users[id(mirror)]:
            del _users[id(mirror)]
            if _open.get(folder) is not mirror:
                mirror.close()
