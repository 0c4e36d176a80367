"""Back an installation up while it works: the database as of one instant, the secret, connections, uploads."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from accord import __version__
from accord.ledger.backup_file import Manifest, write_backup
from accord.ledger.database_copy import FILES, DatabaseCopy, copy_database, find_size
from accord.ledger.schema import find_applied_migrations
from accord.measures.manifest import files_of, read_manifest
from accord.teams.rights import Right, require
from accord.vocabulary.errors import AccordError, Invalid
from accord.vocabulary.people import Viewer

SUFFIX = ".accord-backup"
LAST = "last-backup.json"
ERASURES = "erasures.txt"
# What can be made again, is of this run only, or is a copy itself.
_LEFT_OUT = {
    "static",
    "mirror",
    "backups",
    "metrics",
    "pretend-crm",
    "faults.log",
    LAST,
    "restore.json",
    "server.log",
    "test.sqlite3",
}
_LEFT_OUT_ENDS = (".beat", ".partial", ".tmp", "-wal", "-shm", "-journal", ".lock", SUFFIX)


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A finished and checked backup."""

    path: Path
    size: int  # bytes
    rows: int
    tables: int
    files: int
    notes: tuple[str, ...]


def back_up(
    by: Viewer, *, to: Path | None = None, with_mirror: bool = False, keep: int = 0, now: datetime
) -> BackedUp:
    """Write one file that `restore` understands, checked by reading it; then remove all but the newest `keep`.

    Raises `Refused` without the right, `Invalid` without the room, `Outside` where the database's tools fail.
    """
    require(by, Right.manage_people)
    folder = to or Path(settings.INSTALLATION.data) / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _remove_partial(folder)
    path = _free_name(folder, now)
    _check_room(folder)
    staging = folder / f".{path.stem}.partial"
    staging.mkdir(mode=0o700)
    try:
        notes: list[str] = []
        # Before the database: a mirror may be behind its record, never ahead of it.
        mirror = _stage_mirror(staging, notes) if with_mirror else []
        copied = copy_database(staging)
        members = [(copied.path.name, copied.path), *_files(), *mirror]
        manifest = write_backup(path, members, _describe(copied, notes, now))
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    made = BackedUp(
        path,
        path.stat().st_size,
        sum(copied.rows.values()),
        len(copied.rows),
        len(manifest.files),
        tuple(notes),
    )
    _note_last(made, now)
    for old in find_backups(folder)[keep:] if keep else []:
        old.unlink()
    return made


def find_backups(folder: Path) -> list[Path]:
    """The backups in a folder, the newest first."""
    found = folder.glob(f"accord-*{SUFFIX}")
    return sorted(found, key=lambda path: path.name.removesuffix(SUFFIX), reverse=True)


def _free_name(folder: Path, now: datetime) -> Path:
    """A name nobody took; names sort as the instants do."""
    name = f"accord-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    tries = (folder / f"{name}{more}{SUFFIX}" for more in ("", *(f"-{n}" for n in range(2, 100))))
    return next(path for path in tries if not path.exists())


def _describe(copied: DatabaseCopy, notes: list[str], now: datetime) -> Manifest:
    return Manifest(
        made_at=now.astimezone(UTC).isoformat(),
        release=__version__,
        engine=copied.engine,
        engine_version=copied.version,
        database=copied.path.name,
        migrations=tuple(find_applied_migrations()),
        rows=copied.rows,
        erasures=_count_lines(settings.INSTALLATION.erasures_file),
        notes=tuple(notes),
    )


def _files() -> Iterator[tuple[str, Path]]:
    """Every file of the data folder that cannot be made again, and the list of erasures wherever it lies."""
    data, erasures = Path(settings.INSTALLATION.data), settings.INSTALLATION.erasures_file
    database = FILES["sqlite"]
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data)
        parts = name.parts
        unwanted = parts[0] in _LEFT_OUT or any(part.endswith(_LEFT_OUT_ENDS) for part in parts)
        if unwanted or parts[0].startswith(database) or path.is_symlink() or not path.is_file():
            continue
        if str(name) != ERASURES:
            yield str(name), path
    if erasures.exists():
        yield ERASURES, erasures


def _stage_mirror(staging: Path, notes: list[str]) -> list[tuple[str, Path]]:
    """The mirror's files, linked or copied at once: its writer removes what it no longer needs."""
    folder = Path(settings.INSTALLATION.mirror)
    kept = staging / "mirror"
    for _ in range(3):
        try:
            text = (folder / "manifest.json").read_bytes()
            manifest = read_manifest(folder)
            if (folder / "manifest.json").read_bytes() != text:
                continue
            for file in sorted(files_of(manifest)):
                (kept / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(folder / file, kept / file)
        except FileNotFoundError:
            shutil.rmtree(kept, ignore_errors=True)
            continue
        except AccordError:
            break
        (kept / "manifest.json").write_bytes(text)
        return [(str(path.relative_to(staging)), path) for path in sorted(kept.rglob("*")) if path.is_file()]
    notes.append("without the mirror: there is none that stands still; it is made again from the record")
    return []


def _check_room(folder: Path) -> None:
    needed, free = find_size() * 2, shutil.disk_usage(folder).free
    if free < needed:
        raise Invalid(
            "backup.no_room",
            f'{needed / 1e9:.1f} GB are needed in "{folder}", and {free / 1e9:.1f} GB are free',
            "make room, or choose another disk with --to",
        )


def _remove_partial(folder: Path) -> None:
    """What a backup that was killed left behind."""
    for path in [*folder.glob("accord-*.partial"), *folder.glob(".accord-*.partial")]:
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def _note_last(made: BackedUp, now: datetime) -> None:
    """When the last good backup was made, for whoever watches."""
    path = Path(settings.INSTALLATION.data) / LAST
    beside = path.with_suffix(".tmp")
    beside.write_text(json.dumps({"at": now.isoformat(), "size": made.size, "file": made.path.name}))
    os.replace(beside, path)  # noqa: PTH105


def _count_lines(path: Path) -> int:
    try:
        return len(path.read_text("ascii").splitlines())
    except FileNotFoundError:
        return 0
