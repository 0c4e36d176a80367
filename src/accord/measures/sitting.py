"""Many questions of one board: a step that several of them share is reckoned once.

What is asked is the text that `accord sql` prints; only where its shared steps are kept differs.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import duckdb

from accord.measures.mirror import Mirror, Row, bound_by
from accord.measures.sql import own_text, sql, steps


@dataclass(slots=True)
class Sitting(Mirror):
    """A mirror that keeps the shared steps it is asked for as tables of their names."""

    def ask(self, name: str, /, **bound: Any) -> list[Row]:
        """The rows of a named query; with other values than a step was kept for, asked whole."""
        if all(self._keep(step, bound) for step in steps(name)):
            return self.rows(own_text(name), bound)
        return Mirror.ask(self, name, **bound)

    def ask_table(self, name: str, /, *, keep: bool = False, **bound: Any) -> Any:
        """The rows of a named query as an Arrow table: for what is too much to hold row by row.

        With `keep` the query itself is kept as a step that others may use.
        """
        text = f"SELECT * FROM {name}" if keep else own_text(name)  # noqa: S608
        if all(self._keep(step, bound) for step in (*steps(name), *((name,) if keep else ()))):
            return self.arrow(text, bound_by(text, bound))
        return self.arrow(sql(name), bound_by(sql(name), bound))

    def keep(self, step: str, **bound: Any) -> bool:
        """Keep a shared step, and those it is made of, as tables of their names; False with other values than kept."""
        return all(self._keep(each, bound) for each in (*steps(step), step))

    def give(self, step: str, rows: Any, **bound: Any) -> None:
        """Let these rows (Arrow) stand for a shared step, and so for those that it is made of."""
        with self.lock:
            self.connection.register(f"given_{step}", rows)
            self.connection.execute(f"CREATE TEMP TABLE {step} AS SELECT * FROM given_{step}")  # noqa: S608 - our own
            self.connection.unregister(f"given_{step}")
        for name in (*steps(step), step):
            self.kept.setdefault(name, bound_by(sql(name), bound))

    def _keep(self, step: str, bound: dict[str, Any]) -> bool:
        values = bound_by(sql(step), bound)
        if step not in self.kept:
            text = own_text(step)
            with self.watched():
                self.connection.execute(f"CREATE TEMP TABLE {step} AS {text}", bound_by(text, bound))
            self.kept[step] = values
        return self.kept[step] == values


@contextmanager
def sitting(mirror: Mirror) -> Iterator[Sitting]:
    """Ask a mirror many questions; what was kept for them is gone afterwards."""
    with mirror.lock:
        kept = dict(mirror.kept)
        asked = Sitting(mirror.folder, mirror.manifest, mirror.connection, mirror.limits, mirror.lock, kept)
        try:
            yield asked
        finally:
            for step in asked.kept.keys() - mirror.kept.keys():
                # A question that was stopped has already taken its whole transaction with it.
                with suppress(duckdb.TransactionException):
                    mirror.connection.execute(f"DROP TABLE IF EXISTS {step}")
