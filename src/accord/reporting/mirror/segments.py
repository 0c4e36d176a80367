"""Compaction behind: neighbouring small fact segments become one, so that a live feed leaves few files."""

from dataclasses import replace
from pathlib import Path

from accord.measures.layout import FACTS
from accord.measures.manifest import Manifest, Segment, write_segment
from accord.measures.mirror import attach
from accord.measures.writing import shaped

SMALL_SEGMENT = 200_000
MANY = 12


def compact_facts(folder: Path, manifest: Manifest, version: int) -> tuple[Manifest, list[str]]:
    """Join the small segments at the end of the sequence once there are many; returns the files replaced."""
    tail: list[Segment] = []
    for segment in reversed(manifest.facts):
        if segment.rows >= SMALL_SEGMENT:
            break
        tail.insert(0, segment)
    if len(tail) <= MANY:
        return manifest, []
    low, high = tail[0].low, tail[-1].high
    files = ", ".join(f"'{folder.resolve() / s.file}'" for s in tail)
    mirror = attach(folder, manifest)
    try:
        rows = mirror.arrow(
            f"SELECT {', '.join(FACTS.names)} FROM read_parquet([{files}]) ORDER BY seq"  # noqa: S608 - our own files
        )
    finally:
        mirror.close()
    name = f"facts/{low:012d}-{high:012d}-{version:09d}-compact.parquet"
    segment = write_segment(folder, name, shaped(rows, FACTS), low, high)
    return replace(manifest, facts=(*manifest.facts[: -len(tail)], segment)), [s.file for s in tail]
