"""Paths: what was touched, in order, before something was won or lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accord.vocabulary.errors import Invalid

NONE = -1  # a milestone that the path does not hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Paths in one column of touches: path p holds touches offset[p] up to offset[p + 1].

    `channel` counts into `channels`. `won` is how often the path ended in a win, `value` what those wins brought in
    all, `lost` how often it ended without one. `lead_at` and `deal_at` say which touch of the path, from 0, created
    the lead and came last before the deal, or NONE; `age` is the time from each touch to the end of its path.
    """

    channels: tuple[str, ...]
    channel: np.ndarray[Any, np.dtype[np.int32]]
    offset: np.ndarray[Any, np.dtype[np.int64]]
    won: np.ndarray[Any, np.dtype[np.float64]]
    value: np.ndarray[Any, np.dtype[np.float64]]
    lost: np.ndarray[Any, np.dtype[np.float64]]
    lead_at: np.ndarray[Any, np.dtype[np.int64]] | None = None
    deal_at: np.ndarray[Any, np.dtype[np.int64]] | None = None
    age: np.ndarray[Any, np.dtype[np.float64]] | None = None  # days

    def __len__(self) -> int:
        return len(self.offset) - 1


def parse_paths(
    written: Sequence[str | None] | pa.Array,
    separator: str,
    won: Sequence[float] | Any,
    value: Sequence[float] | Any,
    lost: Sequence[float] | Any,
) -> Paths:
    """Paths as ChannelAttribution writes them, `alpha > beta > alpha`, one row for all that took the same way.

    Spaces around a name are not part of it; a row without a name is a path of no touches. Channels stand in the
    order of their names. Raises Invalid for an empty separator or columns of different lengths.
    """
    if not separator:
        raise Invalid("attribution.separator", "Nothing separates the channels.", "Give --separator ' > '.")
    column = written if isinstance(written, pa.Array | pa.ChunkedArray) else pa.array(written, pa.string())
    column = pc.fill_null(column, "")
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    counts = [np.asarray(each, np.float64) for each in (won, value, lost)]
    if any(len(each) != len(column) for each in counts):
        raise Invalid(
            "attribution.columns", "The columns differ in length.", "Give one number for each path."
        )
    split = pc.split_pattern(column, separator)
    words = split.flatten().dictionary_encode()
    stripped = [str(name).strip() for name in words.dictionary.to_pylist()]
    channels = tuple(sorted({name for name in stripped if name}))
    number = {name: n for n, name in enumerate(channels)}
    code = np.array([number.get(name, NONE) for name in stripped], np.int32)
    channel = code[words.indices.to_numpy(zero_copy_only=False)] if len(words) else np.empty(0, np.int32)
    offset = split.offsets.to_numpy().astype(np.int64)
    if (code == NONE).any():  # an empty name between two separators is no touch
        kept = channel != NONE
        offset = np.concatenate(([0], np.cumsum(kept)))[offset]
        channel = channel[kept]
    return Paths(
        channels=channels, channel=channel, offset=offset, won=counts[0], value=counts[1], lost=counts[2]
    )
