"""SOQL, the subset the connectors use: read into a tree.

SELECT fields, parent relations, FIELDS(...), COUNT() and aggregates, child subqueries; FROM; WHERE with AND, OR, NOT,
= != < <= > >= LIKE IN NOT IN, semi-joins, date literals; GROUP BY, ORDER BY ... NULLS, LIMIT, OFFSET. Source: SOQL and
SOSL Reference, "SOQL SELECT Syntax".
"""

import re
from dataclasses import dataclass
from typing import Any

from twins.salesforce.errors import SalesforceError

TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>'(?:[^'\\]|\\.)*')
    | (?P<moment>\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))?)
    | (?P<number>[+-]?\d+(?:\.\d+)?)
    | (?P<word>[A-Za-z_][A-Za-z0-9_.]*(?::\d+)?)
    | (?P<sign><=|>=|!=|<>|[=<>(),])
    )""",
    re.X,
)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
AGGREGATES = ("COUNT", "COUNT_DISTINCT", "MIN", "MAX", "SUM", "AVG")
DATE_LITERAL = re.compile(
    r"(TODAY|YESTERDAY|TOMORROW|THIS_WEEK|LAST_WEEK|THIS_MONTH|LAST_MONTH|THIS_YEAR|LAST_YEAR"
    r"|(LAST|NEXT)_N_(DAYS|WEEKS|MONTHS|YEARS):\d+|LAST_90_DAYS)$",
    re.I,
)


@dataclass(frozen=True)
class Literal:
    """A value with its kind: text, number, moment, boolean, null, range (a date literal)."""

    kind: str
    value: Any


@dataclass(frozen=True)
class Compare:
    """field operator literal(s) or, for IN, possibly a semi-join."""

    path: str
    operator: str
    values: tuple[Literal, ...] = ()
    query: "Query | None" = None
    at: int = 0


@dataclass(frozen=True)
class Joined:
    """AND, OR or NOT over conditions."""

    how: str
    parts: tuple[Any, ...]


@dataclass(frozen=True)
class Selected:
    """One thing selected: a path, an aggregate of one, FIELDS(group), or a child query."""

    path: str
    function: str = ""
    alias: str = ""
    child: "Query | None" = None
    at: int = 0


@dataclass(frozen=True)
class Order:
    """One key of ORDER BY."""

    path: str
    down: bool
    nulls_last: bool


@dataclass(frozen=True)
class Query:
    """A whole query."""

    selected: tuple[Selected, ...]
    source: str
    where: Any
    groups: tuple[str, ...]
    orders: tuple[Order, ...]
    limit: int | None
    offset: int
    text: str
    source_at: int = 0


def malformed(message: str) -> SalesforceError:
    """The vendor's error for text that is no SOQL."""
    return SalesforceError(400, "MALFORMED_QUERY", message)


def at_text(text: str, place: int, message: str) -> str:
    """The message with the place shown, as the vendor's errors do."""
    start = max(0, place - 40)
    around = " ".join(text[start : place + 40].split("\n"))
    return f"\n{around}\n{' ' * (place - start)}^\nERROR at Row:1:Column:{place + 1}\n{message}"


def unquoted(raw: str) -> str:
    """The value of a quoted SOQL text."""
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m.group(1), m.group(1)), raw[1:-1], flags=re.S)


class Reader:
    """Recursive descent over the tokens."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []
        place, end = 0, len(text.rstrip())
        while place < end:
            match = TOKEN.match(text, place)
            if not match or not match.lastgroup:
                raise malformed(at_text(text, place, f"unexpected token: '{text[place : place + 1]}'"))
            kind = match.lastgroup
            self.tokens.append((kind, match.group(kind), match.start(kind)))
            place = match.end()
        self.n = 0

    def peek(self, ahead: int = 0) -> tuple[str, str, int]:
        """The token to come; an empty one at the end."""
        n = self.n + ahead
        return self.tokens[n] if n < len(self.tokens) else ("end", "<EOF>", len(self.text))

    def is_word(self, *words: str) -> bool:
        """Are the next tokens these words?"""
        return all(self.peek(n)[1].upper() == word for n, word in enumerate(words))

    def take(self) -> tuple[str, str, int]:
        """The next token, used up."""
        token = self.peek()
        self.n += 1
        return token

    def fail(self) -> SalesforceError:
        """Unexpected token here."""
        _, text, place = self.peek()
        return malformed(at_text(self.text, place, f"unexpected token: '{text}'"))

    def need(self, *words: str) -> None:
        """Use up these words or fail."""
        if not self.is_word(*words):
            raise self.fail()
        self.n += len(words)

    def name(self) -> tuple[str, int]:
        """A field path, object name or alias."""
        kind, text, place = self.peek()
        if kind != "word":
            raise self.fail()
        self.n += 1
        return text, place

    def query(self) -> Query:
        """A query up to its end or a closing bracket."""
        self.need("SELECT")
        selected = [self.selected()]
        while self.peek()[1] == ",":
            self.take()
            selected.append(self.selected())
        self.need("FROM")
        source, source_at = self.name()
        if self.peek()[0] == "word" and not self._clause():
            self.take()
        where = None
        if self.is_word("WHERE"):
            self.take()
            where = self.condition()
        groups: list[str] = []
        if self.is_word("GROUP", "BY"):
            self.n += 2
            groups = self.names()
        orders = self.orders()
        limit = self.count("LIMIT")
        offset = self.count("OFFSET") or 0
        if self.is_word("ALL", "ROWS"):
            self.n += 2
        return Query(
            tuple(selected), source, where, tuple(groups), orders, limit, offset, self.text, source_at
        )

    def _clause(self) -> bool:
        return self.peek()[1].upper() in (
            "WHERE",
            "GROUP",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "ALL",
            "FOR",
            "USING",
            "WITH",
        )

    def names(self) -> list[str]:
        """Names between commas."""
        found = [self.name()[0]]
        while self.peek()[1] == ",":
            self.take()
            found.append(self.name()[0])
        return found

    def selected(self) -> Selected:
        """One thing of the SELECT list."""
        if self.peek()[1] == "(":
            place = self.take()[2]
            child = self.query()
            self.need(")")
            return Selected("", child=child, at=place)
        text, place = self.name()
        if self.peek()[1] != "(":
            alias = ""
            if self.peek()[0] == "word" and not self.is_word("FROM"):
                alias = self.name()[0]
            return Selected(text, alias=alias, at=place)
        function = text.upper()
        if function not in (*AGGREGATES, "FIELDS", "FORMAT", "TOLABEL"):
            raise self.fail()
        self.take()
        inner = "" if self.peek()[1] == ")" else self.name()[0]
        self.need(")")
        alias = self.name()[0] if self.peek()[0] == "word" and not self.is_word("FROM") else ""
        return Selected(inner, function, alias, at=place)

    def condition(self) -> Any:
        """A condition: parts joined by AND, or by OR; mixing needs brackets, as the vendor demands."""
        parts = [self.part()]
        how = ""
        while self.is_word("AND") or self.is_word("OR"):
            word = self.peek()[1].upper()
            if how and word != how:
                raise self.fail()
            how = word
            self.take()
            parts.append(self.part())
        return Joined(how, tuple(parts)) if how else parts[0]

    def part(self) -> Any:
        """One comparison, NOT, or a bracketed condition."""
        if self.is_word("NOT"):
            self.take()
            return Joined("NOT", (self.part(),))
        if self.peek()[1] == "(":
            self.take()
            inner = self.condition()
            self.need(")")
            return inner
        path, place = self.name()
        if self.is_word("NOT", "IN"):
            self.n += 2
            return self.members(path, "NOT IN", place)
        if self.is_word("IN"):
            self.take()
            return self.members(path, "IN", place)
        if self.is_word("INCLUDES") or self.is_word("EXCLUDES"):
            return self.members(path, self.take()[1].upper(), place)
        if self.is_word("LIKE"):
            self.take()
            return Compare(path, "LIKE", (self.literal(),), at=place)
        if self.peek()[0] != "sign" or self.peek()[1] in "(),":
            raise self.fail()
        sign = self.take()[1].replace("<>", "!=")
        return Compare(path, sign, (self.literal(),), at=place)

    def members(self, path: str, operator: str, place: int) -> Compare:
        """The bracketed list, or semi-join, of IN."""
        self.need("(")
        if self.is_word("SELECT"):
            query = self.query()
            self.need(")")
            return Compare(path, operator, query=query, at=place)
        values = [self.literal()]
        while self.peek()[1] == ",":
            self.take()
            values.append(self.literal())
        self.need(")")
        return Compare(path, operator, tuple(values), at=place)

    def literal(self) -> Literal:
        """One value."""
        kind, text, _ = self.peek()
        if kind == "text":
            value = Literal("text", unquoted(text))
        elif kind == "moment":
            value = Literal("moment", text)
        elif kind == "number":
            value = Literal("number", float(text))
        elif text.upper() in ("TRUE", "FALSE"):
            value = Literal("boolean", text.upper() == "TRUE")
        elif text.upper() == "NULL":
            value = Literal("null", None)
        elif kind == "word" and DATE_LITERAL.match(text):
            value = Literal("range", text.upper())
        else:
            raise self.fail()
        self.take()
        return value

    def orders(self) -> tuple[Order, ...]:
        """ORDER BY, if any; nulls come first unless said otherwise, in both directions."""
        if not self.is_word("ORDER", "BY"):
            return ()
        self.n += 2
        found = [self.order()]
        while self.peek()[1] == ",":
            self.take()
            found.append(self.order())
        return tuple(found)

    def order(self) -> Order:
        """One key of ORDER BY."""
        path = self.name()[0]
        down = self.is_word("DESC")
        if down or self.is_word("ASC"):
            self.take()
        last = False
        if self.is_word("NULLS"):
            self.take()
            last = self.is_word("LAST")
            self.take()
        return Order(path, down, last)

    def count(self, word: str) -> int | None:
        """The number behind LIMIT or OFFSET."""
        if not self.is_word(word):
            return None
        self.take()
        kind, text, _ = self.peek()
        if kind != "number" or not text.isdigit():
            raise self.fail()
        self.take()
        return int(text)


def read_query(text: str) -> Query:
    """A query's tree; MALFORMED_QUERY for anything else."""
    reader = Reader(text)
    query = reader.query()
    if reader.peek()[0] != "end":
        raise reader.fail()
    return query
