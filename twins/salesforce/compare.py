"""Comparing, ordering and totting up the values of a query. Source: SOQL and SOSL Reference, "Comparison Operators"."""

import re
from collections.abc import Callable
from typing import Any

from twins.common.clock import read_moment
from twins.common.store import Row
from twins.salesforce import dates
from twins.salesforce.soql import Compare, Joined, malformed
from twins.salesforce.values import NUMBERS

Getter = Callable[[Row], Any]
Test = Callable[[Row], bool]
TEXTS = (
    "string",
    "picklist",
    "email",
    "phone",
    "url",
    "combobox",
    "id",
    "reference",
    "time",
    "multipicklist",
)


def kind_shown(kind: str) -> str:
    """The vendor's word for a field type."""
    return {"datetime": "dateTime", "id": "ID", "reference": "reference"}.get(kind, kind)


def sortable(value: Any) -> Any:
    """A key that orders values of one field, nulls first, text without regard to case."""
    if value is None:
        return (0, "")
    if isinstance(value, (bool, int, float)):
        return (1, value)
    return (2, str(value).lower(), str(value))


def lowest(condition: Any) -> tuple[str, str] | None:
    """A field and the moment in the stored spelling before which no row fits; None where nothing says so."""
    if isinstance(condition, Joined):
        found = [lowest(part) for part in condition.parts]
        bounds = [one for one in found if one is not None]
        if condition.how == "AND":
            return bounds[0] if bounds else None
        same_field = len({path.lower() for path, _ in bounds}) == 1
        return min(bounds) if condition.how == "OR" and same_field and len(bounds) == len(found) else None
    if not isinstance(condition, Compare) or condition.operator not in (">", ">=", "="):
        return None
    value = condition.values[0] if condition.values else None
    if value is None or value.kind != "moment" or "T" not in value.value:
        return None
    return condition.path, dates.exact(read_moment(value.value))


def aggregated(function: str, values: list[Any]) -> Any:
    """COUNT, MIN, SUM, ... of the values that are not null."""
    if function == "COUNT":
        return len(values)
    if function == "COUNT_DISTINCT":
        return len(set(values))
    if not values:
        return None
    if function in ("MIN", "MAX"):
        return (min if function == "MIN" else max)(values)
    return sum(values) / (len(values) if function == "AVG" else 1)


def compared(compare: Compare, kind: str, get: Getter, values: list[Any]) -> Test:
    """A function from a record to whether it fits one comparison; text is compared without regard to case."""
    text = kind not in (*NUMBERS, "boolean", "date", "datetime", "id", "reference")

    def normal(value: Any) -> Any:
        return value.lower() if text and isinstance(value, str) else value

    operator, value = compare.operator, values[0]
    if operator in ("IN", "NOT IN"):
        among = set(values)
        inside = operator == "IN"
        return lambda row: (normal(get(row)) in among) is inside
    if operator == "LIKE":
        pattern = re.compile(
            "".join({"%": ".*", "_": "."}.get(c, re.escape(c)) for c in str(value)), re.I | re.S
        )
        return lambda row: bool(pattern.fullmatch(str(get(row) or "")))
    if isinstance(value, dates.Range):
        return lambda row: value.fits(get(row), operator)
    if operator in ("=", "!="):
        same = operator == "="
        return lambda row: (normal(get(row)) == value) is same
    if value is None:
        raise malformed(f"invalid operator {operator} with null")
    order: dict[str, Callable[[Any, Any], bool]] = {
        "<": lambda a, b: a < b,
        "<=": lambda a, b: a <= b,
        ">": lambda a, b: a > b,
        ">=": lambda a, b: a >= b,
    }
    test = order[operator]
    return lambda row: (found := normal(get(row))) is not None and test(found, value)
