"""Files read and rows refused, as counts: what data trust is reckoned from."""

from pathlib import Path
from typing import Any

import pyarrow as pa
from django.db import connection

from accord.ledger.sql import in_chunks, marks
from accord.measures.layout import IMPORTS, REJECTS
from accord.measures.manifest import Manifest
from accord.measures.mirror import attach
from accord.reporting.mirror.columns import instant, to_table


def book_changes(folder: Path, standing: Manifest, version: int) -> dict[str, pa.Table]:
    """Rows of `imports` and `rejects` that differ from the mirror's: imports are few, so all are compared."""
    rows = _imports()
    known = _known(folder, standing)
    changed = [row for row in rows if known.get(row[0]) != row[3:7]]
    imports = to_table(IMPORTS, [(*row, version, False) for row in changed])
    rejects = to_table(REJECTS, [(*row, version, False) for row in _rejects([row[0] for row in changed])])
    return {"imports": imports, "rejects": rejects}


def _imports() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, source, connector, state, accepted, rejected, skipped, facts_new, facts_known, "  # noqa: S608
            f"{instant('started_at')}, {instant('finished_at')} FROM ledger_import ORDER BY id"
        )
        return list(cursor.fetchall())


def _known(folder: Path, standing: Manifest) -> dict[int, tuple[Any, ...]]:
    if not standing.tables.get("imports"):
        return {}
    mirror = attach(folder, standing)
    try:
        rows = mirror.fetch("SELECT import_id, state, accepted, rejected, skipped FROM imports")
    finally:
        mirror.close()
    return {r["import_id"]: (r["state"], r["accepted"], r["rejected"], r["skipped"]) for r in rows}


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
