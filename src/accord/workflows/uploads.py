"""A file on its way in: kept on disk while people look at it, tried, imported by the worker, then removed.

An upload is one folder under `uploads/`: the file as it came, alone under `file/` so that no name it was given
is one of ours; `about.json` (its name, who brought it), `order.json` (what was asked, by whom),
`state.json` (what became of it, written by whoever reads the file) and, when somebody said stop, the empty
file `stop`.
"""

import json
import re
import secrets
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accord.connectors.csv_file import load_mapping
from accord.ledger.jobs import ClaimedJob, enqueue_job, extend_lease
from accord.teams.people import find_viewer, get_person
from accord.teams.rights import Right, require
from accord.vocabulary.errors import AccordError, Invalid, NotFound, Refused
from accord.vocabulary.people import Role, Viewer
from accord.workflows.import_export_file import ImportReport, import_export_file

KIND = "import_upload"
LARGEST = 2 * 1024**3  # bytes of one file


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked: how to read the file, and whether only to try."""

    source: str = ""
    connector: str = ""
    mapping: str = ""  # YAML as typed; empty where the connector needs none
    zone: str = "UTC"
    dry_run: bool = True


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of it so far. `state`: kept, waiting, running, tried, done, cancelled, failed."""

    state: str = "kept"
    import_id: int = 0
    line: int = 0
    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    facts_new: int = 0
    facts_known: int = 0
    rejects: Mapping[str, int] = field(default_factory=dict)
    sentence: str = ""
    remedy: str = ""

    @property
    def busy(self) -> bool:
        """Whether somebody is at it, or will be."""
        return self.state in {"waiting", "running"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was brought and not yet removed."""

    token: str
    name: str
    size: int
    actor: str
    kept_at: datetime
    order: Order
    progress: Progress

    @property
    def path(self) -> Path:
        """Where it lies."""
        return _file(_folder(self.token), self.name)


def keep_upload(by: Viewer, name: str, pieces: Iterable[bytes], *, now: datetime) -> Upload:
    """Keep a file as it comes, never whole in memory. Raises `Invalid` when empty or beyond 2 GiB."""
    require(by, Right.import_files)
    token = secrets.token_urlsafe(18)
    folder = _folder(token)
    folder.mkdir(parents=True, mode=0o700)
    _file(folder, "").mkdir()
    safe = _safe_name(name)
    try:
        size = _write_pieces(_file(folder, safe), pieces)
    except Invalid:
        shutil.rmtree(folder)
        raise
    about = {"name": safe, "size": size, "actor": by.actor, "kept_at": now.isoformat()}
    _write(folder / "about.json", about)
    return get_upload(by, token)


def get_upload(viewer: Viewer, token: str) -> Upload:
    """An upload by its token: the bringer's own, and everyone's for operations."""
    require(viewer, Right.import_files)
    about = _read(_folder(token) / "about.json") if re.fullmatch(r"[\w-]{24}", token) else {}
    if not about or (about["actor"] != viewer.actor and viewer.role != Role.ops):
        raise NotFound(
            "upload.unknown", "there is no such upload", "bring the file again, or open it from the list"
        )
    return _upload(token, about)


def find_uploads(viewer: Viewer) -> list[Upload]:
    """Uploads not yet removed, the newest first: one's own, and everyone's for operations."""
    require(viewer, Right.import_files)
    found = [(p.parent.name, _read(p)) for p in _root().glob("*/about.json")]
    mine = [_upload(t, a) for t, a in found if a and (viewer.role == Role.ops or a["actor"] == viewer.actor)]
    return sorted(mine, key=lambda u: u.kept_at, reverse=True)


def order_import(by: Viewer, token: str, order: Order, *, now: datetime) -> Upload:
    """Ask the worker to try or to import. Raises for a wrong mapping, or while the file is being read."""
    upload = get_upload(by, token)
    if upload.progress.busy:
        raise Refused("upload.busy", "this file is being read", "wait for it, or stop it first")
    _mapping(order)
    folder = _folder(token)
    _write(folder / "order.json", asdict(order) | {"by": get_person(by, by.user_id).email})
    _write(folder / "state.json", asdict(Progress("waiting", import_id=upload.progress.import_id)))
    (folder / "stop").unlink(missing_ok=True)
    with transaction.atomic():
        enqueue_job(KIND, token, due_at=now, payload={"token": token})
    return get_upload(by, token)


def stop_import(by: Viewer, token: str) -> None:
    """Say stop: the reader ends after its current batch; what is booked stays, and it can be gone on with."""
    get_upload(by, token)
    (_folder(token) / "stop").touch()


def forget_upload(by: Viewer, token: str) -> None:
    """Remove the file. What was imported from it stays."""
    if get_upload(by, token).progress.busy:
        raise Refused("upload.busy", "this file is being read", "stop it first, then remove it")
    shutil.rmtree(_folder(token))


def do_import(job: ClaimedJob, now: datetime) -> None:
    """The worker's part: try or import what was ordered; progress and failure stand in `state.json`."""
    token = str(job.payload["token"])
    folder = _folder(token)
    about, asked = _read(folder / "about.json"), _read(folder / "order.json")
    if not about or not asked:
        return
    by = find_viewer(asked.pop("by"))
    order = Order(**asked)
    held = [job]

    def tell(report: ImportReport) -> None:
        _write(folder / "state.json", asdict(_progress(report)))
        held[0] = extend_lease(held[0], datetime.now(now.tzinfo)) or held[0]

    try:
        if by is None:
            raise Refused("upload.gone", "the person who asked for this left", "bring the file again")
        report = import_export_file(
            by,
            _file(folder, about["name"]),
            source=order.source,
            connector=order.connector,
            mapping=_mapping(order),
            now=now,
            dry_run=order.dry_run,
            on_progress=tell,
            should_stop=(folder / "stop").exists,
            zone=order.zone,
        )
        _write(folder / "state.json", asdict(_progress(report)))
    except AccordError as problem:
        # The reader of the page is told; there is nothing to retry until they change the order.
        before = _progress_of(folder)
        failed = replace(before, state="failed", sentence=problem.sentence, remedy=problem.remedy)
        _write(folder / "state.json", asdict(failed))


def _mapping(order: Order) -> Mapping[str, Any] | None:
    return load_mapping(order.mapping) if order.mapping.strip() else None


def _progress(report: ImportReport) -> Progress:
    state = {"dry_run": "tried"}.get(report.state, report.state)
    return Progress(
        state, report.import_id, report.line, *report.counts, rejects=dict(sorted(report.rejects.items()))
    )


def _progress_of(folder: Path) -> Progress:
    return Progress(**_read(folder / "state.json"))


def _upload(token: str, about: Mapping[str, Any]) -> Upload:
    folder = _folder(token)
    asked = {k: v for k, v in _read(folder / "order.json").items() if k != "by"}
    kept_at = datetime.fromisoformat(about["kept_at"])
    return Upload(
        token, about["name"], about["size"], about["actor"], kept_at, Order(**asked), _progress_of(folder)
    )


def _write_pieces(path: Path, pieces: Iterable[bytes]) -> int:
    size = 0
    with path.open("xb") as file:
        for piece in pieces:
            size += len(piece)
            if size > LARGEST:
                raise Invalid(
                    "upload.too_large", "the file is larger than 2 GiB", "split it, or use accord import"
                )
            file.write(piece)
    if not size:
        raise Invalid(
            "upload.empty", "the file is empty", "export it again and look at it before you bring it"
        )
    return size


def _root() -> Path:
    return Path(settings.INSTALLATION.data) / "uploads"


def _folder(token: str) -> Path:
    return _root() / token


def _safe_name(name: str) -> str:
    """The end of a name that any disk keeps: 120 bytes, no path, nothing hidden."""
    plain = re.sub(r"[^\w. ()-]+", "_", Path(name).name)
    return plain.encode()[-120:].decode(errors="ignore").strip(". ") or "file"


def _file(folder: Path, name: str) -> Path:
    return folder / "file" / name


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, value: Mapping[str, Any]) -> None:
    """Replaced whole: a reader sees the old or the new, never half."""
    beside = path.with_suffix(f".{secrets.token_hex(4)}")
    beside.write_text(json.dumps(value))
    beside.replace(path)
