"""Small tables: changes are appended as files of their own, and folded into the base when they have grown."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from accord.measures.layout import SMALL
from accord.measures.manifest import Manifest, Segment, write_segment
from accord.measures.mirror import attach
from accord.measures.writing import shaped

MANY = 16  # change files before they are joined into one
GROWN = 20_000  # changed rows below which the base is left alone, however small it is


def append(folder: Path, manifest: Manifest, name: str, rows: pa.Table, version: int) -> Manifest:
    """Add changed rows to a small table; the first rows of all are its base."""
    if not rows.num_rows:
        return manifest
    parts = manifest.tables.get(name, ())
    kind = "change" if parts else "base"
    segment = write_segment(folder, f"{name}/{kind}-{version:09d}.parquet", rows, version, version)
    return replace(manifest, tables={**manifest.tables, name: (*parts, segment)})


def compact(folder: Path, manifest: Manifest, name: str, version: int) -> tuple[Manifest, list[str]]:
    """Fold changes into the base once they are half its size; returns the files that are no longer read."""
    parts = manifest.tables.get(name, ())
    changes = [p for p in parts if "/change-" in p.file]
    base_rows = sum(p.rows for p in parts) - sum(p.rows for p in changes)
    if sum(p.rows for p in changes) > max(GROWN, base_rows // 2):
        return _rewrite(folder, manifest, name, parts, "base", version)
    if len(changes) > MANY:
        return _rewrite(folder, manifest, name, changes, "change", version)
    return manifest, []


def _rewrite(
    folder: Path,
    manifest: Manifest,
    name: str,
    old: tuple[Segment, ...] | list[Segment],
    kind: str,
    version: int,
) -> tuple[Manifest, list[str]]:
    """Write the latest version of each key of some files as one file in their place."""
    schema = SMALL[name]
    key = schema.names[0]
    kept = "" if kind == "change" else "AND NOT gone"  # a base has nothing to hide
    files = ", ".join(f"'{folder.resolve() / p.file}'" for p in old)
    mirror = attach(folder, manifest)
    try:
        rows = mirror.arrow(
            f"SELECT {', '.join(schema.names)} FROM read_parquet([{files}]) "  # noqa: S608 - our own files
            f"QUALIFY version = max(version) OVER (PARTITION BY {key}) {kept} ORDER BY {key}"
        )
    finally:
        mirror.close()
    segment = write_segment(
        folder, f"{name}/{kind}-{version:09d}-compact.parquet", shaped(rows, schema), old[0].low, version
    )
    left = [p for p in manifest.tables[name] if p not in old]
    return replace(manifest, tables={**manifest.tables, name: (*left, segment)}), [p.file for p in old]
