"""Files read and rows refused, as counts: what data trust is reckoned from.

Imports that are done never change again. Up to the last of an unbroken row of them the mirror has read
them for good; the few after it are compared by a digest.
"""

from hashlib import sha256
from typing import Any, NamedTuple

import pyarrow as pa
from django.db import connection

from accord.ledger.sql import in_chunks, marks
from accord.measures.layout import IMPORTS, REJECTS
from accord.measures.manifest import Manifest
from accord.reporting.mirror.columns import instant, to_table

_ID, _STATE = 0, 3


class Books(NamedTuple):
    """Imports not yet mirrored for good, how far all are done, and a digest of the rest."""

    rows: list[tuple[Any, ...]]
    done_up_to: int
    digest: str


def open_books(standing: Manifest) -> Books:
    """The books after the last import that is mirrored for good."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, source, connector, state, accepted, rejected, skipped, facts_new, facts_known, "  # noqa: S608
            f"{instant('started_at')}, {instant('finished_at')} FROM ledger_import WHERE id > %s ORDER BY id",
            [standing.import_id],
        )
        rows = list(cursor.fetchall())
    done = standing.import_id
    for row in rows:
        if row[_STATE] != "done":
            break
        done = row[_ID]
    after = [row for row in rows if row[_ID] > done]
    return Books(rows, done, sha256(repr(after).encode()).hexdigest() if after else "")


def is_news(books: Books, standing: Manifest) -> bool:
    """Whether any import is not as the mirror has it."""
    return (books.done_up_to, books.digest) != (standing.import_id, standing.books)


def book_changes(books: Books, version: int) -> dict[str, pa.Table]:
    """Rows of `imports` and `rejects` for these imports."""
    imports = to_table(IMPORTS, [(*row, version, False) for row in books.rows])
    rejects = to_table(
        REJECTS, [(*row, version, False) for row in _rejects([row[_ID] for row in books.rows])]
    )
    return {"imports": imports, "rejects": rejects}


def _rejects(imports: list[int]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for some in in_chunks(imports):
            cursor.execute(
                "SELECT import_id, reason, count(*) FROM ledger_reject "  # noqa: S608 - placeholders only
                f"WHERE import_id IN ({marks(len(some))}) GROUP BY import_id, reason",
                list(some),
            )
            rows += cursor.fetchall()
    return rows
