"""Write a whole mirror folder without a database: what a simulation and a notebook do."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa

from accord.agreement.tables import Tables
from accord.journey.versions import InForce
from accord.measures.duplicates import Copies
from accord.measures.layout import FACTS, SMALL
from accord.measures.leads import LeadTables, Whose, fold_all
from accord.measures.manifest import Manifest, Segment, StageLabel, VersionLabel, publish, write_segment
from accord.measures.mirror import Limits, attach
from accord.measures.touches.from_facts import make_touches


def write_mirror(
    folder: Path,
    facts: Iterable[pa.Table],
    small: Mapping[str, pa.Table],
    tables: Tables | None,
    now: datetime,
    copies: Copies = MappingProxyType({}),
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Manifest:
    """Write segments and small tables (columns of `layout`), fold the leads, and put it all in force.

    `facts` come in order of `seq`, as many tables as there shall be segments. `small` holds `identity`,
    and `people`, `companies`, `deals`, `imports`, `rejects` where there are any; `leads`, `stays` and
    `duplicates` are reckoned here; `copies` as `contacts.copies` finds them. Without `tables` (no
    agreement) nobody is a lead.
    """
    segments = []
    for table in facts:
        low, high = table["seq"][0].as_py(), table["seq"][-1].as_py()
        name = f"facts/{low:012d}-{high:012d}-000000001.parquet"
        segments.append(write_segment(folder, name, shaped(table, FACTS), low, high))
    kept: dict[str, tuple[Segment, ...]] = {}
    for name, rows in small.items():
        if rows.num_rows:
            kept[name] = (_base(folder, name, rows),)
    deals = _sources(small.get("deals"))
    manifest = Manifest(
        version=1,
        made_at=now.astimezone(UTC).isoformat(),
        seq=segments[-1].high if segments else 0,
        facts=tuple(segments),
        tables=kept,
        agreement_hash=tables.agreement_hash if tables else "",
        versions=(VersionLabel(tables.agreement_hash, ""),) if tables else (),
        deal_sources=deals,
        sales_sources=deals,
        stages=stage_labels(tables) if tables else (),
        handoff_line=tables.handoff_line if tables else 0,
        qualified_stage=tables.qualified_stage if tables else -1,
        won_stage=tables.won_stage if tables else -1,
    )
    if tables is not None:
        mirror = attach(folder, manifest, limits)
        try:
            whose = Whose(frozenset(deals), copies)
            parts = list(fold_all(mirror, (InForce(tables),), now, 1, whose))
        finally:
            mirror.close()
        for name in LeadTables._fields:
            rows = pa.concat_tables([SMALL[name].empty_table(), *(getattr(part, name) for part in parts)])
            kept[name] = (_base(folder, name, rows),)
    manifest = make_touches(folder, manifest, 1)
    publish(folder, manifest)
    return manifest


def stage_labels(tables: Tables) -> tuple[StageLabel, ...]:
    """The agreement's stages in order, each with its owner."""
    return tuple(map(StageLabel, tables.stage_ids, tables.stage_owners))


def shaped(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Columns as the mirror keeps them: words in a dictionary; `version` 1 and not `gone` where absent."""
    columns = []
    for field in schema:
        if field.name not in rows.column_names and field.name in ("version", "gone"):
            columns.append(pa.array([1 if field.name == "version" else False] * rows.num_rows, field.type))
        elif pa.types.is_dictionary(field.type):
            columns.append(rows[field.name].cast(pa.string()).dictionary_encode().cast(field.type))
        else:
            columns.append(rows[field.name].cast(field.type))
    return pa.table(columns, schema=schema)


def _sources(rows: pa.Table | None) -> tuple[str, ...]:
    return tuple(sorted(set(rows["source"].to_pylist()))) if rows is not None else ()


def _base(folder: Path, name: str, rows: pa.Table) -> Segment:
    return write_segment(folder, f"{name}/base-000000001.parquet", shaped(rows, SMALL[name]), 1, 1)
