"""Restore a backup into an empty folder, and let nothing happen in it that its erasures or a person forbid.

First the files and the database are put in place, whole or not at all. Then, in the restored installation,
the outbox is held, whoever was erased is erased again, and the doctor looks. Until that is done no other
command works there, so that a restore that was interrupted cannot be taken for a finished one.
"""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from accord.ledger.acts import record_act
from accord.ledger.backup_file import Manifest, read_backup, unpack_backup
from accord.ledger.database_copy import POSTGRESQL, SQLITE, check_sqlite, count_rows, load_database
from accord.ledger.outbox_hold import find_waiting, hold_outbox
from accord.ledger.schema import find_known_migrations
from accord.ledger.suppression import read_erasures
from accord.reporting.doctor import Finding, check
from accord.teams.people import SYSTEM
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound
from accord.vocabulary.people import Viewer
from accord.workflows.back_up import ERASURES, LAST
from accord.workflows.bring_up import bring_up
from accord.workflows.erase_person import replay_erasures
from accord.workflows.tables_fit import check_not_newer, restore_marker
from accord.workflows.uploads import find_uploads, forget_upload


@dataclass(frozen=True, slots=True)
class Restored:
    """What a finished restore did."""

    made_at: datetime
    release: str
    rows: int
    tables: int
    migrated: tuple[str, ...]
    erased_again: int  # records
    erasures_after: int  # lines of the list that the backup did not have
    uploads_removed: int
    waiting: int  # messages that will be sent once the outbox is released
    findings: tuple[Finding, ...]


def place_backup(
    by: Viewer, archive: Path, into: Path, *, erasures: Sequence[Path], now: datetime
) -> Manifest:
    """Put a backup's files and database in place, with every list of erasures there is; not yet to be used.

    Raises `Refused` without the right, `Invalid` for a target that holds something, a damaged backup, one of a
    newer release, or of the other kind of database. Then nothing has changed.
    """
    require(by, Right.manage_people)
    if not archive.is_file():
        raise NotFound("restore.no_file", f'there is no backup "{archive}"', "look at the name")
    _check_empty(into)
    for path in erasures:
        if not path.is_file():
            raise NotFound(
                "restore.no_erasures", f'there is no list of erasures "{path}"', "look at the name"
            )
    manifest = read_backup(archive)
    _check_fits(manifest)
    partial = into.with_name(into.name + ".restoring")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    try:
        unpack_backup(archive, partial)
        _place_database(manifest, partial)
        known = _merge(partial / ERASURES, erasures)
        marker = {
            "made_at": manifest.made_at,
            "release": manifest.release,
            "erasures_after": known - manifest.erasures,
            "placed_at": now.isoformat(),
        }
        # What was restored is on a disk as that backup: the next one is due that long after it.
        last = {"at": manifest.made_at, "size": archive.stat().st_size, "file": archive.name}
        _write_through(partial / LAST, json.dumps(last))
        _write_through(restore_marker(partial), json.dumps(marker))
        if into.exists():
            into.rmdir()
        partial.replace(into)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return manifest


def finish_restore(by: Viewer, *, now: datetime) -> Restored:
    """In the restored installation: hold, erase again, end sessions, look; safe to repeat until it is done.

    Raises `Refused` without the right, `NotFound` where no restore waits to be finished.
    """
    require(by, Right.manage_people)
    marker = restore_marker(Path(settings.INSTALLATION.data))
    if not marker.exists():
        raise NotFound(
            "restore.none", "no restore waits to be finished here", "accord restore FILE --into FOLDER"
        )
    said = json.loads(marker.read_text())
    counted = count_rows()
    migrated = bring_up(now)
    check_not_newer()
    with transaction.atomic():
        hold_outbox(by.actor, f"restored from the backup of {said['made_at']}", now)
        # Whoever signed out, or was shut out, after the backup must not be signed in again.
        Session.objects.all().delete()
        record_act(key=f"restored:{said['placed_at']}", kind="restored", actor=by.actor, now=now)
    read_erasures(Path(settings.INSTALLATION.data) / ERASURES)
    erased = replay_erasures(by, now=now)
    # Any file may hold somebody who was erased after the backup, and not every kind can be searched.
    uploads = find_uploads(by) if said["erasures_after"] > 0 or erased.records else []
    for upload in uploads:
        _forget(by, upload.token)
    if said["erasures_after"] > 0 or erased.records:
        # Its dimensions stay true, but it is cheaper to make than to doubt.
        shutil.rmtree(settings.INSTALLATION.mirror, ignore_errors=True)
    findings = tuple(check(SYSTEM, now))
    marker.unlink()
    return Restored(
        made_at=datetime.fromisoformat(said["made_at"]),
        release=said["release"],
        rows=sum(counted.values()),
        tables=len(counted),
        migrated=tuple(migrated),
        erased_again=erased.records,
        erasures_after=max(0, said["erasures_after"]),
        uploads_removed=len(uploads),
        waiting=sum(group.messages for group in find_waiting()),
        findings=findings,
    )


def _forget(by: Viewer, token: str) -> None:
    """Remove an upload, also one that a worker of before was reading."""
    state = Path(settings.INSTALLATION.data) / "uploads" / token / "state.json"
    state.unlink(missing_ok=True)
    forget_upload(by, token)


def _check_empty(into: Path) -> None:
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise Invalid(
            "restore.not_empty", f'"{into}" holds something already', "name a folder that does not exist yet"
        )


def _check_fits(manifest: Manifest) -> None:
    unknown = sorted(set(manifest.migrations) - find_known_migrations())
    if unknown:
        raise Invalid(
            "restore.newer",
            f"the backup is of a newer release ({manifest.release}, {unknown[-1]}) than this program",
            "restore it with that release or a newer one",
        )
    engine = POSTGRESQL if settings.INSTALLATION.database_url else SQLITE
    if manifest.engine != engine:
        raise Invalid(
            "restore.other_database",
            f"the backup is of {manifest.engine}, and here the record would be kept in {engine}",
            "set ACCORD_DATABASE_URL for PostgreSQL, unset it for SQLite",
        )


def _place_database(manifest: Manifest, partial: Path) -> None:
    path = partial / manifest.database
    if manifest.engine == POSTGRESQL:
        load_database(manifest.engine, path)
        path.unlink()
        return
    if check_sqlite(path) != dict(manifest.rows):
        raise Invalid(
            "backup.damaged", "the database holds other rows than were backed up", "use another backup"
        )


def _merge(target: Path, lists: Sequence[Path]) -> int:
    """Append the lines of other lists that are not there yet; how many lines there are now."""
    lines = target.read_text("ascii").splitlines() if target.exists() else []
    known = dict.fromkeys(lines)
    for path in lists:
        known |= dict.fromkeys(path.read_text("ascii").splitlines())
    if known:
        _write_through(target, "".join(f"{line}\n" for line in known))
    return len(known)


def _write_through(path: Path, text: str) -> None:
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
