"""Reckon touches by buyer from the facts: all of a mirror's, however many there are."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from accord.measures.manifest import Manifest
from accord.measures.mirror import Limits, Mirror, attach
from accord.measures.sql import own_text, sql
from accord.measures.touches.changes import NAME, Sizes, put_base
from accord.measures.touches.parts import Ints, buyers_of, shape_touches

AT_ONCE = 4_000_000  # facts: what is put in order in memory at a time


def make_touches(
    folder: Path,
    manifest: Manifest,
    version: int,
    sizes: Sizes = Sizes(),  # noqa: B008 - frozen
    at_once: int = AT_ONCE,
) -> Manifest:
    """The mirror with its touches by buyer reckoned anew; the memory is that of `at_once` facts."""
    made = replace(manifest, tables={k: v for k, v in manifest.tables.items() if k != NAME})
    mirror = attach(folder, made, Limits(seconds=3600.0))
    try:
        for rows in _by_buyer(mirror, sum(part.rows for part in manifest.facts), at_once):
            made = put_base(folder, made, shape_touches(rows, version), version, sizes)
    finally:
        mirror.close()
    return made


def order_touches(touches: pa.Table) -> pa.Table:
    """Rows of `credit_touches` as they are kept by buyer."""
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("credit_touches", touches)
        return connection.sql(own_text("touches_by_buyer")).to_arrow_table()


def touches_of(facts: pa.Table, identity: pa.Table, people: pa.Table, judgements: pa.Table) -> pa.Table:
    """Touches by buyer of some people, from all facts about them."""
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        tables = {"facts": facts, "identity": identity, "people": people, "judgements": judgements}
        for name, rows in tables.items():
            connection.register(name, rows)
        return connection.sql(sql("touches_by_buyer")).to_arrow_table()


def _by_buyer(mirror: Mirror, facts: int, at_once: int) -> Iterator[pa.Table]:
    if facts <= at_once:
        yield mirror.arrow(sql("touches_by_buyer"))
        return
    touches = sql("credit_touches")
    ranges = -(-facts // at_once) * 2  # twice as many as needed: they are only about equal
    shares = ", ".join(f"{n / ranges:.6f}" for n in range(1, ranges))
    text = f"SELECT approx_quantile(buyer, [{shares}]) AS bounds FROM ({touches})"  # noqa: S608 - our own text
    bounds = np.unique(np.array(mirror.fetch(text)[0]["bounds"] or [], np.int64))
    with tempfile.TemporaryDirectory(dir=mirror.folder) as apart:
        files = _spread(mirror, touches, bounds, Path(apart))
        for file in files:
            if file.exists():
                yield order_touches(pq.read_table(file))


def _spread(mirror: Mirror, touches: str, bounds: Ints, apart: Path) -> list[Path]:
    """Write each range of buyers to a file of its own, in one reading."""
    files = [apart / f"{n}.parquet" for n in range(len(bounds) + 1)]
    with mirror.watched(), ExitStack() as stack:
        writers: dict[int, pq.ParquetWriter] = {}
        for batch in mirror.connection.sql(touches).to_arrow_reader(1_000_000):
            rows = pa.Table.from_batches([batch])
            where = np.searchsorted(bounds, buyers_of(rows), "right")
            for n in np.unique(where).tolist():
                if n not in writers:
                    writers[n] = stack.enter_context(
                        pq.ParquetWriter(files[n], rows.schema, compression="lz4")
                    )
                writers[n].write_table(rows.filter(pa.array(where == n)))
    return files
