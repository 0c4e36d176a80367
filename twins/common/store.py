"""Rows by kind and key in memory; with a path, each unit of work is also one SQLite transaction.

`synchronous=OFF` is enough here: a killed process loses nothing that SQLite handed to the operating system, and a
twin
need not survive a power cut.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from twins.common.by_time import ByTime

Row = dict[str, Any]
Change = tuple[str, str, Row | None]


class Store:
    """Rows are replaced, never changed in place, so undoing a unit is putting the old rows back."""

    def __init__(self, path: Path | None = None) -> None:
        self.tables: dict[str, dict[str, Row]] = {}
        self._by_time: dict[tuple[str, str], ByTime] = {}
        self._depth = 0
        self._undo: list[Change] = []
        self.version = 0
        self.on_change: Callable[[int], None] | None = None
        self.on_commit: Callable[[list[tuple[str, str, Row | None, Row | None]]], None] | None = None
        self._pending: dict[tuple[str, str], list[tuple[datetime | None, Row | None]]] = {}
        self._disk = self._open(path) if path else None

    def _open(self, path: Path) -> sqlite3.Connection:
        disk = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        disk.execute("PRAGMA journal_mode=WAL")
        disk.execute("PRAGMA synchronous=OFF")
        disk.execute(
            "CREATE TABLE IF NOT EXISTS row (n INTEGER PRIMARY KEY, kind, key, body, UNIQUE (kind, key))"
        )
        for kind, key, body in disk.execute("SELECT kind, key, body FROM row ORDER BY n"):
            self.tables.setdefault(kind, {})[key] = json.loads(body)
        return disk

    def rows(self, kind: str) -> dict[str, Row]:
        """All rows of a kind, oldest first."""
        return self.tables.setdefault(kind, {})

    def find(self, kind: str, key: str) -> Row | None:
        """The row as last written, whatever the lag."""
        return self.rows(kind).get(key)

    def put(self, kind: str, key: str, row: Row) -> Row:
        """Write a row within a unit."""
        table = self.rows(kind)
        old = table.get(key)
        self._undo.append((kind, key, old))
        table[key] = row
        for (of, _), index in self._by_time.items():
            if of == kind:
                index.note(key, row, old)
        return row

    def drop(self, kind: str, key: str) -> None:
        """Remove a row for good within a unit."""
        table = self.rows(kind)
        if key in table:
            self._undo.append((kind, key, table.pop(key)))

    @contextmanager
    def unit(self, now: datetime | None = None, lag: timedelta = timedelta(0)) -> Iterator[None]:
        """All or nothing; an inner unit that raises takes back only its own rows.

        With `now` and a lag, readers through `seen` keep the old rows until `now + lag`.
        """
        mark = len(self._undo)
        self._depth += 1
        try:
            yield
        except BaseException:
            self._take_back(mark)
            raise
        finally:
            self._depth -= 1
            if self._depth == 0:
                self._commit(now, lag)

    def _take_back(self, mark: int) -> None:
        while len(self._undo) > mark:
            kind, key, old = self._undo.pop()
            if old is None:
                self.rows(kind).pop(key, None)
            else:
                self.rows(kind)[key] = old

    def _commit(self, now: datetime | None, lag: timedelta) -> None:
        before: dict[tuple[str, str], Row | None] = {}
        started = self.version
        for kind, key, old in self._undo:
            before.setdefault((kind, key), old)
            # Counters and sessions, which every request moves, are not what queries look at.
            self.version += not kind.startswith("twin.")
        self._undo.clear()
        if now is not None and (lag or self._pending):
            for at, old in before.items():
                if lag or at in self._pending:
                    self._pending.setdefault(at, [(None, old)]).append((now + lag, self.find(*at)))
        if self._disk and before:
            self._disk.execute("BEGIN")
            for kind, key in before:
                self._save(kind, key)
            self._disk.execute("COMMIT")
        if self.on_change and self.version != started:
            self.on_change(self.version)
        if self.on_commit and self.version != started:
            self.on_commit([(kind, key, old, self.find(kind, key)) for (kind, key), old in before.items()])

    def _save(self, kind: str, key: str) -> None:
        assert self._disk
        row = self.find(kind, key)
        if row is None:
            self._disk.execute("DELETE FROM row WHERE kind = ? AND key = ?", (kind, key))
        else:
            self._disk.execute(
                "INSERT INTO row (kind, key, body) VALUES (?, ?, ?)"
                " ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
                (kind, key, json.dumps(row)),
            )

    def settled(self) -> bool:
        """Whether every change is visible to everybody: nothing waits for its lag, no unit is open with changes."""
        return not self._pending and not any(not kind.startswith("twin.") for kind, _, _ in self._undo)

    def seen(self, kind: str, now: datetime) -> Iterator[Row]:
        """Rows of a kind as a query at `now` sees them: a change shows once its lag has passed."""
        if not self._pending:
            yield from list(self.rows(kind).values())
            return
        for key, row in list(self.rows(kind).items()):
            shown = self._shown(kind, key, row, now)
            if shown is not None:
                yield shown

    def seen_since(
        self, kind: str, now: datetime, name: str, read: Callable[[Row], Any], low: Any
    ) -> Iterator[Row]:
        """As `seen`, but at least the rows that carry a time (`read`, kept under `name`) of `low` or later."""
        if (kind, name) not in self._by_time:
            index = self._by_time[kind, name] = ByTime(read)
            for key, row in self.rows(kind).items():
                index.note(key, row)
                for _, shown in self._pending.get((kind, key), ()):
                    if shown is not None:
                        index.note(key, shown)
        for key in self._by_time[kind, name].since(low):
            current = self.rows(kind).get(key)
            shown = current and self._shown(kind, key, current, now)
            if shown is not None:
                yield shown

    def _shown(self, kind: str, key: str, row: Row | None, now: datetime) -> Row | None:
        versions = self._pending.get((kind, key))
        if versions is None:
            return row
        visible = [n for n, (at, _) in enumerate(versions) if at is None or at <= now]
        if visible[-1] == len(versions) - 1:
            del self._pending[(kind, key)]
            return row
        return versions[visible[-1]][1]

    def clear(self) -> None:
        """Forget everything, on disk too."""
        self.tables.clear()
        self._by_time.clear()
        self._pending.clear()
        if self._disk:
            self._disk.execute("DELETE FROM row")

    def close(self) -> None:
        """Let go of the file."""
        if self._disk:
            self._disk.close()
            self._disk = None
