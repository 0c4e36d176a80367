"""The one fold over a mirror's facts, where they lie: each executor folds whole people, by the same function."""

from collections.abc import Iterator
from datetime import datetime

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import from_arrow_schema

from accord.journey.agents import HOLD
from accord.journey.encode import ONE
from accord.journey.versions import Chain
from accord.measures.layout import SMALL
from accord.measures.leads import PART, Whose, fold_leads, sort_facts
from accord.measures.mirror import Mirror
from accord.measures.spark.connection import SparkConnection, plain, spelled
from accord.measures.sql import own_text


def fold_on_spark(
    mirror: Mirror,
    chain: Chain,
    as_of: datetime,
    table: str = "leads",
    whose: Whose = Whose(),  # noqa: B008 - frozen
) -> DataFrame:
    """The fold's `leads`, `stays` or `duplicates`, still spread over the cluster; in no order.

    Executors hold one part of the facts at a time: some two million, whole people.
    """
    connection: SparkConnection = mirror.connection
    bound = {"parts": 1, "part": 0, "hold": HOLD // ONE}
    facts = connection.frame(own_text("facts_to_fold"), bound)
    rows = sum(segment.rows for segment in mirror.manifest.facts)
    parts = max(connection.session.sparkContext.defaultParallelism, -(-rows // PART))
    schema = spelled(SMALL[table])
    version, told = mirror.manifest.version, whose._replace(copies=dict(whose.copies))

    def fold(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        held = [batch for batch in batches if batch.num_rows]
        if not held:
            return
        folded = fold_leads(sort_facts(plain(pa.Table.from_batches(held))), chain, as_of, version, told)
        yield from getattr(folded, table).cast(schema).to_batches()

    spread = facts.repartition(parts, "contact")
    return spread.mapInArrow(fold, from_arrow_schema(schema))
