"""The mirror that stands now: held open by each process, shared by its threads, and kept up."""

import atexit
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from django.db import connection

from accord.contacts.identity_map import latest_version
from accord.ledger.hits import newest_judgement
from accord.ledger.withdrawn import newest_step
from accord.measures.held import Held
from accord.measures.manifest import Manifest
from accord.measures.mirror import Mirror
from accord.reporting.mirror.books import is_news, open_books
from accord.reporting.mirror.chain import labels
from accord.reporting.mirror.handoffs import state_of_handoffs
from accord.reporting.mirror.marketers import state_of_teams
from accord.reporting.mirror.refresh import find_manifest, is_due, refresh
from accord.reporting.mirror.said import state_of_said
from accord.teams.agreements import chain_at

log = logging.getLogger(__name__)
_open: dict[Path, Held] = {}
_catching_up: set[Path] = set()
_lock = threading.Lock()


@contextmanager
def open_current(folder: Path, now: datetime, *, wait: bool = True) -> Iterator[Mirror]:
    """The newest mirror. One that is behind the record is brought up first, or, with `wait` off, meanwhile.

    Each reader keeps the version that stood when it came.
    """
    _bring_up(folder, now, wait)
    with closing(_take(folder)) as mirror:
        yield mirror


def is_behind(manifest: Manifest, now: datetime) -> bool:
    """Whether the record holds what the mirror does not: facts, identities, another agreement, time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(seq) FROM ledger_fact")
        newest = cursor.fetchone()[0] or 0
    return (
        newest > manifest.seq
        or latest_version() > manifest.identity_version
        or newest_judgement() > manifest.judged
        or newest_step() > manifest.withdrawn
        or is_news(open_books(manifest), manifest)
        or labels(versions := chain_at(now)) != manifest.versions
        or state_of_handoffs(versions) != manifest.handoffs
        or state_of_said(versions) != manifest.said
        or state_of_teams() != manifest.teams
        or is_due(manifest, now)
    )


def _bring_up(folder: Path, now: datetime, wait: bool) -> None:
    manifest = find_manifest(folder)
    if not is_behind(manifest, now):
        return
    if wait or not manifest.made_at:
        refresh(folder, now)
        return
    with _lock:
        if folder not in _catching_up:
            _catching_up.add(folder)
            threading.Thread(target=_catch_up, args=(folder, now), name="mirror").start()


def _forget() -> None:
    """A forked process must not use its parent's databases: they lack their threads there."""
    _open.clear()


os.register_at_fork(after_in_child=_forget)


@atexit.register
def close_all() -> None:
    """Let every mirror go: a process that ends with one open is told of leaks on its way out."""
    with _lock:
        for held in _open.values():
            held.close()
        _open.clear()


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


def _take(folder: Path) -> Mirror:
    with _lock:
        manifest = find_manifest(folder)
        held = _open.pop(folder, None) or Held(folder)
        if held.manifest != manifest:
            # One that cannot follow is not put back: the next reader starts with a new one.
            held.follow(manifest)
        _open[folder] = held
        return held.open()
