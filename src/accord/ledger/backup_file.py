"""One file that holds an installation: a plain tar whose last member, `manifest.json`, says what all others must be."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from accord.measures.flush import flush_folder
from accord.vocabulary.errors import Invalid, OurFault

FORMAT = 1
MANIFEST = "manifest.json"
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: when and by which release it was made, the database, files with size and digest."""

    made_at: str  # ISO, UTC
    release: str
    engine: str
    engine_version: str
    database: str  # the member that holds it
    migrations: tuple[str, ...]
    rows: Mapping[str, int]  # by table
    erasures: int  # lines of the list of erasures
    notes: tuple[str, ...] = ()
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)  # name: (bytes, sha256)
    format: int = FORMAT


def write_backup(path: Path, members: Iterable[tuple[str, Path]], manifest: Manifest) -> Manifest:
    """Write a backup beside its place, check every byte of it, then put it there; the finished manifest.

    Raises `OurFault` when what was written cannot be read back as it was.
    """
    beside = path.with_name(path.name + ".partial")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    files: dict[str, tuple[int, str]] = {}
    with (
        os.fdopen(descriptor, "wb") as out,
        tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, source in members:
            files[name] = _add(tar, name, source)
        finished = Manifest(**{**_shallow(manifest), "files": files})
        text = json.dumps(asdict(finished), indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        tar.addfile(info, io.BytesIO(text))
        tar.close()
        out.flush()
        os.fsync(out.fileno())
    check_backup(beside)
    beside.replace(path)
    flush_folder(path.parent)
    return finished


def read_backup(path: Path) -> Manifest:
    """The manifest of a backup. Raises `Invalid` for what is none, or was made by a newer release's format."""
    with _open(path) as tar:
        return _manifest(path, tar)


def check_backup(path: Path) -> Manifest:
    """Read a backup whole and compare it with its manifest. Raises `Invalid` naming what is not as it was."""
    with _open(path) as tar:
        manifest = _manifest(path, tar)
        for name, piece in _pieces(path, tar, manifest):
            piece.check(name)
    return manifest


def unpack_backup(path: Path, into: Path) -> Manifest:
    """Write every file of a backup into a folder, each compared with the manifest as it is written."""
    with _open(path) as tar:
        manifest = _manifest(path, tar)
        for name, piece in _pieces(path, tar, manifest):
            target = into / name
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                piece.check(name, out)
                out.flush()
                os.fsync(out.fileno())
    flush_folder(into)
    return manifest


@dataclass(slots=True)
class _Piece:
    """A member being read, and what it must turn out to be."""

    source: IO[bytes]
    size: int
    sha256: str
    path: Path

    def check(self, name: str, out: IO[bytes] | None = None) -> None:
        digest, size = hashlib.sha256(), 0
        while part := self.source.read(_PIECE):
            digest.update(part)
            size += len(part)
            if out is not None:
                out.write(part)
        if (size, digest.hexdigest()) != (self.size, self.sha256):
            raise damaged(self.path, f'"{name}" is not what was written')


def damaged(path: Path, what: str) -> Invalid:
    """The refusal of a file that is no whole backup."""
    return Invalid("backup.damaged", f"{path.name}: {what}", "use another backup; this one cannot be trusted")


def _pieces(path: Path, tar: tarfile.TarFile, manifest: Manifest) -> Iterator[tuple[str, _Piece]]:
    """Every file the manifest names, in the order in which they lie; nothing else may lie there."""
    left = dict(manifest.files)
    try:
        for info in tar:
            if info.name == MANIFEST:
                continue
            plain = PurePosixPath(info.name)
            wanted = left.pop(info.name, None)
            if wanted is None or not info.isreg() or plain.is_absolute() or ".." in plain.parts:
                raise damaged(path, f'"{info.name[:100]}" does not belong to it')
            source = tar.extractfile(info)
            if source is None:
                raise damaged(path, f'"{info.name[:100]}" cannot be read')
            yield info.name, _Piece(source, int(wanted[0]), str(wanted[1]), path)
    except (tarfile.TarError, EOFError) as problem:
        raise damaged(path, "it is cut off or changed") from problem
    if left:
        raise damaged(path, f'"{next(iter(left))}" is missing')


def _manifest(path: Path, tar: tarfile.TarFile) -> Manifest:
    try:
        source = tar.extractfile(MANIFEST)
        raw: dict[str, Any] = json.loads(source.read(64 * _PIECE)) if source else {}
        if raw["format"] != FORMAT:
            raise Invalid(
                "backup.format",
                f"{path.name} is of format {raw['format']}",
                "restore it with the release that made it",
            )
        for name in ("migrations", "notes"):
            raw[name] = tuple(raw[name])
        raw["files"] = {name: (int(size), str(digest)) for name, (size, digest) in raw["files"].items()}
        return Manifest(**raw)
    except (KeyError, ValueError, TypeError, AttributeError, tarfile.TarError, EOFError) as problem:
        raise damaged(path, "it has no manifest, or is cut off") from problem


@contextmanager
def _open(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        tar = tarfile.open(path, mode="r:")  # noqa: SIM115 - closed below
    except tarfile.TarError as problem:
        raise damaged(path, "it is no backup of Accord") from problem
    with tar:
        yield tar


def _add(tar: tarfile.TarFile, name: str, source: Path) -> tuple[int, str]:
    """Add a file as long as it is now: what is appended meanwhile belongs to the next backup."""
    with source.open("rb") as file:
        info = tarfile.TarInfo(name)
        info.size, info.mode = os.fstat(file.fileno()).st_size, 0o600
        reader = _Hashing(file, info.size)
        try:
            tar.addfile(info, reader)  # type: ignore[arg-type]
        except OSError as problem:
            if reader.left:
                raise OurFault(
                    "backup.file_changed",
                    f'"{name}" became shorter while it was read',
                    "make the backup again",
                ) from problem
            raise
        return info.size, reader.digest.hexdigest()


class _Hashing:
    """A file read once: handed on, and hashed on the way."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self.left = file, size
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        piece = self._file.read(min(size, self.left))
        self.left -= len(piece)
        self.digest.update(piece)
        return piece


def _shallow(manifest: Manifest) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}
