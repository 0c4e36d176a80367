"""Where each lead came from: by a touch of the buyer, else as a system states it of the person."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from accord.journey.encode import HUMAN
from accord.vocabulary.facts import HUMAN_BUYER_TOUCHES, FactKind

Array = NDArray[np.int64]
Flags = NDArray[np.bool_]
# Whoever answers a message of ours was known before: it says who wrote, not where they came from.
ANSWERS = frozenset({FactKind.email_click, FactKind.email_reply, FactKind.sales_email_reply})
_EVER = np.iinfo(np.int64).max


def source_of_leads(facts: pa.Table, passes: pa.Table, sales: frozenset[str]) -> pa.Array:
    """The channel each pass came by, "" where nothing says; `sales` are the sources that are sales' own.

    In this order: the first human touch of the buyer in the pass, at or before it qualified, that has a
    channel and answers no message of ours; the original source that a system of marketing states for the
    person (the channel of its record); that of a system of sales; a message that was answered.
    """
    channel = _codes(facts["channel"])
    kind, has = facts["kind"].to_numpy(), channel.codes > 0
    touch = has & np.isin(kind, _ints(HUMAN_BUYER_TOUCHES)) & (facts["agent"].to_numpy() == HUMAN)
    answer = np.isin(kind, _ints(ANSWERS))
    stated = has & (kind == FactKind.record_created)
    of_sales = _among(facts["source"], sales)
    contacts = facts["contact"].to_numpy()
    leads = passes["contact"].to_numpy()
    found = _first_touch(facts, passes, np.flatnonzero(touch & ~answer))
    for rows in (stated & ~of_sales, stated & of_sales):
        if (found < 0).any():
            found = np.where(found >= 0, found, _first_of(contacts, np.flatnonzero(rows), leads))
    if (found < 0).any():
        answered = _first_touch(facts, passes, np.flatnonzero(touch & answer))
        found = np.where(found >= 0, found, answered)
    codes = np.where(found >= 0, channel.codes[found] if len(channel.codes) else 0, 0)
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(channel.words))


class _Codes:
    """A column of words as codes: 0 is the empty word."""

    def __init__(self, codes: Array, words: list[str]) -> None:
        self.codes = codes
        self.words = words


def _codes(column: pa.ChunkedArray) -> _Codes:
    plain = column.combine_chunks()
    if isinstance(plain, pa.ChunkedArray):
        plain = pa.concat_arrays(plain.chunks) if plain.num_chunks else pa.array([], column.type)
    if not pa.types.is_dictionary(plain.type):
        plain = plain.dictionary_encode()
    words: list[str] = [word or "" for word in plain.dictionary.to_pylist()]
    listed = ["", *sorted(set(words) - {""})]
    place = {word: at for at, word in enumerate(listed)}
    new = np.array([place[word] for word in words], np.int64)
    old = pc.fill_null(plain.indices, -1).to_numpy(zero_copy_only=False)
    return _Codes(np.where(old >= 0, new[old], 0) if len(new) else np.zeros(len(old), np.int64), listed)


def _among(column: pa.ChunkedArray, names: frozenset[str]) -> Flags:
    if not names:
        return np.zeros(len(column), np.bool_)
    source = _codes(column)
    of_sales = np.array([word in names for word in source.words], np.bool_)
    found: Flags = of_sales[source.codes]
    return found


def _ints(kinds: frozenset[FactKind]) -> Array:
    return np.array(sorted(int(kind) for kind in kinds), np.int64)


def _first_of(contacts: Array, rows: Array, leads: Array) -> Array:
    """The first of these rows about each lead's contact; -1 where there is none."""
    if not len(rows):
        return np.full(len(leads), -1, np.int64)
    place = np.minimum(np.searchsorted(contacts[rows], leads), len(rows) - 1)
    found = rows[place]
    return np.where(contacts[found] == leads, found, -1)


def _first_touch(facts: pa.Table, passes: pa.Table, rows: Array) -> Array:
    """The first of these rows from a pass's first touch on, while it is not past its qualification."""
    if not len(rows):
        return np.full(passes.num_rows, -1, np.int64)
    first = pc.fill_null(passes["first_touch_by"], _EVER).to_numpy()
    place = np.searchsorted(rows, first)
    found = rows[np.minimum(place, len(rows) - 1)]
    until = pc.coalesce(passes["qualified_at"], passes["closed_at"])
    last = pc.fill_null(until.cast(pa.int64()), _EVER).to_numpy()
    when = facts["occurred_at"].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()
    mine = facts["contact"].to_numpy()[found] == passes["contact"].to_numpy()
    holds = (place < len(rows)) & mine & (when[found] <= last)
    return np.where(holds, found, -1)
