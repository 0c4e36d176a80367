"""One broken promise: what, where, what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation with its rows: at most the first twenty, `count` says how many there are.

    A `warning` breaks no promise of the record: it says what operations should do before something is lost.
    """

    code: str
    sentence: str
    remedy: str
    count: int
    rows: tuple[str, ...]
    level: str = "error"

    def __str__(self) -> str:
        more = ", ..." if self.count > len(self.rows) else ""
        where = f": {', '.join(self.rows)}{more}" if self.rows else ""
        said = f"{self.count} {self.sentence}" if self.level == "error" else self.sentence
        return f"{self.level:<6} {self.code} - {said}{where}\ntry    {self.remedy}"


def finding(code: str, sentence: str, remedy: str, rows: Iterable[object]) -> list[Finding]:
    """The finding these rows make; none without rows."""
    found = [str(row) for row in rows]
    return [Finding(code, sentence, remedy, len(found), tuple(found[:SHOWN]))] if found else []


def ask(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The rows of a question to the record."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall())


def find(code: str, sentence: str, remedy: str, statement: str, values: Sequence[Any] = ()) -> list[Finding]:
    """The finding of a question that should have no answer; its first column names the rows."""
    return finding(code, sentence, remedy, (row[0] for row in ask(statement, values)))
