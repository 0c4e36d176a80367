"""Helper tables that lie beside a file: link tables, pipelines, names. Looked up on disk,
so memory stays flat.
"""

import csv
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from accord.connectors.objects.declared import Object, find_columns
from accord.connectors.objects.recognise import how_sure
from accord.connectors.tabular.split import Piece
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Refused, RowSkipped

Rows = Callable[[Path], tuple[tuple[str, ...], Iterator[Piece]]]
_MOST_FILES = 400  # a warehouse export of one system has fewer than a hundred tables


class Beside:
    """Rows of other objects of the same system, from files in the same folder. Empty when there are none."""

    def __init__(self, path: Path, objects: Sequence[Object], prefix: str, rows: Rows) -> None:
        self._path = path
        self._objects = {o.name: o for o in objects}
        self._prefix = prefix
        self._rows = rows
        self._files: dict[str, list[Path]] | None = None
        self._tables: dict[tuple[str, ...], str] = {}
        self._store: sqlite3.Connection | None = None

    def has(self, name: str) -> bool:
        """Whether a file of that object lies beside this one."""
        return bool(self._found().get(name))

    def find(self, name: str, key: str, value: str, wanted: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The wanted cells of every row whose `key` is `value`, in a stable order;
        [] when nothing is there.
        """
        if not value or not self.has(name):
            return []
        signature = (name, key, *wanted)
        table = self._tables.get(signature)
        if table is None:
            table = self._tables[signature] = self._load(name, key, wanted)
        store = self._opened()
        return store.execute(f"SELECT * FROM {table} WHERE k = ? ORDER BY rowid", (value,)).fetchall()  # noqa: S608

    def first(self, name: str, key: str, value: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
        """The wanted cells of the last such row (history tables grow downwards);
        empty texts when there is none.
        """
        rows = self.find(name, key, value, wanted)
        return rows[-1][1:] if rows else ("",) * len(wanted)

    def close(self) -> None:
        """Let go of the private store."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def _opened(self) -> sqlite3.Connection:
        if self._store is None:
            self._store = sqlite3.connect("")  # private, on disk, gone when closed
        return self._store

    def _load(self, name: str, key: str, wanted: tuple[str, ...]) -> str:
        table, store = f"t{len(self._tables)}", self._opened()
        names = ", ".join(f"c{i} TEXT" for i in range(len(wanted)))
        store.execute(f"CREATE TABLE {table} (k TEXT, {names})")
        marks = ", ".join("?" * (len(wanted) + 1))
        for path in self._found()[name]:
            rows = self._cells(name, path, (key, *wanted))
            with suppress(Invalid):  # a neighbour that cannot be read is none; its own import says why
                store.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
        store.execute(f"CREATE INDEX i{table} ON {table} (k)")
        return table

    def _cells(self, name: str, path: Path, keys: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
        header, rows = self._rows(path)
        places = find_columns(self._objects[name].columns, header, self._prefix)
        for piece in rows:
            if not isinstance(piece, Refused | RowSkipped):
                row = piece[1]
                yield tuple(
                    next((row[p].strip() for p in places.get(k, ()) if row[p].strip()), "") for k in keys
                )

    def _found(self) -> dict[str, list[Path]]:
        """Which object each neighbour holds, judged by its header line alone."""
        if self._files is None:
            self._files = {}
            siblings = sorted(
                p for p in self._path.parent.iterdir() if p.suffix.lower() == ".csv" and p != self._path
            )
            for path in islice(siblings, _MOST_FILES):
                name = self._name(path)
                if name:
                    self._files.setdefault(name, []).append(path)
        return self._files

    def _name(self, path: Path) -> str:
        try:
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
                header = tuple(next(csv.reader([stream.readline(65536)]), ()))
        except (OSError, csv.Error):
            return ""  # no neighbour of ours
        scored = (
            [(how_sure(o, header, self._prefix), o.name) for o in self._objects.values()] if header else []
        )
        sureness, name = max(scored, default=(0.0, ""))
        return name if sureness else ""
