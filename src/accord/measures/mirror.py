"""Open a mirror folder and ask it named questions. No Django: this is what a notebook imports.

>>> from accord.measures.mirror import open_mirror
>>> mirror = open_mirror(Path("data/mirror"))          # doctest: +SKIP
>>> mirror.ask("leads_by_source", as_of=..., ...)      # doctest: +SKIP
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from accord.measures.manifest import Manifest, read_manifest
from accord.measures.sql import parameters, sql
from accord.measures.views import make_views
from accord.vocabulary.errors import ForNow, Refused

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one mirror may take of the machine."""

    memory: str = "1GB"
    threads: int = 2
    seconds: float = 30.0


@dataclass(slots=True)
class Mirror:
    """One version of a mirror, open for reading. Threads that share it ask one after the other."""

    folder: Path
    manifest: Manifest
    connection: Any
    limits: Limits
    lock: threading.RLock = field(default_factory=threading.RLock)
    # Shared steps that stand as tables of their names, with the values each was reckoned for.
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def as_of(self) -> datetime | None:
        """The newest arrival the mirror holds; None while it is empty."""
        row = self.fetch("SELECT max(received_at) AS received_at FROM facts")[0]
        received: datetime | None = row["received_at"]
        return received.replace(tzinfo=UTC) if received else None

    def ask(self, name: str, /, **bound: Any) -> list[Row]:
        """The rows of a named query; bound values it does not name are left out."""
        return self.rows(sql(name), bound)

    def fetch(self, text: str, bound: Mapping[str, Any] | None = None) -> list[Row]:
        """The rows of a query, interrupted after the limit of seconds (`ForNow`). It must be a question."""
        _check_question(text)
        return self.rows(text, bound or {})

    def arrow(self, text: str, bound: Mapping[str, Any] | None = None) -> Any:
        """The same as an Arrow table."""
        _check_question(text)
        with self.watched():
            return self.connection.sql(text, params=plain_values(bound or {})).to_arrow_table()

    def rows(self, text: str, bound: Mapping[str, Any]) -> list[Row]:
        """The rows of one of our own texts."""
        with self.watched():
            found = self.connection.execute(text, bound_by(text, bound))
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Nobody else asks meanwhile, and what takes longer than the limit is stopped."""
        with self.lock:
            watchdog = threading.Timer(self.limits.seconds, self.connection.interrupt)
            watchdog.daemon = True
            watchdog.start()
            try:
                yield
            except duckdb.InterruptException as problem:
                raise ForNow(
                    "mirror.too_slow",
                    f"a question to the mirror took longer than {self.limits.seconds:g} s and was stopped",
                    "narrow the window, or give the mirror more threads",
                ) from problem
            finally:
                watchdog.cancel()

    def close(self) -> None:
        """Give the memory back."""
        self.connection.close()


def open_mirror(folder: Path | str, limits: Limits = Limits()) -> Mirror:
    """Open the mirror that stands in a folder now; later refreshes do not change what it answers.

    The connection reads this folder only, and nothing it runs can change that.
    """
    folder = Path(folder).resolve()
    return attach(folder, read_manifest(folder), limits)


def attach(folder: Path, manifest: Manifest, limits: Limits = Limits()) -> Mirror:
    """Open a mirror as one manifest describes it, whether or not that manifest stands in the folder."""
    folder = folder.resolve()
    connection = connect(folder, limits)
    for statement in make_views(folder, manifest):
        connection.execute(statement)
    return Mirror(folder, manifest, connection, limits)


def connect(folder: Path, limits: Limits) -> Any:
    """A private database that reads this folder and nothing else; nothing it runs can change that."""
    connection = duckdb.connect(":memory:", config={"threads": limits.threads, "memory_limit": limits.memory})
    quoted = str(folder).replace("'", "''")
    connection.execute(f"SET allowed_directories = ['{quoted}/']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET parquet_metadata_cache = true")
    connection.execute("SET lock_configuration = true")
    return connection


def _check_question(text: str) -> None:
    """The folder is never written."""
    if any(s.type != duckdb.StatementType.SELECT for s in duckdb.extract_statements(text)):
        raise Refused("mirror.read_only", "the mirror only answers SELECT", "write to the record instead")


def bound_by(text: str, bound: Mapping[str, Any]) -> dict[str, Any]:
    """Of these values the ones a text binds, as the mirror keeps them."""
    return plain_values({name: bound[name] for name in parameters(text) if name in bound})


def plain_values(bound: Mapping[str, Any]) -> dict[str, Any]:
    """Instants go in as the mirror keeps them: UTC without a zone."""
    return {
        key: value.astimezone(UTC).replace(tzinfo=None)
        if isinstance(value, datetime) and value.tzinfo
        else value
        for key, value in bound.items()
    }
