"""Touches that stand in no order, grouped by buyer in memory: for files that nobody has grouped before."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from accord.measures.attribution.compiled import kernels
from accord.measures.touches.parts import LEAF, Ints
from accord.measures.touches.pieces import HOT, Columns

_NONE = np.empty(0, np.int64)
_Codes = np.ndarray[Any, np.dtype[np.int32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some buyers' touches, grouped."""

    columns: Columns

    def load(self, channels: Sequence[str]) -> Columns:
        """They are in memory already."""
        return self.columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """All touches by buyer, in pieces, and the channels that are in them."""

    each: tuple[Part, ...]
    channels: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class _File:
    buyer: Ints
    moment: Ints
    channel: _Codes
    mark: Any


def group_touches(files: Sequence[Path], threads: int = 2) -> Grouped:
    """Read files with `buyer`, `moment`, `channel` and `mark`, and put each buyer's touches in their order.

    Touches of one instant stay in the order of the files. The memory is that of all touches: 21 bytes each, twice.
    """
    with ThreadPoolExecutor(threads) as pool:
        tables = list(pool.map(lambda file: pq.read_table(file, columns=list(HOT), use_threads=False), files))
        words = sorted(
            {
                str(w)
                for table in tables
                for chunk in table["channel"].chunks
                for w in chunk.dictionary.to_pylist()
            }
        )
        place = {word: n for n, word in enumerate(words)}
        read = list(pool.map(lambda table: _read(table, place), tables))
    rows = sum(len(each.buyer) for each in read)
    if not rows:
        return Grouped(each=(), channels=tuple(words), rows=0)
    low = min(int(each.buyer.min()) for each in read if len(each.buyer))
    high = max(int(each.buyer.max()) for each in read if len(each.buyer))
    if high - low > max(64 * rows, 2**20):  # numbers too far apart to be places in a table
        known, read = _closer(read)
    else:
        known = _NONE
    columns = _scatter(
        read, rows, low if not len(known) else 0, high - low + 1 if not len(known) else len(known)
    )
    if len(known):
        columns = (known[columns[0]], *columns[1:])
    return Grouped(
        each=tuple(_parts(columns, np.arange(len(words), dtype=np.int32))), channels=tuple(words), rows=rows
    )


def _read(table: pa.Table, place: dict[str, int]) -> _File:
    codes = [
        np.array([place[str(w)] for w in chunk.dictionary.to_pylist()], np.int32)[
            chunk.indices.to_numpy(zero_copy_only=False)
        ]
        for chunk in table["channel"].chunks
    ]
    return _File(
        table["buyer"].to_numpy(), table["moment"].cast(pa.int64()).to_numpy(),
        np.concatenate(codes) if codes else np.empty(0, np.int32), table["mark"].to_numpy(),
    )  # fmt: skip


def _closer(read: Sequence[_File]) -> tuple[Ints, list[_File]]:
    """The buyers there are, and the files with each buyer's place among them."""
    known = np.unique(np.concatenate([each.buyer for each in read]))
    return known, [
        _File(np.searchsorted(known, each.buyer), each.moment, each.channel, each.mark) for each in read
    ]


def _scatter(read: Sequence[_File], rows: int, low: int, buyers: int) -> tuple[Ints, Ints, _Codes, Any]:
    """Count each buyer's touches, then write each to its place; a buyer's out of order are put in order."""
    run = kernels(rows)
    begin = np.zeros(buyers + 1, np.int64)
    for each in read:
        run["count_buyers"](each.buyer, low, begin)
    np.cumsum(begin, out=begin)
    at = begin[:-1].copy()
    buyer, moment = np.empty(rows, np.int64), np.empty(rows, np.int64)
    channel, mark = np.empty(rows, np.int32), np.empty(rows, np.int8)
    for each in read:
        run["scatter"](
            each.buyer, each.moment, each.channel, each.mark, low, at, buyer, moment, channel, mark
        )
    run["order"](begin, moment, channel, mark)
    return buyer, moment, channel, mark


def _parts(columns: tuple[Ints, Ints, _Codes, Any], code: _Codes) -> Sequence[Part]:
    buyer, moment, channel, mark = columns
    parts, begin = list[Part](), 0
    while begin < len(buyer):
        end = min(begin + LEAF, len(buyer))
        if end < len(buyer):
            end = int(np.searchsorted(buyer, buyer[end - 1], "right"))
        here = slice(begin, end)
        parts.append(
            Part(
                columns=Columns(
                    buyer=buyer[here], moment=moment[here], channel=channel[here], code=code, mark=mark[here],
                    again=_NONE, changed=_NONE,
                )
            )
        )  # fmt: skip
        begin = end
    return parts
