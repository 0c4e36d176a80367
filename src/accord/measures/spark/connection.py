"""What a mirror asks of its connection, answered by a Spark session."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from accord.measures.spark.dialect import to_spark

_CREATED = re.compile(r"CREATE (OR REPLACE )?(TEMP )?(?P<kind>TABLE|VIEW) (?P<name>\w+) (AS )?")


def plain(table: pa.Table) -> pa.Table:
    """Instants without a zone, as the mirror has them."""
    fields = [
        pa.field(each.name, pa.timestamp("us") if pa.types.is_timestamp(each.type) else each.type)
        for each in table.schema
    ]
    return table.cast(pa.schema(fields))


def spelled(schema: pa.Schema) -> pa.Schema:
    """Words in full: a cluster has no dictionaries of ours, and its instants are UTC's."""
    kinds = [each.type.value_type if pa.types.is_dictionary(each.type) else each.type for each in schema]
    told = [pa.timestamp("us", "UTC") if pa.types.is_timestamp(kind) else kind for kind in kinds]
    return pa.schema([pa.field(name, kind) for name, kind in zip(schema.names, told, strict=True)])


class SparkConnection:
    """A DuckDB connection's few words over a session of its own: execute, sql, fetchall, interrupt, close."""

    def __init__(self, session: SparkSession) -> None:
        self.session = session
        self._kept: dict[str, DataFrame] = {}
        self._found: pa.Table | None = None
        self._group = f"accord-{id(self)}"

    @property
    def description(self) -> list[tuple[str]]:
        """The names of the columns of the last answer."""
        assert self._found is not None
        return [(name,) for name in self._found.column_names]

    def execute(self, text: str, bound: Mapping[str, Any] | None = None) -> Self:
        """Answer a question, or keep or forget a step of it (`CREATE TEMP TABLE`, `DROP TABLE`)."""
        words = text.split(maxsplit=3)
        if words[0] == "CREATE":
            self._keep(text, bound or {})
        elif words[0] == "DROP":
            self._forget(text.split()[-1])
        else:
            self.sql(text, bound)
        return self

    def sql(self, text: str, params: Mapping[str, Any] | None = None) -> Self:
        """Answer a question."""
        self.session.sparkContext.setJobGroup(self._group, "a question to the mirror", interruptOnCancel=True)
        self._found = self.frame(text, params or {}).toArrow()
        return self

    def frame(self, text: str, bound: Mapping[str, Any]) -> DataFrame:
        """A question, not yet answered: for what goes on working on its rows where they lie."""
        return self.session.sql(to_spark(text, bound, self._read))

    def to_arrow_table(self) -> pa.Table:
        """The last answer, its instants without a zone as the mirror has them."""
        assert self._found is not None
        return plain(self._found)

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The last answer row by row."""
        table = self.to_arrow_table()
        return (
            list(zip(*(column.to_pylist() for column in table.columns), strict=True))
            if table.num_rows
            else []
        )

    def interrupt(self) -> None:
        """Stop what is being reckoned."""
        self.session.sparkContext.cancelJobGroup(self._group)

    def close(self) -> None:
        """Give the memory back; the cluster stays."""
        for name in list(self._kept):
            self._forget(name)

    def _read(self, files: tuple[str, ...]) -> str:
        name = f"files_{sha256(chr(0).join(files).encode()).hexdigest()[:16]}"
        if not self.session.catalog.tableExists(name):
            known = from_arrow_schema(
                spelled(pq.read_schema(files[0]).remove_metadata())
            )  # or a job would look
            self.session.read.schema(known).parquet(*files).createOrReplaceTempView(name)
        return name

    def _keep(self, text: str, bound: Mapping[str, Any]) -> None:
        found = _CREATED.match(text)
        assert found is not None, text
        empty = text[found.end() :].startswith("(")
        frame = self._empty(text[found.end() :]) if empty else self.frame(text[found.end() :], bound)
        if found["kind"] == "TABLE":
            self._kept[found["name"]] = frame.persist()
        frame.createOrReplaceTempView(found["name"])

    def _empty(self, columns: str) -> DataFrame:
        """A table that holds nothing: `(name VARCHAR, ...)`."""
        return self.session.createDataFrame([], columns.strip("()").replace("VARCHAR", "STRING"))

    def _forget(self, name: str) -> None:
        self.session.catalog.dropTempView(name)
        if name in self._kept:
            self._kept.pop(name).unpersist()
