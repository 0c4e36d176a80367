"""Touches that stand in no order, grouped by buyer in memory: for files that nobody has grouped before."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from accord.measures.attribution.compiled import Kernels, kernels
from accord.measures.attribution.grouping import CHANNELS
from accord.measures.touches.parts import LEAF, Ints
from accord.measures.touches.pieces import HOT, Columns
from accord.vocabulary.errors import Invalid

_NONE = np.empty(0, np.int64)
_CACHED = 2**15  # touches that are put in their places together
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
    channel: Any  # as the file numbers them
    code: Ints  # what that number is among all words
    mark: Any


@dataclass(frozen=True, slots=True)
class _Touches:
    """All touches by buyer: whose they are, their instants, channels and marks."""

    buyer: Ints
    moment: Ints
    channel: _Codes
    mark: Any


def group_touches(files: Sequence[Path], threads: int = 2) -> Grouped:
    """Read files with `buyer`, `moment`, `channel` and `mark`, and put each buyer's touches in their order.

    Touches of one instant stay in the order of the files. The memory is that of all touches: 21 bytes each, twice.
    Raises Invalid for more channels than a touch has room for.
    """
    with ThreadPoolExecutor(threads) as pool:
        tables = list(pool.map(lambda file: pq.read_table(file, columns=list(HOT), use_threads=False), files))
        chunks = [chunk for table in tables for chunk in table.to_batches() if chunk.num_rows]
        words = sorted({str(word) for chunk in chunks for word in chunk["channel"].dictionary.to_pylist()})
        _check(len(words))
        place = {word: n for n, word in enumerate(words)}
        read = [_read(chunk, place) for chunk in chunks]
        if not read:
            return Grouped(each=(), channels=tuple(words), rows=0)
        made = _group(read, pool, threads)
    code = np.arange(len(words), dtype=np.int32)
    return Grouped(each=tuple(_parts(made, code)), channels=tuple(words), rows=len(made.buyer))


def _check(channels: int) -> None:
    if channels > CHANNELS:
        raise Invalid(
            "attribution.channels", f"{channels:,} channels are too many.", "Group them: 65,536 are reckoned."
        )


def _read(chunk: pa.RecordBatch, place: dict[str, int]) -> _File:
    channel = chunk["channel"]
    return _File(
        buyer=chunk["buyer"].to_numpy(),
        moment=chunk["moment"].cast(pa.int64()).to_numpy(),
        channel=channel.indices.to_numpy(zero_copy_only=False),
        code=np.array([place[str(word)] for word in channel.dictionary.to_pylist()], np.int64),
        mark=chunk["mark"].to_numpy().view(np.uint8),
    )


def _group(read: Sequence[_File], pool: ThreadPoolExecutor, threads: int) -> _Touches:
    low = min(int(each.buyer.min()) for each in read)
    high = max(int(each.buyer.max()) for each in read)
    rows = sum(len(each.buyer) for each in read)
    if high - low <= max(64 * rows, 2**20):
        return _sort(read, low, high - low + 1, pool, threads)
    # Numbers too far apart to be places in a table: their places among those there are stand for them.
    known = np.unique(np.concatenate([each.buyer for each in read]))
    near = [replace(each, buyer=np.searchsorted(known, each.buyer)) for each in read]
    made = _sort(near, 0, len(known), pool, threads)
    return replace(made, buyer=known[made.buyer])


def _sort(read: Sequence[_File], low: int, buyers: int, pool: ThreadPoolExecutor, threads: int) -> _Touches:
    """Count each buyer's touches; write each among its neighbours', then to its place, and put it in its order."""
    rows = sum(len(each.buyer) for each in read)
    run, shares = kernels(rows), _shares(read, threads)
    shift = _shift(rows, buyers)
    counts = list(pool.map(lambda share: _count(share, low, buyers, run), shares))
    begin = np.concatenate(([0], np.cumsum(sum(counts)))).astype(np.int64)
    borders = np.append(np.arange(0, buyers, 1 << shift), buyers)
    at, starts = begin[borders[:-1]], list[Ints]()
    for count in counts:
        starts.append(at.copy())
        at += np.add.reduceat(count, borders[:-1])
    word, instant = np.empty(rows, np.int64), np.empty(rows, np.int64)
    buyer, moment = np.empty(rows, np.int64), np.empty(rows, np.int64)
    channel, mark, free = np.empty(rows, np.int32), np.empty(rows, np.uint8), np.empty(buyers, np.int64)

    def spread(share: Sequence[_File], places: Ints) -> None:
        for one in share:
            run["spread"](
                one.buyer, one.moment, one.channel, one.mark, one.code, low, shift, places, word, instant
            )

    def settle(first: int, last: int) -> None:
        run["settle"](word, instant, begin, first, last, low, free, buyer, moment, channel, mark)
        run["order"](begin, first, last, moment, channel, mark)

    list(pool.map(spread, shares, starts))
    list(pool.map(settle, borders[:-1].tolist(), borders[1:].tolist()))
    return _Touches(buyer, moment, channel, mark.view(np.int8))


def _shares(read: Sequence[_File], threads: int) -> list[Sequence[_File]]:
    """Neighbouring files for each thread, of about as many rows: touches of one instant stay in their order."""
    ends = np.cumsum([len(each.buyer) for each in read])
    owner = np.minimum((ends - 1) * threads // ends[-1], threads - 1)
    return [[each for each, mine in zip(read, owner == n, strict=True) if mine] for n in range(threads)]


def _count(share: Sequence[_File], low: int, buyers: int, run: Kernels) -> Ints:
    count = np.zeros(buyers, np.int64)
    for each in share:
        run["count_buyers"](each.buyer, low, count)
    return count


def _shift(rows: int, buyers: int) -> int:
    """How many buyers are written together, as a power of two: their touches fit in a core's cache."""
    together = max(_CACHED * buyers // rows, 1)
    return int(together).bit_length() - 1


def _parts(made: _Touches, code: _Codes) -> Sequence[Part]:
    buyer = made.buyer
    parts, begin = list[Part](), 0
    while begin < len(buyer):
        end = min(begin + LEAF, len(buyer))
        if end < len(buyer):
            end = int(np.searchsorted(buyer, buyer[end - 1], "right"))
        here = slice(begin, end)
        parts.append(
            Part(
                columns=Columns(
                    buyer=buyer[here], moment=made.moment[here], channel=made.channel[here], code=code,
                    mark=made.mark[here],
                    again=_NONE, changed=_NONE,
                )
            )
        )  # fmt: skip
        begin = end
    return parts
