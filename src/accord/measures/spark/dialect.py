"""DuckDB's SQL as Spark's. What the translator changes silently or cannot say is written here, each with its macro.

The safeguard is not the translation: every measure that is reckoned on Spark has a test that both engines agree.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlglot
from sqlglot import exp

from accord.vocabulary.errors import Refused

Bound = Mapping[str, Any]
Read = Callable[[tuple[str, ...]], str]
_INSTANTS_AS = "%Y-%m-%d %H:%M:%S.%f"


def to_spark(text: str, bound: Bound, read: Read = str) -> str:
    """A DuckDB query in Spark's words, its parameters (`$zone`) written in. Raises `Refused` for what has no macro.

    `read` is told which Parquet files the query reads and answers with the table that holds them.
    """
    tree = _translated(text).copy()
    for call in list(tree.find_all(exp.ReadParquet)):
        files = tuple(each.name for each in call.find_all(exp.Literal) if each.is_string)
        call.parent.replace(exp.to_table(read(files)))
    for parameter in list(tree.find_all(exp.Placeholder, exp.Parameter)):
        name = parameter.name
        if name not in bound:
            raise Refused("spark.unbound", f"the question binds no value to ${name}", "give it one")
        parameter.replace(_literal(bound[name]))
    return str(tree.sql(dialect="spark"))


@cache
def _translated(text: str) -> exp.Expr:
    tree = sqlglot.parse_one(text, read="duckdb")
    for step in tree.find_all(exp.CTE):
        step.set("materialized", None)  # how DuckDB is to go about it
    for node in reversed(list(tree.walk())):  # what is inside first
        macro = _MACROS.get(type(node))
        if macro and (made := macro(node)) is not node:
            tree = made if node is tree else tree
            node.replace(made)
    return tree


def _literal(value: Any) -> exp.Expr:
    if value is None:
        return exp.null()
    if isinstance(value, bool):
        return exp.true() if value else exp.false()
    if isinstance(value, datetime):
        return exp.cast(exp.Literal.string(value.strftime(_INSTANTS_AS)), "TIMESTAMPLTZ")
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    if isinstance(value, int | float):
        return exp.cast(exp.Literal.number(repr(value)), "BIGINT" if isinstance(value, int) else "DOUBLE")
    if isinstance(value, list | tuple):
        return _list(value)
    return exp.Literal.string(str(value))


def _list(values: list[Any] | tuple[Any, ...]) -> exp.Expr:
    """Long lists of numbers go in as one text: thousands of literals take seconds to plan."""
    if values and all(isinstance(each, int) and not isinstance(each, bool) for each in values):
        text = exp.Literal.string(",".join(map(str, values)))
        return exp.cast(exp.func("split", text, exp.Literal.string(",")), "ARRAY<BIGINT>")
    return exp.Array(expressions=[_literal(each) for each in values])


def _zoned(node: exp.Expr) -> exp.Expr:
    """`timezone(zone, timezone('UTC', moment))` is the wall clock there: a session in UTC keeps instants as UTC's."""
    if node.name.lower() != "timezone":
        return node
    zone, inner = node.expressions
    if isinstance(inner, exp.Anonymous) and inner.name.lower() == "timezone":
        return exp.func("from_utc_timestamp", inner.expressions[1].copy(), zone.copy())
    if isinstance(inner.parent, exp.Anonymous) and isinstance(node.parent, exp.Anonymous):
        return node  # the inner of two: the outer one has it
    return exp.func("to_utc_timestamp", inner.copy(), zone.copy())


def _microseconds(node: exp.Expr) -> exp.Expr:
    if node.name.lower() == "to_microseconds":
        zero = exp.Literal.number(0)
        count = exp.cast(node.expressions[0].copy(), "DECIMAL(18, 0)")
        return exp.func(
            "make_dt_interval",
            zero,
            zero,
            zero,
            exp.Div(this=count, expression=exp.Literal.number(1_000_000)),
        )
    if node.name.lower() == "epoch_us":
        return exp.func("unix_micros", node.expressions[0].copy())
    return _zoned(node)


def _quantile(node: exp.Expr) -> exp.Expr:
    """The translator would answer with an approximation."""
    return exp.Anonymous(this="percentile", expressions=[node.this.copy(), node.args["expression"].copy()])


def _instant(node: exp.Expr) -> exp.Expr:
    """Instants of one kind on both sides; the session is in UTC, so they read as the mirror's."""
    if node.this is exp.DataType.Type.TIMESTAMPNTZ:
        return exp.DataType.build("TIMESTAMPLTZ")
    return node


def _between(node: exp.Expr) -> exp.Expr:
    """Seconds between two instants: of the boundaries crossed, as DuckDB counts them."""
    if str(node.args.get("unit") or "").strip("'").upper() != "SECOND":
        return node
    seconds = [exp.func("unix_seconds", node.args[name].copy()) for name in ("this", "expression")]
    return exp.paren(exp.Sub(this=seconds[0], expression=seconds[1]))


def _number(node: exp.Expr) -> exp.Expr:
    """A number with a point is a double there when it is divided by; here it would make a decimal."""
    if node.is_string or "." not in node.name or isinstance(node.parent, exp.Cast):
        return node
    return exp.cast(node.copy(), "DOUBLE")


def _join(node: exp.Expr) -> exp.Expr:
    """ASOF: each row of the right holds until the next of its keys."""
    if str(node.args.get("method") or "").upper() != "ASOF":
        return node
    made, right = node.copy(), node.this
    keys, instant = _asof_keys(node.args["on"], right.alias_or_name)
    order = exp.Ordered(this=exp.column(instant))
    window = exp.Window(
        this=exp.Anonymous(this="lead", expressions=[exp.column(instant)]),
        partition_by=[exp.column(key) for key in keys],
        order=exp.Order(expressions=[order]),
    )
    source = (
        right.this if isinstance(right, exp.Subquery) else exp.select("*").from_(exp.to_table(right.name))
    )
    held = exp.select("*", exp.alias_(window, "held_until")).from_(
        exp.Subquery(this=source.copy(), alias="held")
    )
    made.set(
        "this", exp.Subquery(this=held, alias=exp.TableAlias(this=exp.to_identifier(right.alias_or_name)))
    )
    made.set("method", None)
    until = exp.column("held_until", right.alias_or_name)
    before = exp.LT(this=_left_instant(node.args["on"]).copy(), expression=until)
    open_end = exp.Is(this=until.copy(), expression=exp.null())
    made.set("on", exp.and_(node.args["on"].copy(), exp.or_(before, open_end)))
    return made


def _asof_keys(on: exp.Expr, alias: str) -> tuple[list[str], str]:
    parts = list(on.flatten()) if isinstance(on, exp.And) else [on]
    keys = [
        side.name
        for part in parts
        if isinstance(part, exp.EQ)
        for side in part.find_all(exp.Column)
        if side.table == alias
    ]
    instants = [part.expression.name for part in parts if isinstance(part, exp.GTE)]
    if len(instants) != 1:
        raise Refused("spark.asof", f"no macro says {on.sql('duckdb')} on Spark", "ask DuckDB")
    return keys, instants[0]


def _left_instant(on: exp.Expr) -> exp.Expr:
    found = (
        on if isinstance(on, exp.GTE) else next(part for part in on.flatten() if isinstance(part, exp.GTE))
    )
    side: exp.Expr = found.this
    return side


def _select(node: exp.Expr) -> exp.Expr:
    """Lists told side by side: one generator for all of them."""
    asked = node.expressions
    if not asked or not all(isinstance(each.unalias(), exp.Explode | exp.Unnest) for each in asked):
        return node
    lists = [_range(_of(each.unalias())) for each in asked]
    made = node.copy()
    if len(lists) == 1:
        one = exp.alias_(exp.Explode(this=lists[0]), asked[0].alias)
        made.set("expressions", [one])
        return made
    names = [exp.to_identifier(each.alias) for each in asked]
    zipped = exp.func("inline", exp.func("arrays_zip", *lists))
    made.set("expressions", [exp.Aliases(this=zipped, expressions=names)])
    return made


def _of(node: exp.Expr) -> exp.Expr:
    found: exp.Expr = node.expressions[0] if isinstance(node, exp.Unnest) else node.this
    return found


def _range(node: exp.Expr) -> exp.Expr:
    """`range` leaves its end out, a sequence does not."""
    if not isinstance(node, exp.GenerateSeries):
        return node.copy()
    step = node.args["step"].copy()
    end = exp.Sub(this=exp.paren(node.args["end"].copy()), expression=step.copy())
    return exp.Anonymous(this="sequence", expressions=[node.args["start"].copy(), end, step])


_MACROS: dict[type[exp.Expr], Any] = {
    exp.DataType: _instant,
    exp.Anonymous: _microseconds,
    exp.PercentileCont: _quantile,
    exp.Quantile: _quantile,
    exp.DateDiff: _between,
    exp.TimestampDiff: _between,
    exp.Literal: _number,
    exp.Join: _join,
    exp.Select: _select,
}
