"""What SQL a request runs, as shapes: the text without its literals, so that two values give one shape."""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
from django.db import connection

# A literal as SQL reads it: text with doubled quotes, then numbers. What stands outside is the statement's shape.
_TEXT = re.compile(r"'(?:[^']|'')*'")
_NUMBER = re.compile(r"(?<![\w$])-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b")
_LIST = re.compile(r"\((?:\s*(?:\?|%s)\s*,)*\s*(?:\?|%s)\s*\)(?:\s*,\s*\((?:\s*(?:\?|%s)\s*,?)*\))*")
_SAVEPOINT = re.compile(r'(SAVEPOINT|TO SAVEPOINT|RELEASE SAVEPOINT) "?\w+"?')


def shape_of(sql: str) -> str:
    """The statement with every literal, and every list of them, as one mark."""
    text = _NUMBER.sub("?", _TEXT.sub("?", sql))
    return " ".join(_SAVEPOINT.sub(r"\1", _LIST.sub("(?)", text)).split())


class Listening:
    """A DuckDB connection that tells what it is asked; everything else is the real one."""

    def __init__(self, real: Any, heard: Callable[[str], None]) -> None:
        self._real, self._heard = real, heard

    def execute(self, query: Any, *places: Any, **named: Any) -> Any:
        """Tell, then ask."""
        self._heard(str(query))
        return self._real.execute(query, *places, **named)

    def cursor(self) -> "Listening":
        """Another connection to the same database."""
        return Listening(self._real.cursor(), self._heard)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@contextmanager
def listening() -> Iterator[set[str]]:
    """The shapes of every statement run meanwhile, on the record and on the mirror, failed ones among them."""
    shapes: set[str] = set()

    def heard(sql: str) -> None:
        shapes.add(shape_of(sql))

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        heard(sql)
        return execute(sql, params, many, context)

    connect = duckdb.connect
    duckdb.connect = lambda *places, **named: Listening(connect(*places, **named), heard)
    try:
        with connection.execute_wrapper(wrapper):
            yield shapes
    finally:
        duckdb.connect = connect


BENIGN = (
    "", "a", "1", "0", "3", "lead", "team", "own.lead@alpha.example", "Alpha Pumps", "own lead", "crm", "leads",
    "2026-10-01", "2026-11-20", "2030-01-01", "everything", "this-month", "last-month", "true", "false", "email",
    "x y z", "beta.example", "-1", "999999", "marketing", "sales", "q1",
)  # fmt: skip
_QUOTES = ("'", '"', "''", "`", "\\'", "%27", "$$", "')", '")', "'))", "\u02bc", "\uff07")
_WORDS = (
    "OR 1=1", "AND 1=0", "UNION SELECT NULL,NULL", "; DROP TABLE teams_user", "ORDER BY 9", "LIMIT 1 OFFSET 2",
    "|| (SELECT 1)", "AND (SELECT count(*) FROM teams_user)>0", "::text", "ASC", "DESC", "NULLS FIRST", "IN (1,2)",
    "LIKE '%'", "BETWEEN 1 AND 2", "ESCAPE '!'", "password", "digest", "owner__email", "-created_at", "?", "%s",
    "%(a)s", "{0}",
    "read_csv('/etc/passwd')", "pg_sleep(9)", "sqlite_version()", "ATTACH ':memory:' AS x", "1e308", "0x41",
)  # fmt: skip
_ENDS = ("--", "-- -", "/*", "*/", "#", ";", "\x00", "\n", "", "", ")")
NAMES = (
    "order_by", "sort", "order", "filter", "fields", "group", "id__in", "email__contains", "owner__startswith", "pk",
    "_connector", "_negated", "search__regex", "account__name", "limit", "where", "select", "having", "dir",
)  # fmt: skip


def injection(draw: random.Random) -> str:
    """A value that would change a statement, were it ever part of its text."""
    parts = [draw.choice(BENIGN), draw.choice(_QUOTES), draw.choice(_WORDS), draw.choice(_ENDS)]
    if draw.random() < 0.4:
        parts += [draw.choice(_QUOTES), draw.choice(_WORDS)]
    if draw.random() < 0.2:
        draw.shuffle(parts)
    return draw.choice(("", " ", "/**/", "\t")).join(parts)
