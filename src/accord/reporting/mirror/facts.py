"""Copy new facts of the record into segments, by ledger sequence."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.db import connection

from accord.ledger.sql import in_chunks, marks
from accord.ledger.withdrawn import find_withdrawn
from accord.measures.layout import FACTS
from accord.measures.manifest import Segment, write_segment
from accord.reporting.mirror.columns import instant, to_table

BATCH = 50_000
# Columns of `select_facts`.
SEQ, SUBJECT, KIND = 0, 3, 4


def select_facts(where: str) -> str:
    """The statement that reads facts in the mirror's columns and order."""
    return (
        "SELECT seq, source, source_id, subject, kind, "  # noqa: S608 - column names of ours only
        f"{instant('occurred_at')}, {instant('received_at')}, channel, campaign, asset, actor, value, "
        f"amount, currency, agent, import_id FROM ledger_fact WHERE {where}"
    )


def as_table(rows: list[tuple[Any, ...]]) -> pa.Table:
    """Rows of `select_facts` as a segment's table."""
    return to_table(FACTS, [(*row[:2], tie(row[2]), *row[3:]) for row in rows])


def tie(source_id: str) -> int:
    """The order of source ids as a number: their first 60 bits."""
    return int(source_id[:15], 16)


def copy_new(folder: Path, after: int, version: int) -> Iterator[tuple[Segment, set[int]]]:
    """Write every fact after a sequence number as segments; yields each with the subjects it speaks of.

    A number once visible has no invisible number below it: appending takes turns (`ledger.sql.take_turn`).
    """
    while True:
        with connection.cursor() as cursor:
            cursor.execute(select_facts("seq > %s ORDER BY seq LIMIT %s"), [after, BATCH])
            rows = cursor.fetchall()
        if not rows:
            return
        low, high = rows[0][0], rows[-1][0]
        segment = write_segment(
            folder, f"facts/{low:012d}-{high:012d}-{version:09d}.parquet", as_table(rows), low, high
        )
        yield segment, {row[3] for row in rows}
        after = high


def facts_about(subjects: list[int]) -> list[tuple[Any, ...]]:
    """Every fact about these subjects that stands, by the subject index, in the columns of `select_facts`."""
    found, gone = facts_written(subjects), find_withdrawn(subjects)
    return [row for row in found if row[SEQ] not in gone] if gone else found


def facts_written(subjects: list[int]) -> list[tuple[Any, ...]]:
    """The same with those that were withdrawn."""
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for some in in_chunks(subjects):
            cursor.execute(select_facts(f"subject IN ({marks(len(some))})"), list(some))
            found.extend(cursor.fetchall())
    return found
