"""A copy of the whole database while others write to it, and the way back; every step is checked by opening.

SQLite is copied by its own backup interface in one read transaction, never as a file. PostgreSQL is dumped by
`pg_dump` under a snapshot that the rows are counted under.
"""

import os
import re
import shutil
import sqlite3
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from accord.vocabulary.errors import ForGood, ForNow, Invalid, OurFault

SQLITE, POSTGRESQL = "sqlite", "postgresql"
FILES = {SQLITE: "accord.sqlite3", POSTGRESQL: "database.pgdump"}


@dataclass(frozen=True, slots=True)
class DatabaseCopy:
    """What was copied: the engine and its version, the file, rows by table."""

    engine: str
    version: str
    path: Path
    rows: dict[str, int]


def copy_database(folder: Path) -> DatabaseCopy:
    """Copy the database into a folder. Raises `ForGood` without fitting tools, `OurFault` for a bad copy."""
    if connection.vendor == POSTGRESQL:
        return _dump(folder / FILES[POSTGRESQL])
    return _copy(folder / FILES[SQLITE])


def find_size() -> int:
    """Bytes of the database as it stands."""
    with connection.cursor() as cursor:
        if connection.vendor == POSTGRESQL:
            cursor.execute("SELECT pg_database_size(current_database())")
        else:
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        return int(cursor.fetchone()[0])


def count_rows() -> dict[str, int]:
    """Rows by table, as this connection sees them."""
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table's name
            counts[table] = int(cursor.fetchone()[0])
        return counts


def load_database(engine: str, path: Path) -> None:
    """Load a dump into this database, which must hold nothing yet: all of it or nothing. PostgreSQL only.

    Raises `Invalid` where tables stand already, `ForGood` when the tools do not fit or the dump does not load.
    """
    if engine != connection.vendor:
        raise Invalid(
            "restore.other_database",
            f"the backup is of {engine}, and this installation keeps its record in {connection.vendor}",
            "set ACCORD_DATABASE_URL for PostgreSQL, unset it for SQLite",
        )
    if connection.introspection.table_names():
        raise Invalid(
            "restore.database_not_empty",
            "the database holds tables already",
            "restore into a new, empty database",
        )
    connection.close()
    words = [
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-acl",
        "--dbname",
        _database(),
        str(path),
    ]
    _run("pg_restore", words)


def check_sqlite(path: Path) -> dict[str, int]:
    """Open a copy, check it whole, count its rows. Raises `OurFault` for a copy that is not sound."""
    opened = sqlite3.connect(path)
    try:
        # A copy carries its source's journal mode; on its own it must be one file.
        opened.execute("PRAGMA journal_mode=DELETE")
        said = [row[0] for row in opened.execute("PRAGMA integrity_check")]
        broken = opened.execute("PRAGMA foreign_key_check").fetchall()
        if said != ["ok"] or broken:
            raise OurFault(
                "backup.unsound", "the copy of the database is damaged", "look at the disk, then try again"
            )
        tables = [
            row[0]
            for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
            if not row[0].startswith("sqlite_")
        ]
        return {t: int(opened.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0]) for t in tables}  # noqa: S608
    except sqlite3.DatabaseError as problem:
        raise OurFault(
            "backup.unsound", "the copy of the database cannot be read", "look at the disk, then try again"
        ) from problem
    finally:
        opened.close()


def _copy(path: Path) -> DatabaseCopy:
    connection.ensure_connection()
    source: sqlite3.Connection = connection.connection
    target = sqlite3.connect(path)
    try:
        # All pages in one step: one read transaction, which writers neither wait for nor make start again.
        source.backup(target, pages=-1)
    finally:
        target.close()
    return DatabaseCopy(SQLITE, sqlite3.sqlite_version, path, check_sqlite(path))


def _dump(path: Path) -> DatabaseCopy:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0]) // 10_000
        find_tool("pg_dump", version)
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        try:
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            words = ["--format=custom", "--snapshot", snapshot, "--file", str(path), "--dbname", _database()]
            _run("pg_dump", words, version)
            rows = count_rows()
        finally:
            cursor.execute("ROLLBACK")
    _run("pg_restore", ["--list", str(path)], version)
    return DatabaseCopy(POSTGRESQL, str(version), path, rows)


def find_tool(name: str, server: int = 0) -> str:
    """A PostgreSQL tool at least as new as the server: on PATH, else Debian's. Raises `ForGood`."""
    on_path = shutil.which(name)
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: p.parent.parent.name)
    found = {path: _version(path) for path in [*([on_path] if on_path else []), *map(str, debian)]}
    fitting = [path for path, version in found.items() if version >= server]
    if fitting:
        return fitting[0]
    if found:
        raise ForGood(
            "backup.tool_too_old",
            f"{name} is of version {max(found.values())}, the server of {server}",
            f"install the client of PostgreSQL {server} (Debian: postgresql-client-{server})",
        )
    raise ForGood(
        "backup.no_tool", f"there is no {name} on this machine", "install PostgreSQL's client programs"
    )


def _version(path: str) -> int:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60).stdout
    except (OSError, subprocess.TimeoutExpired):
        return -1
    found = re.search(r"\) (\d+)", said)
    return int(found.group(1)) if found else -1


def _run(name: str, words: list[str], server: int = 0) -> None:
    """Run a tool; its password goes by the environment, never by the list of processes."""
    environ = os.environ | {"PGPASSWORD": str(connection.settings_dict.get("PASSWORD") or "")}
    done = subprocess.run([find_tool(name, server), *words], env=environ, capture_output=True, text=True)
    if done.returncode:
        # Its lines may quote rows; the first says what kind of thing went wrong.
        first = (done.stderr.strip().splitlines() or ["it said nothing"])[0]
        kind = ForGood if "version mismatch" in first or name == "pg_restore" else ForNow
        raise kind(
            "backup.tool_failed", f"{name} ended with {first[:200]}", "look at the database, then try again"
        )


def _database() -> str:
    """The connection as libpq writes it, without the password."""
    given: dict[str, Any] = connection.settings_dict
    named = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    parts = [(word, str(given.get(key) or "")) for word, key in named.items()]
    return " ".join(f"{word}='{_quoted(value)}'" for word, value in parts if value)


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
