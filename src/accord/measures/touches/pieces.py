"""Read touches by buyer a piece at a time, so that any number of them fits in memory."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from accord.measures.manifest import Segment
from accord.measures.touches.parts import Ints
from accord.measures.views import is_base

HOT = ("buyer", "moment", "channel", "mark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One group of rows of one file. Of the buyers in `changed` (ascending) a newer file holds the touches."""

    path: Path
    group: int
    rows: int
    metadata: Any
    changed: Ints

    def read(self, columns: Sequence[str]) -> pa.Table:
        """Some columns of it."""
        file = pq.ParquetFile(self.path, metadata=self.metadata, memory_map=True)
        return file.read_row_group(self.group, list(columns), use_threads=False)

    def load(self, channels: Sequence[str]) -> "Columns":
        """What every cut of paths needs of it."""
        return columns_of(self, channels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """All touches of a mirror, and the channels that are in them, by name."""

    each: tuple[Piece, ...]
    channels: tuple[str, ...]

    @property
    def rows(self) -> int:
        """How many rows are read, also those that a newer file replaces."""
        return sum(piece.rows for piece in self.each)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A piece in memory: each buyer's touches stand together, in order. `again` is empty where nothing repeats."""

    buyer: Ints
    moment: Ints  # microseconds
    channel: np.ndarray[Any, np.dtype[np.int32]]  # by Pieces.channels, through `code`
    code: np.ndarray[Any, np.dtype[np.int32]]
    mark: np.ndarray[Any, np.dtype[np.int8]]
    again: Ints
    changed: Ints


def open_pieces(folder: Path, parts: Sequence[Segment]) -> Pieces:
    """What there is to read of a mirror's touches."""
    known = [(part, pq.read_metadata(folder / part.file)) for part in parts if part.rows]
    words = {
        word
        for _, metadata in known
        for word in json.loads((metadata.metadata or {}).get(b"channels", b"[]"))
    }
    return Pieces(each=tuple(_pieces(folder, known)), channels=tuple(sorted(words)))


def _pieces(folder: Path, known: Sequence[tuple[Segment, Any]]) -> Iterator[Piece]:
    since = {part.file: _versions(folder / part.file) for part, _ in known if not is_base(part)}
    newest = _newest(list(since.values()))
    for part, metadata in known:
        if part.file in since:
            own, version = since[part.file]
            changed = own[newest[1][np.searchsorted(newest[0], own)] > version]
        else:
            begin, end = np.searchsorted(newest[0], (part.first, part.last + 1))
            changed = newest[0][begin:end]
        for group in range(metadata.num_row_groups):
            rows = metadata.row_group(group).num_rows
            yield Piece(path=folder / part.file, group=group, rows=rows, metadata=metadata, changed=changed)


def _versions(path: Path) -> tuple[Ints, Ints]:
    """The buyers of a file of changes, and the version of each."""
    rows = pq.read_table(path, columns=["buyer", "version"], use_threads=False)
    buyer, first = np.unique(rows["buyer"].to_numpy(), return_index=True)
    return buyer, rows["version"].to_numpy()[first]


def _newest(each: Sequence[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """Every buyer that changed, and its newest version."""
    if not each:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    buyer = np.concatenate([one for one, _ in each])
    version = np.concatenate([one for _, one in each])
    known, place = np.unique(buyer, return_inverse=True)
    newest = np.zeros(len(known), np.int64)
    np.maximum.at(newest, place, version)
    return known, newest


def columns_of(piece: Piece, channels: Sequence[str]) -> Columns:
    """Read what every cut of paths needs."""
    rows = piece.read(HOT)
    mark = _plain(rows["mark"])
    again = np.empty(0, np.int64)
    if (mark[mark > 0] & 1).any():
        again = _plain(pc.fill_null(piece.read(("again_at",))["again_at"].cast(pa.int64()), 0))
    channel = (
        rows["channel"].unify_dictionaries().combine_chunks()
        if rows["channel"].num_chunks > 1
        else rows["channel"].chunk(0)
    )
    place = {name: n for n, name in enumerate(channels)}
    code = np.array(
        [place.get(name, -1) for name in channel.dictionary.to_pylist()], np.int32
    )  # -1: in no row
    moment = rows["moment"].cast(pa.int64())
    return Columns(
        buyer=_plain(rows["buyer"]), moment=_plain(moment), channel=channel.indices.to_numpy(zero_copy_only=False),
        code=code, mark=mark, again=again, changed=piece.changed,
    )  # fmt: skip


def _plain(column: pa.ChunkedArray) -> Any:
    return column.chunk(0).to_numpy(zero_copy_only=False) if column.num_chunks == 1 else column.to_numpy()
