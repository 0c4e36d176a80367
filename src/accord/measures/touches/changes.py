"""Keep touches by buyer up: what changed is appended, and folded into the base a little with every change.

A refresh writes the touches of the buyers that changed and folds at most so many rows of the base as are a fixed
multiple of them: its cost is that of what changed, however much stands (docs/decisions/0130).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from accord.measures.layout import TOUCHES
from accord.measures.manifest import Manifest, Segment
from accord.measures.touches.parts import LEAF, ORDER, Ints, buyers_of, cut_rows, none_left, write_part
from accord.measures.views import is_base

NAME = "touches"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large files grow. Changes wait until they are more than `wait` rows and an eighth of the base."""

    leaf: int = LEAF
    wait: int = 200_000
    share: int = 8
    pace: int = 16  # rows of the base that are folded for each row that changed


def put_base(
    folder: Path, manifest: Manifest, rows: pa.Table, version: int, sizes: Sizes = Sizes()
) -> Manifest:
    """Add rows, in their order and after all that stand, as base files; of an empty company one empty file."""
    standing = manifest.tables.get(NAME, ())
    leaves = list(cut_rows(rows, sizes.leaf)) or ([] if standing else [rows])
    new = [
        write_part(
            folder, f"{NAME}/base-{version:09d}-{len(standing) + n:06d}.parquet", leaf, 0, version, sizes.leaf
        )
        for n, leaf in enumerate(leaves)
    ]
    return replace(manifest, tables={**manifest.tables, NAME: (*standing, *new)})


def put_change(
    folder: Path, manifest: Manifest, rows: pa.Table, buyers: Ints, version: int, sizes: Sizes = Sizes()
) -> tuple[Manifest, list[str]]:
    """Put these rows in the place of all that these buyers had; returns the files that are no longer read."""
    if not len(buyers):
        return manifest, []
    standing = manifest.tables[NAME]
    base = [part for part in standing if is_base(part)]
    waiting = [part for part in standing if not is_base(part)]
    whole = _in_order([rows, none_left(np.setdiff1d(buyers, buyers_of(rows)), version)])
    join = _to_join(base, waiting, whole.num_rows, sizes)
    low = join[0].low if join else version
    if join:
        waiting = waiting[: -len(join)]
        whole = _latest([*(_read(folder, part) for part in join), whole])
    change = write_part(folder, f"{NAME}/change-{version:09d}.parquet", whole, low, version, sizes.leaf)
    folded = _fold(folder, base, [*waiting, change], version, rows.num_rows + len(buyers), sizes)
    done = min(part.high for part in folded)
    kept = (*folded, *(part for part in (*waiting, change) if part.high > done))
    if change not in kept:  # folded wholly at once
        (folder / change.file).unlink()
    files = {part.file for part in kept}
    return replace(manifest, tables={**manifest.tables, NAME: kept}), [
        p.file for p in standing if p.file not in files
    ]


def _to_join(
    base: Sequence[Segment], waiting: Sequence[Segment], rows: int, sizes: Sizes
) -> Sequence[Segment]:
    """The newest files of changes, while each is less than twice as large as those after it together.

    So there are few files, and each row is written anew few times.
    """
    most = max(sizes.wait, sum(part.rows for part in base) // (4 * sizes.share))
    count = 0
    while count < len(waiting) and waiting[-1 - count].rows < min(2 * rows, most):
        rows += waiting[-1 - count].rows
        count += 1
    return waiting[len(waiting) - count :]


def _fold(
    folder: Path, base: list[Segment], changes: list[Segment], version: int, changed: int, sizes: Sizes
) -> list[Segment]:
    """Fold changes into the base files that waited longest, as far as this change pays for."""
    waiting = sum(part.rows for part in changes)
    if waiting <= max(sizes.wait, sum(part.rows for part in base) // sizes.share):
        return base
    budget = sizes.pace * changed + sizes.leaf
    made: dict[int, list[Segment]] = {}
    for n in sorted(range(len(base)), key=lambda n: base[n].high):
        if budget <= 0:
            break
        made[n] = _folded(folder, base, n, changes, version, sizes)
        if made[n] != [replace(base[n], high=version)]:
            budget -= base[n].rows
    kept = [part for n in range(len(base)) for part in made.get(n, [base[n]])]
    return kept or [
        write_part(folder, f"{NAME}/base-{version:09d}-none.parquet", TOUCHES.empty_table(), 0, version)
    ]


def _folded(
    folder: Path, base: list[Segment], n: int, changes: list[Segment], version: int, sizes: Sizes
) -> list[Segment]:
    """A base file with the changes of its buyers: those from its first on, up to the next file's."""
    first = base[n].first if n else None
    end = base[n + 1].first if n + 1 < len(base) else None
    new = [
        _read(folder, part, first, end)
        for part in changes
        if part.high > base[n].high
        and (first is None or part.last >= first)
        and (end is None or part.first < end)
    ]
    change = _latest(new) if new else TOUCHES.empty_table()
    if not change.num_rows:
        return [replace(base[n], high=version)]
    old = _read(folder, base[n])
    stay = ~np.isin(buyers_of(old), np.unique(buyers_of(change)))
    rows = _in_order([old.filter(pa.array(stay)), change.filter(pc.invert(change["gone"]))])
    most = sizes.leaf if rows.num_rows > 2 * sizes.leaf else 2 * sizes.leaf
    return [
        write_part(folder, f"{NAME}/base-{version:09d}-{n:06d}-{m}.parquet", leaf, 0, version, sizes.leaf)
        for m, leaf in enumerate(cut_rows(rows, most))
    ]


def _read(folder: Path, part: Segment, first: int | None = None, end: int | None = None) -> pa.Table:
    """A file's rows, of the buyers from one on and before another."""
    wanted = [("buyer", ">=", first)] if first is not None else []
    wanted += [("buyer", "<", end)] if end is not None else []
    rows = pq.read_table(folder / part.file, filters=wanted or None, use_threads=False)
    return rows.replace_schema_metadata(None)


def _latest(tables: Sequence[pa.Table]) -> pa.Table:
    """Of each buyer the rows of its latest version, in order."""
    rows = _in_order(tables)
    buyer, version = buyers_of(rows), np.asarray(rows["version"].to_numpy(), np.int64)
    if not len(buyer):
        return rows
    starts = np.flatnonzero(np.concatenate(([True], buyer[1:] != buyer[:-1])))
    newest = np.repeat(np.maximum.reduceat(version, starts), np.diff(np.append(starts, len(buyer))))
    return rows.filter(pa.array(version == newest))


def _in_order(tables: Sequence[pa.Table]) -> pa.Table:
    """Rows of several files in one order, words in one dictionary."""
    rows = pa.concat_tables(tables).unify_dictionaries().combine_chunks()
    return rows.sort_by(ORDER) if rows.num_rows else rows
