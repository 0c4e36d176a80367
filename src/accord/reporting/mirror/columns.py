"""Rows of the record become Arrow columns of the mirror, the same from both databases."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from django.db import connection


def instant(column: str) -> str:
    """How to select an instant so that it comes fast: text in UTC on SQLite, aware on PostgreSQL."""
    # Without the cast Django's converter would parse every text into an object: ten times slower.
    return f"CAST({column} AS TEXT)" if connection.vendor == "sqlite" else column


def to_table(schema: pa.Schema, rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Rows in the schema's column order as a table of exactly that schema."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table(
        [_array(values, column.type) for values, column in zip(columns, schema, strict=True)], schema=schema
    )


def _array(values: Iterable[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_timestamp(kind):
        return _instants(list(values), kind)
    if pa.types.is_dictionary(kind):
        return pa.array(values, pa.string()).dictionary_encode().cast(kind)
    if pa.types.is_boolean(kind):
        return pa.array([None if v is None else bool(v) for v in values], kind)
    return pa.array(values, kind)


def _instants(values: list[Any], kind: pa.DataType) -> pa.Array:
    if any(isinstance(v, str) for v in values):
        return pa.array(values, pa.string()).cast(kind)
    return pa.array([_naive(v) for v in values], kind)


def _naive(value: datetime | None) -> datetime | None:
    if value is None or value.tzinfo is None:
        return value
    return value.astimezone(UTC).replace(tzinfo=None)
