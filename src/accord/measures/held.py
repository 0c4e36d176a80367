"""A mirror kept open from version to version: small tables in memory, brought up by what changed.

A reader's questions are answered by the version that stood when it came, however many follow meanwhile.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from accord.measures.layout import FACTS, SMALL
from accord.measures.manifest import Manifest, Segment
from accord.measures.mirror import Limits, Mirror, connect
from accord.measures.sql import own_text
from accord.measures.views import (
    facts_views,
    is_base,
    latest,
    marketers_table,
    read_parts,
    stages_table,
    touches_view,
)

_SEEN = "facts_seen"


class Held:
    """The newest version of one folder in a private database. Following and opening take turns outside."""

    def __init__(self, folder: Path, limits: Limits = Limits()) -> None:  # noqa: B008 - frozen
        self.folder = folder.resolve()
        self.limits = limits
        self.manifest: Manifest | None = None
        self.connection = connect(self.folder, limits)

    def follow(self, manifest: Manifest) -> None:
        """Answer as this version from now on. The cost is that of the changes, or of a base written anew."""
        self.connection.execute("BEGIN")
        try:
            for statement in self._statements(manifest):
                self.connection.execute(statement)
            self.connection.execute("COMMIT")
        except duckdb.Error:
            self.connection.execute("ROLLBACK")
            raise
        self.manifest = manifest

    def open(self) -> Mirror:
        """This version for one reader, who closes it; later versions do not change what it answers."""
        assert self.manifest is not None, "follow a manifest first"
        cursor = self.connection.cursor()
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM stages LIMIT 0").fetchall()  # a snapshot is taken by the first question
        return Mirror(self.folder, self.manifest, cursor, self.limits, kept={_SEEN: {}})

    def close(self) -> None:
        """Give the memory back."""
        self.connection.close()

    def _statements(self, manifest: Manifest) -> Iterator[str]:
        yield from self._seen(manifest)
        yield stages_table(manifest)
        yield marketers_table(manifest)
        for name, schema in SMALL.items():
            yield from self._small(name, schema, manifest)
        yield from facts_views(self.folder, manifest)
        yield touches_view(self.folder, manifest)
        yield from self._unseen(manifest)

    def _seen(self, manifest: Manifest) -> Iterator[str]:
        """Facts are counted by segment, each once: what sums them need not read millions again."""
        known = set(self.manifest.facts) if self.manifest else set()
        if self.manifest is None:
            yield f"CREATE TABLE {_SEEN} AS {self._counted(())} LIMIT 0"
        for segment in known - set(manifest.facts):
            yield f"DELETE FROM {_SEEN} WHERE low = {segment.low} AND high = {segment.high}"  # noqa: S608
        for segment in manifest.facts:
            if segment not in known:
                yield f"INSERT INTO {_SEEN} {self._counted((segment,))}"

    def _unseen(self, manifest: Manifest) -> Iterator[str]:
        """What was counted and is withdrawn is counted back."""
        gone = manifest.tables.get("withdrawn", ())
        if (self.manifest.tables.get("withdrawn", ()) if self.manifest else ()) == gone:
            return
        yield f"DELETE FROM {_SEEN} WHERE low < 0"  # noqa: S608
        yield (
            f"INSERT INTO {_SEEN} SELECT -1, -1, f.source, f.kind, f.agent, -count(*), NULL, NULL "  # noqa: S608
            "FROM facts_written AS f JOIN withdrawn AS w ON w.seq = f.seq GROUP BY ALL"
        )

    def _counted(self, parts: Sequence[Segment]) -> str:
        low, high = (parts[0].low, parts[0].high) if parts else (0, 0)
        facts = f"WITH facts AS ({read_parts(self.folder, parts, FACTS)})"
        return f"SELECT {low}::BIGINT AS low, {high}::BIGINT AS high, * FROM ({facts} {own_text(_SEEN)})"  # noqa: S608

    def _small(self, name: str, schema: pa.Schema, manifest: Manifest) -> Iterator[str]:
        parts = manifest.tables.get(name, ())
        known = self.manifest.tables.get(name, ()) if self.manifest else None
        if known == parts:
            return
        if self.manifest is None or not _continues(known or (), parts, self.manifest.version):
            yield f"CREATE OR REPLACE TABLE {name} AS {latest(self.folder, parts, schema)}"
            return
        # The newest rows of a key carry the version that changed it, also in files joined since.
        key, since = schema.names[0], self.manifest.version
        columns = ", ".join(n for n in schema.names if n not in ("version", "gone"))
        new = [part for part in parts if part.high > since]
        yield (
            f"CREATE OR REPLACE TEMP TABLE news AS SELECT * FROM ({read_parts(self.folder, new, schema)}) "  # noqa: S608
            f"WHERE version > {since} QUALIFY version = max(version) OVER (PARTITION BY {key})"
        )
        yield f"DELETE FROM {name} WHERE {key} IN (SELECT {key} FROM news)"  # noqa: S608
        yield f"INSERT INTO {name} SELECT {columns} FROM news WHERE NOT gone"  # noqa: S608


def _continues(known: Sequence[Segment], parts: Sequence[Segment], version: int) -> bool:
    """Whether these parts are what is known and later changes: the same base, and nothing missing since."""
    same_base = [p for p in known if is_base(p)] == [p for p in parts if is_base(p)]
    changes = [p for p in parts if not is_base(p)]
    left = [p for p in known if not is_base(p) and p not in parts]
    joined = all(any(p.low <= old.low and old.high <= p.high for p in changes) for old in left)
    return bool(known) and same_base and joined and any(p.high > version for p in changes)
