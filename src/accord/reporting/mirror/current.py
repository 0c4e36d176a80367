"""The mirror that stands now, opened once per version and shared by the threads of a process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from accord.measures.manifest import read_manifest
from accord.measures.mirror import Mirror, attach
from accord.reporting.mirror.refresh import refresh
from accord.vocabulary.errors import NotFound

_open: dict[Path, Mirror] = {}
_users: dict[int, int] = {}
_lock = threading.Lock()


@contextmanager
def open_current(folder: Path, now: datetime) -> Iterator[Mirror]:
    """The newest published mirror; made first where there is none yet.

    A version is closed when the last reader of it has gone and a newer one is open.
    """
    mirror = _take(folder, now)
    try:
        yield mirror
    finally:
        _give_back(folder, mirror)


def _take(folder: Path, now: datetime) -> Mirror:
    try:
        manifest = read_manifest(folder)
    except NotFound:
        manifest = refresh(folder, now)
    with _lock:
        held = _open.get(folder)
        if held is None or held.manifest.version != manifest.version:
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
