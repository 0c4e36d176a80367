"""The manifest of a mirror folder: read whole, replaced by rename, never half seen."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from accord.measures.flush import flush_folder
from accord.measures.layout import FORMAT
from accord.vocabulary.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class Segment:
    """One immutable file. For facts `low`..`high` are ledger sequences, for small tables versions."""

    file: str  # relative to the mirror folder
    low: int
    high: int
    rows: int
    sha256: str
    first_at: str = ""  # min occurred_at, ISO, UTC
    last_at: str = ""  # max occurred_at
    first: int = 0  # of a file in the order of its key: the first key
    last: int = 0  # and the last


@dataclass(frozen=True, slots=True)
class StageLabel:
    """One stage of the agreement the leads were folded under."""

    id: str
    owner: str


@dataclass(frozen=True, slots=True)
class VersionLabel:
    """One version of the agreement that leads are judged by; `since` is empty for a draft."""

    hash: str
    title: str
    since: str = ""  # ISO, UTC


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a mirror holds and how far it has read the record."""

    version: int = 0
    made_at: str = ""
    seq: int = 0  # ledger sequence up to which facts are mirrored
    identity_version: int = 0
    import_id: int = 0  # up to here all imports are done and mirrored
    books: str = ""  # digest of the imports after it
    facts: tuple[Segment, ...] = ()
    tables: dict[str, tuple[Segment, ...]] = field(default_factory=dict)  # base first, then changes
    agreement_hash: str = ""  # of the newest version in force, whose stages these are
    versions: tuple[VersionLabel, ...] = ()  # in the order in which they came into force
    deal_sources: tuple[str, ...] = ()  # sources that hold deals
    sales_sources: tuple[str, ...] = ()  # sources that are sales' own, as the leads' sources were told
    marketers: tuple[str, ...] = ()  # names of marketing's people, as the leads were folded
    teams: str = ""  # a digest of who was in which team then
    stages: tuple[StageLabel, ...] = ()
    handoff_line: int = 0
    qualified_stage: int = -1
    won_stage: int = -1
    next_change_at: str = ""  # when a lead's stage changes without a new fact; empty: never
    judged: int = 0  # the last judgement of a hit that is mirrored
    withdrawn: int = 0  # the last word on a fact's standing that is mirrored
    handoffs: str = ""  # which hand-offs are mirrored, and as of which of their changes
    said: str = ""  # which words of customers are mirrored as topics, and as of which change
    next_release_at: str = ""  # when a held click begins to weigh; empty: none is held
    retired: tuple[tuple[str, str], ...] = ()  # (file, since when), kept a while for readers
    format: int = FORMAT


OLDER = "mirror.older"  # an earlier release's format: the mirror is made anew from the record


def read_manifest(folder: Path) -> Manifest:
    """The manifest that stands now. Raises `NotFound` without one, `Refused` for a newer format."""
    try:
        raw = json.loads((folder / "manifest.json").read_text())
        if raw["format"] != FORMAT:
            code = OLDER if raw["format"] < FORMAT else "mirror.format"
            raise Refused(
                code,
                f"the mirror is of format {raw['format']}, this release reads {FORMAT}",
                "run accord mirror --rebuild",
            )
        raw["facts"] = tuple(Segment(**s) for s in raw["facts"])
        raw["tables"] = {name: tuple(Segment(**s) for s in parts) for name, parts in raw["tables"].items()}
        raw["versions"] = tuple(VersionLabel(**v) for v in raw["versions"])
        raw["deal_sources"] = tuple(raw["deal_sources"])
        raw["sales_sources"] = tuple(raw["sales_sources"])
        raw["marketers"] = tuple(raw.get("marketers", ()))
        raw["stages"] = tuple(StageLabel(**s) for s in raw["stages"])
        raw["retired"] = tuple((file, since) for file, since in raw["retired"])
        return Manifest(**raw)
    except FileNotFoundError:
        raise NotFound(
            "mirror.absent",
            f'"{folder}" holds no mirror yet',
            "import an export, or run accord mirror --rebuild",
        ) from None
    except (ValueError, KeyError, TypeError) as problem:
        raise Refused(
            "mirror.unreadable", "the mirror's manifest cannot be read", "run accord mirror --rebuild"
        ) from problem


def anew(folder: Path) -> Manifest:
    """What stands where an older release left its mirror: nothing, under its version, its files retired."""
    raw = json.loads((folder / "manifest.json").read_text())
    parts = [*raw["facts"], *(part for parts in raw["tables"].values() for part in parts)]
    return Manifest(version=raw["version"], retired=tuple((part["file"], raw["made_at"]) for part in parts))


def publish(folder: Path, manifest: Manifest) -> None:
    """Put a manifest in force: written beside, flushed to disk, renamed, the folder flushed."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f"manifest.{os.getpid()}.tmp"
    with beside.open("w") as file:
        json.dump(asdict(manifest), file, separators=(",", ":"))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / "manifest.json")
    flush_folder(folder)


def write_segment(folder: Path, name: str, table: pa.Table, low: int, high: int) -> Segment:
    """Write one immutable file and flush it; the file counts for nothing until a manifest names it."""
    digest = write_file(
        folder, name, lambda path: pq.write_table(table, path, compression="zstd", row_group_size=122_880)
    )
    first, last = _span(table)
    return Segment(name, low, high, table.num_rows, digest, first, last)


def write_file(folder: Path, name: str, write: Callable[[Path], None]) -> str:
    """Let a file be written beside, flush it, put it in its place, flush the folder; its SHA-256."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}.tmp")
    write(beside)
    with beside.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    beside.replace(path)
    flush_folder(path.parent)
    return digest


def retire(manifest: Manifest, files: list[str], now: datetime) -> Manifest:
    """Mark files as no longer read; `sweep` deletes them once no reader can still hold them."""
    gone = tuple((file, now.isoformat()) for file in files)
    return replace(manifest, retired=(*manifest.retired, *gone))


def sweep(folder: Path, manifest: Manifest, now: datetime, keep_seconds: int = 600) -> Manifest:
    """Delete files retired longer ago than `keep_seconds`, and forget them."""
    kept = []
    for file, since in manifest.retired:
        if (now - datetime.fromisoformat(since)).total_seconds() < keep_seconds:
            kept.append((file, since))
        else:
            (folder / file).unlink(missing_ok=True)
    return replace(manifest, retired=tuple(kept))


def files_of(manifest: Manifest) -> set[str]:
    """Every file a manifest names, retired ones apart."""
    parts = [*manifest.facts, *(part for table in manifest.tables.values() for part in table)]
    return {part.file for part in parts}


def remove_strays(folder: Path, *manifests: Manifest) -> list[str]:
    """Delete what a crashed writer left behind: files that no manifest names. Only the writer may call it."""
    known = {file for manifest in manifests for file in files_of(manifest) | {f for f, _ in manifest.retired}}
    strays = [
        path for path in folder.glob("*/*") if path.is_file() and str(path.relative_to(folder)) not in known
    ]
    for path in strays:
        path.unlink()
    return [str(path.relative_to(folder)) for path in strays]


def _span(table: pa.Table) -> tuple[str, str]:
    if "occurred_at" not in table.column_names or table.num_rows == 0:
        return "", ""
    ends = pa.compute.min_max(table["occurred_at"]).as_py()
    return ends["min"].isoformat(), ends["max"].isoformat()
