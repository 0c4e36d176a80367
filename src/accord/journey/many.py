"""Many contacts at once: sorted columns in, tables of passes and stays out, compiled where numba is there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from accord.agreement.tables import Tables
from accord.journey import kernel as k
from accord.journey.compiled import available, compiled_fold
from accord.journey.encode import HUMAN, IS_TOUCH, decided_by, microseconds, status_kind
from accord.journey.fold import fold_range
from accord.journey.pack import as_array, as_list, work
from accord.vocabulary.errors import OurFault
from accord.vocabulary.facts import FactKind

Array = NDArray[Any]
# Below this many facts the interpreted fold is done before the compiled one has been loaded.
PAYS_FROM = 300_000
ROOM = 1 << 16
INSTANT = pa.timestamp("us")


@dataclass(frozen=True, slots=True)
class Columns:
    """Facts of many contacts: ptr[c]:ptr[c + 1] are contact c's, by (occurred_at, source, source_id)."""

    ptr: Array
    kind: Array
    at: Array  # microseconds since 1970
    value: Array  # codes into `values`
    values: tuple[str, ...]
    agent: Array


@dataclass(frozen=True, slots=True)
class Folded:
    """Passes (a row each; `kernel.PASS_COLUMNS`) and stays (`kernel.STAY_COLUMNS`) as arrow tables.

    `contact` is what the caller's column held; `opened_by`, `first_touch_by`, `closed_by` and `moved_by`
    are row numbers of the facts. Instants are UTC without a zone. What has not happened is null.
    """

    passes: pa.Table
    stays: pa.Table


def fold_table(facts: pa.Table, tables: Tables, as_of: datetime, *, fast: bool | None = None) -> Folded:
    """Fold a table of contact, kind, occurred_at, value, agent.

    It must be sorted by (contact, occurred_at, source, source_id).
    `fast` forces the compiled (True) or interpreted (False) fold; None takes what is quicker.
    """
    contacts, ptr = _runs(facts["contact"])
    values = _codes(facts["value"])
    columns = Columns(
        ptr,
        _numpy(facts["kind"], np.int64),
        _numpy(facts["occurred_at"].cast(INSTANT).cast(pa.int64()), np.int64),
        values.indices.to_numpy(zero_copy_only=False),
        tuple(value or "" for value in values.dictionary.to_pylist()),
        _numpy(facts["agent"], np.int64),
    )
    return fold_many(columns, tables, as_of, contacts=contacts, fast=fast)


def fold_many(
    columns: Columns,
    tables: Tables,
    as_of: datetime,
    *,
    contacts: Array | None = None,
    fast: bool | None = None,
) -> Folded:
    """Fold columns that are already numpy arrays; `contacts` names contact c, else it is c itself."""
    facts = encode(columns, tables)
    if fast is None:
        fast = len(columns.kind) >= PAYS_FROM and available()
    now = microseconds(as_of)
    run = _compiled if fast else _interpreted
    passes, stays = run(facts, columns.ptr, now, tables)
    names = np.arange(len(columns.ptr) - 1) if contacts is None else contacts
    return Folded(_table(passes, k.PASS_COLUMNS, names), _table(stays, k.STAY_COLUMNS, names))


def encode(columns: Columns, tables: Tables) -> tuple[Array, Array, Array, Array]:
    """What the fold reads: (kinds, at, value, masks). A touch of no person is kind 0, a status what it means."""
    kind = columns.kind.astype(np.int16)
    if len(kind) and (kind.min() < 0 or kind.max() >= k.KINDS):
        raise OurFault("journey.kind", f"a fact of kind {kind.max()} is none of ours", "run accord doctor")
    touch = np.array(IS_TOUCH, bool)
    others = np.flatnonzero(columns.agent != HUMAN)
    kind[others[touch[kind[others]]]] = 0
    if len(status := np.flatnonzero(kind == FactKind.lead_status)):
        meaning = np.array([status_kind(value) for value in columns.values], np.int16)
        kind[status] = meaning[columns.value[status]]
    used = np.zeros(max(len(columns.values), 1), bool)
    used[columns.value[np.flatnonzero(kind == FactKind.attribute)]] = True
    masks = np.zeros((len(used), 2), np.int64)
    for code in np.flatnonzero(used):
        masks[code] = decided_by(columns.values[code], tables)
    return kind, columns.at, columns.value, masks.ravel()


def _compiled(facts: Sequence[Array], ptr: Array, now: int, tables: Tables) -> tuple[Array, Array]:
    return _run(compiled_fold(), facts, ptr, now, as_array(tables), lambda n: np.zeros(n, np.int64))


def _interpreted(facts: Sequence[Array], ptr: Array, now: int, tables: Tables) -> tuple[Array, Array]:
    plain = [column.tolist() for column in facts]
    return _run(fold_range, plain, ptr.tolist(), now, as_list(tables), lambda n: [0] * n)


def _run(
    fold: Callable[..., int], facts: Sequence[Any], ptr: Any, now: int, t: Any, make: Callable[[int], Any]
) -> tuple[Array, Array]:
    """Call the fold again and again with room for some contacts, and gather what it wrote."""
    done, last = 0, len(ptr) - 1
    room = min(ROOM, last + 8)
    w = work(make, room)
    passes: list[Array] = []
    stays: list[Array] = []
    while done < last:
        reached = fold(ptr, done, last, *facts, now, t, w)
        passes.append(_rows(w, k.ROWS, w[k.PASSES], k.PASS_WIDTH))
        stays.append(_rows(w, w[k.STAY_BASE], w[k.STAYS], k.STAY_WIDTH))
        if reached == done:
            room *= 4
            w = work(make, room)
        done = reached
    return _stack(passes, k.PASS_WIDTH), _stack(stays, k.STAY_WIDTH)


def _rows(w: Any, base: int, rows: int, width: int) -> Array:
    return np.array(w[base : base + rows * width], np.int64).reshape(rows, width)


def _stack(parts: list[Array], width: int) -> Array:
    parts = [part for part in parts if len(part)]
    return np.concatenate(parts) if parts else np.empty((0, width), np.int64)


def _table(rows: Array, columns: tuple[str, ...], contacts: Array) -> pa.Table:
    """Rows of integers as an arrow table: instants as instants, `NONE` and -1 as null."""
    out: dict[str, pa.Array] = {}
    for i, name in enumerate(columns):
        column = np.ascontiguousarray(rows[:, i])
        if name == "contact":
            out[name] = pa.array(contacts[column])
        elif name == "won_before_first_touch":
            out[name] = pa.array(column == 1)
        else:
            missing = column == k.NONE
            if name in ("klass", "outcome", "stage", "furthest"):
                missing |= column == -1
            array = pa.array(column, mask=missing)
            out[name] = array.cast(INSTANT) if name.endswith("_at") else array
    return pa.table(out)


def _runs(contacts: pa.ChunkedArray) -> tuple[Array, Array]:
    """The distinct contacts in order, and where each one's facts begin."""
    ids = _numpy(contacts, np.int64)
    starts = (
        np.flatnonzero(np.concatenate(([True], ids[1:] != ids[:-1]))) if len(ids) else np.empty(0, np.int64)
    )
    return ids[starts], np.append(starts, len(ids)).astype(np.int64)


def _codes(values: pa.ChunkedArray) -> pa.DictionaryArray:
    combined = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if isinstance(combined, pa.ChunkedArray):
        combined = pa.concat_arrays(combined.chunks) if combined.num_chunks else pa.array([], pa.string())
    if not pa.types.is_dictionary(combined.type):
        combined = combined.dictionary_encode()
    if combined.null_count:
        combined = pc.fill_null(combined.cast(pa.string()), "").dictionary_encode()
    return combined


def _numpy(column: Any, dtype: Any) -> Array:
    return np.asarray(column.to_numpy(), dtype)
