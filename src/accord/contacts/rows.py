"""Asking the database about a list that may be long: one statement a slice, rows as tuples."""

from collections.abc import Collection
from typing import Any

from django.db import connection

from accord.ledger.sql import in_chunks, marks


def ask(sql: str, values: Collection[Any], *before: Any) -> list[tuple[Any, ...]]:
    """Every row of `sql`, whose `{}` stands for the list; `before` are parameters that come first.

    A list of thousands is asked for in slices, so `sql` must not group across its values.
    """
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for chunk in in_chunks(list(values)):
            cursor.execute(sql.format(marks(len(chunk))), [*before, *chunk])
            found += cursor.fetchall()
    return found


def write(sql: str, rows: Collection[tuple[Any, ...]]) -> None:
    """Run `sql` once a row; nothing for no rows."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(sql, list(rows))
