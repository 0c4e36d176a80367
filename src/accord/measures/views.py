"""How the files of a mirror become tables that queries can name. Every name in the text is our own.

A small table is its base, minus every key that changed since, plus the latest version of those keys.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from accord.measures.layout import FACTS, SMALL, TOUCHES
from accord.measures.manifest import Manifest, Segment

_TYPES = {
    "int64": "BIGINT",
    "int32": "INTEGER",
    "int16": "SMALLINT",
    "int8": "TINYINT",
    "bool": "BOOLEAN",
    "timestamp[us]": "TIMESTAMP",
}


def make_views(folder: Path, manifest: Manifest) -> Iterator[str]:
    """The statements that make a connection answer as this version of the mirror."""
    for name, schema in SMALL.items():
        # Every question about facts asks what is withdrawn: that is read once.
        how = "TABLE" if name == "withdrawn" else "VIEW"
        yield f"CREATE {how} {name} AS {latest(folder, manifest.tables.get(name, ()), schema)}"
    yield from facts_views(folder, manifest)
    yield touches_view(folder, manifest)
    yield stages_table(manifest)
    yield marketers_table(manifest)


def touches_view(folder: Path, manifest: Manifest) -> str:
    """The touches of each buyer, left in their files; empty in a mirror that has none by buyer yet."""
    return f"CREATE OR REPLACE VIEW touches AS {latest(folder, manifest.tables.get('touches', ()), TOUCHES)}"


def facts_views(folder: Path, manifest: Manifest) -> Iterator[str]:
    """All facts, left in their files; and those that stand (`withdrawn` names the others): every number's."""
    yield f"CREATE OR REPLACE VIEW facts_written AS {read_parts(folder, manifest.facts, FACTS)}"
    stand = "WHERE NOT EXISTS (SELECT 1 FROM withdrawn AS w WHERE w.seq = f.seq)"
    gone = manifest.tables.get("withdrawn")
    yield f"CREATE OR REPLACE VIEW facts AS SELECT * FROM facts_written AS f {stand if gone else ''}"  # noqa: S608


def stages_table(manifest: Manifest) -> str:
    """The stages of the agreement that the leads were folded under."""
    stages = ", ".join(f"({i}, '{_quote(s.id)}', '{_quote(s.owner)}')" for i, s in enumerate(manifest.stages))
    if not stages:
        return "CREATE OR REPLACE TABLE stages (stage INTEGER, id VARCHAR, owner VARCHAR)"
    return f"CREATE OR REPLACE TABLE stages AS SELECT * FROM (VALUES {stages}) AS t(stage, id, owner)"  # noqa: S608


def marketers_table(manifest: Manifest) -> str:
    """The names of marketing's people: what they try is no attempt of sales."""
    names = ", ".join(f"('{_quote(name)}')" for name in manifest.marketers)
    if not names:
        return "CREATE OR REPLACE TABLE marketers (name VARCHAR)"
    return f"CREATE OR REPLACE TABLE marketers AS SELECT * FROM (VALUES {names}) AS t(name)"  # noqa: S608


def latest(folder: Path, parts: Sequence[Segment], schema: pa.Schema) -> str:
    """The rows of a small table as they stand: the latest version of each key, without what is gone."""
    key = schema.names[0]
    columns = ", ".join(n for n in schema.names if n not in ("version", "gone"))
    base = [p for p in parts if is_base(p)]
    changes = [p for p in parts if not is_base(p)]
    whole = f"SELECT {columns} FROM ({read_parts(folder, base, schema)}) WHERE NOT gone"  # noqa: S608
    if not changes:
        return whole
    newest = (
        f"SELECT * FROM ({read_parts(folder, changes, schema)}) "  # noqa: S608
        f"QUALIFY version = max(version) OVER (PARTITION BY {key})"
    )
    return (
        f"WITH newest AS MATERIALIZED ({newest}) {whole} AND {key} NOT IN (SELECT {key} FROM newest) "  # noqa: S608
        f"UNION ALL SELECT {columns} FROM newest WHERE NOT gone"
    )


def is_base(part: Segment) -> bool:
    """Whether a file is a table's base rather than a change to it."""
    return part.file.rsplit("/", 1)[-1].startswith("base")


def read_parts(folder: Path, parts: Sequence[Segment], schema: pa.Schema) -> str:
    """All rows of some files, in the schema's columns."""
    if not parts:
        nothing = ", ".join(f"NULL::{_type(f)} AS {f.name}" for f in schema)
        return f"SELECT {nothing} WHERE false"
    listed = ", ".join(f"'{_quote(str(folder / p.file))}'" for p in parts)
    return f"SELECT {', '.join(schema.names)} FROM read_parquet([{listed}])"  # noqa: S608


def _type(column: pa.Field) -> str:
    return _TYPES.get(str(column.type), "VARCHAR")


def _quote(text: str) -> str:
    return text.replace("'", "''")
