"""Attribution from files: a mirror's touches by buyer (b), and month files that nobody has grouped (c).

Both hold the same: some accounts' touches, a deal for each path that was won, a look-back of 270 days, and touches that
the cut must leave out (before the look-back). Everything from the files to the table is counted.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from accord.measures.attribution.cycles import cycles_of
from accord.measures.attribution.paths import Paths
from accord.measures.attribution.pieces import Cutting
from accord.measures.attribution.reckon import Credit
from accord.measures.attribution.stream import Streamed, attribute_touches
from accord.measures.layout import DEALS, INSTANT, SMALL
from accord.measures.manifest import Manifest, publish, read_manifest, write_segment
from accord.measures.mirror import Limits, connect
from accord.measures.sql import sql
from accord.measures.touches.changes import NAME, Sizes, put_base, put_change
from accord.measures.touches.group import Grouped, group_touches
from accord.measures.touches.parts import shape_touches
from accord.measures.touches.pieces import HOT, open_pieces
from accord.measures.views import latest
from accord.measures.writing import shaped
from accord.vocabulary.credit import Model

Ints = np.ndarray[Any, np.dtype[np.int64]]
DAY = 86_400_000_000
BEGAN = 1_700_000_000_000_000
CLOSED = BEGAN + 200 * DAY
CUT = Cutting(now=CLOSED + 600 * DAY, look_back=270 * DAY)
BOUND = {"look_back": 270 * DAY, "from_day": None, "to_day": None, "zone": "UTC"}


def touches_of(paths: Paths, first: int, seed: int) -> pa.Table:
    """The paths as touches of accounts numbered from `first` on, by account; one in twenty of a winner is cut away."""
    chance = np.random.default_rng(seed)
    of = np.repeat(np.arange(len(paths)), np.diff(paths.offset))
    moment = chance.integers(0, 200 * DAY, len(of))
    moment = moment[np.lexsort((moment, of))] + BEGAN
    winners = np.flatnonzero(paths.won)
    out = chance.choice(winners, max(len(of) // 20, 1) if len(winners) else 0)
    outside = np.full(len(out), CLOSED - 300 * DAY)
    who, when = np.concatenate((of, out)), np.concatenate((moment, outside))
    channel = np.concatenate((paths.channel, np.zeros(len(out), np.int32)))
    order = np.lexsort((when, who))
    words = pa.DictionaryArray.from_arrays(pa.array(channel[order]), pa.array(paths.channels))
    same = pa.DictionaryArray.from_arrays(pa.array(np.zeros(len(who), np.int32)), pa.array(["(empty)"]))
    buyer = pa.array(who[order] + first)
    return pa.table(
        {
            "buyer": buyer, "contact": buyer, "seq": np.arange(len(who)) + first * 100,
            "moment": pa.array(when[order], INSTANT), "channel": words, "campaign": same, "asset": same,
            "mark": pa.array(np.zeros(len(who), np.int8)), "again_at": pa.nulls(len(who), INSTANT),
        }
    )  # fmt: skip


def deals_of(paths: Paths, first: int) -> pa.Table:
    """A deal won for each path that was, in cents; who did not win stays silent."""
    account = np.flatnonzero(paths.won) + first
    rows = {name: pa.nulls(len(account), DEALS.field(name).type) for name in DEALS.names}
    closed = pa.array(np.full(len(account), CLOSED), INSTANT)
    rows |= {"deal": pa.array(account), "account": pa.array(account), "won_at": closed}
    rows |= {"amount": pa.array(np.round(paths.value[paths.won > 0] * 100).astype(np.int64))}
    return shaped(pa.table({k: v for k, v in rows.items() if k not in ("version", "gone")}), DEALS)


def write_b(folder: Path, parts: Iterable[tuple[pa.Table, pa.Table]]) -> Manifest:
    """A mirror that holds touches by buyer and deals, part after part in the order of the accounts."""
    manifest = Manifest(version=1, made_at=datetime(2027, 1, 1, tzinfo=UTC).isoformat())
    deals = []
    for touches, won in parts:
        manifest = put_base(folder, manifest, shape_touches(touches, 1), 1)
        deals.append(won)
    base = write_segment(folder, "deals/base-000000001.parquet", pa.concat_tables(deals), 1, 1)
    manifest = replace(manifest, tables={**manifest.tables, "deals": (base,)})
    publish(folder, manifest)
    return manifest


class OpenB:
    """A mirror's deals behind a connection that stays open, as a process keeps it; every reading is from the files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.connection = connect(folder.resolve(), Limits())
        manifest = read_manifest(folder)
        for name in ("deals", "people"):
            text = latest(folder, manifest.tables.get(name, ()), SMALL[name])
            self.connection.execute(f"CREATE VIEW {name} AS {text}")

    def attribute(self, models: Sequence[Model]) -> Streamed:
        """From the mirror's files to the table."""
        manifest = read_manifest(self.folder)
        cycles = cycles_of(self.connection.sql(sql("credit_cycles"), params=BOUND).to_arrow_table())
        return attribute_touches(open_pieces(self.folder, manifest.tables[NAME]), cycles, CUT, models)


def from_b(folder: Path, models: Sequence[Model]) -> Streamed:
    """From the mirror's files to the table, as a reader who opens them now."""
    opened = OpenB(folder)
    try:
        return opened.attribute(models)
    finally:
        opened.connection.close()


def write_c(folder: Path, touches: pa.Table, won: pa.Table) -> None:
    """A file for each month in the order of time, accounts mixed, and one of deals."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = touches.select(["buyer", "moment", "channel", "mark"])
    rows = rows.take(pa.array(np.argsort(rows["moment"].cast(pa.int64()).to_numpy(), kind="stable")))
    month = (rows["moment"].cast(pa.int64()).to_numpy() - BEGAN) // (30 * DAY)
    schema = pa.schema([pa.field(f.name, f.type, nullable=False) for f in rows.schema])
    for n, each in enumerate(np.unique(month)):
        some = rows.filter(pa.array(month == each)).combine_chunks()
        pq.write_table(
            pa.table(some.columns, schema=schema), folder / f"touches-{n:03}.parquet", compression="zstd"
        )
    pq.write_table(won, folder / "deals.parquet")


def from_c(folder: Path, models: Sequence[Model]) -> Streamed:
    """From ungrouped files to the table."""
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.sql(f"CREATE VIEW deals AS FROM read_parquet('{folder}/deals.parquet')")
        connection.sql("CREATE TABLE people (contact BIGINT, account BIGINT)")
        cycles = cycles_of(connection.sql(sql("credit_cycles"), params=BOUND).to_arrow_table())
    grouped: Grouped = group_touches(sorted(folder.glob("touches-*.parquet")))
    return attribute_touches(grouped, cycles, CUT, models)


def in_major(made: Streamed) -> tuple[Credit, ...]:
    """Credits with cents as amounts."""
    return tuple(replace(each, credit=each.credit * (1.0, 0.01)) for each in made.credits)


def scan(files: Sequence[Path]) -> float:
    """Seconds that DuckDB takes to read the same columns of the same files, two threads, the best of five."""
    listed = ", ".join(f"'{file}'" for file in files)
    text = f"SELECT bit_xor(buyer), max(moment), max(channel), bit_xor(mark) FROM read_parquet([{listed}])"
    took = []
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("SET parquet_metadata_cache = true")
        for _ in range(6):
            began = time.perf_counter()
            connection.execute(text).fetchall()
            took.append(time.perf_counter() - began)
    return min(took[1:])


def files_b(folder: Path) -> list[Path]:
    """The files of touches of a mirror."""
    return [folder / part.file for part in read_manifest(folder).tables[NAME]]


def refresh(folder: Path, accounts: int, changed: int, sizes: Sizes, times: int = 5) -> float:
    """Seconds to put changed accounts' touches right, the mean of some rounds; the folder grows by them."""
    manifest, chance, took = read_manifest(folder), np.random.default_rng(3), 0.0
    channels = open_pieces(folder, manifest.tables[NAME]).channels
    for n in range(times):
        version = manifest.version + 1
        buyers = np.sort(chance.choice(accounts, changed, replace=False)) + 1
        who = np.repeat(buyers, 6)
        moment = np.sort(chance.integers(BEGAN, CLOSED, (changed, 6)), axis=1).ravel()
        word = pa.DictionaryArray.from_arrays(
            pa.array(chance.integers(0, len(channels), len(who), np.int32)), pa.array(channels)
        )
        rows = pa.table(
            {
                "buyer": who, "contact": who, "seq": np.arange(len(who)) + n * 10**6,
                "moment": pa.array(moment, INSTANT), "channel": word, "campaign": word, "asset": word,
                "mark": pa.array(np.zeros(len(who), np.int8)),
                "again_at": pa.nulls(len(who), INSTANT),
            }
        )  # fmt: skip
        began = time.perf_counter()
        manifest, gone = put_change(folder, manifest, shape_touches(rows, version), buyers, version, sizes)
        manifest = replace(manifest, version=version)
        publish(folder, manifest)
        took += time.perf_counter() - began
        for file in gone:
            (folder / file).unlink()
    return took / times


__all__ = [
    "HOT",
    "OpenB",
    "deals_of",
    "files_b",
    "from_b",
    "from_c",
    "in_major",
    "refresh",
    "scan",
    "touches_of",
    "write_b",
    "write_c",
]
