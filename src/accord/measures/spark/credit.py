"""Credit over paths that lie on many machines: each executor counts whole paths, and only the counts travel."""

import pickle
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import functions as spark

from accord.measures.attribution.company import last_before, worth_of
from accord.measures.attribution.compiled import kernels
from accord.measures.attribution.paths import Paths
from accord.measures.attribution.reckon import Credit
from accord.measures.attribution.tally import Tally
from accord.measures.credit_clause import DAY
from accord.measures.mirror import Mirror
from accord.measures.scope import Scope
from accord.measures.sitting import sitting
from accord.measures.spark.connection import SparkConnection, plain
from accord.vocabulary.credit import Model, direct_of

_NEVER = np.iinfo(np.int64).min
_PATHS = """
SELECT p.path_no, p.what, p.created_at, p.until, t.moment, t.seq, t.channel, l.opened_at
FROM credit_paths AS p
LEFT JOIN credit_touched AS t ON t.path_no = p.path_no
LEFT JOIN credit_leads AS l ON l.path_no = p.path_no
WHERE p.what <> 'open'
"""


def credit_on_spark(
    mirror: Mirror, scope: Scope, models: Sequence[Model]
) -> tuple[tuple[str, ...], tuple[Credit, ...]]:
    """The channels of the window's paths and each model's credit: wins, and value in minor units.

    Sums are of doubles in another order than on one machine: equal to some 1e-12 of the whole.
    """
    connection: SparkConnection = mirror.connection
    with sitting(mirror) as asked:
        for step in ("credit_paths", "credit_touched", "credit_leads"):
            asked.keep(step, **scope.bound())
        value = worth_of(asked.ask("credit_deals", **scope.bound()), scope)[0]
        names = connection.frame("SELECT DISTINCT channel FROM credit_touched", {}).toArrow()["channel"]
        channels = tuple(sorted(names.to_pylist()))
        tally = Tally(channels, models, direct_of(channels))

        def count(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            held = [batch for batch in batches if batch.num_rows]
            if held:
                paths = _paths(plain(pa.Table.from_batches(held)), channels, value)
                part = Tally(channels, models, direct_of(channels))
                part.add(paths, kernels(len(paths.channel)), 1)
                yield pa.record_batch({"tally": pa.array([pickle.dumps(part)], pa.binary())})

        rows = connection.frame(_PATHS, {}).repartition(spark.col("path_no"))
        for part in rows.mapInArrow(count, "tally binary").toArrow()["tally"].to_pylist():
            tally.join(pickle.loads(part))  # noqa: S301 - our own executors' words
    return channels, tuple(tally.credits(models))


def _paths(rows: pa.Table, channels: Sequence[str], value: dict[int, int]) -> Paths:
    """Whole paths out of rows in any order; a path without a touch has one row without a moment."""
    rows = rows.take(
        pc.sort_indices(rows, [("path_no", "ascending"), ("moment", "ascending"), ("seq", "ascending")])
    )
    number, first, path = np.unique(rows["path_no"].to_numpy(), return_index=True, return_inverse=True)
    touched = rows["moment"].is_valid().to_numpy()
    told = rows.take(first)
    path, at = path[touched], _micro(rows["moment"])[touched]
    code = pc.index_in(rows["channel"], pa.array(channels, pa.string())).to_numpy()[touched].astype(np.int32)
    won = pc.equal(told["what"], "won").to_numpy()
    return Paths(
        channels=tuple(channels),
        channel=code,
        offset=np.concatenate(([0], np.cumsum(np.bincount(path, minlength=len(number))))).astype(np.int64),
        won=won.astype(np.float64),
        value=np.array([value.get(int(each), 0) for each in number], np.float64),
        lost=(~won).astype(np.float64),
        lead_at=last_before(_micro(told["opened_at"]), at, path),
        deal_at=last_before(_micro(told["created_at"]), at, path),
        age=(_micro(told["until"])[path] - at) / DAY,
    )


def _micro(column: pa.ChunkedArray) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.asarray(pc.fill_null(column.cast(pa.int64()), _NEVER).to_numpy(), np.int64)
