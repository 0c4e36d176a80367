"""The document to text again: one canonical form, without comments, that reads back to the same document."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from accord.agreement.scalars import quote, quote_text
from accord.agreement.shape import Document
from accord.agreement.shape.table import Table
from accord.agreement.types import is_clause, layout
from accord.vocabulary.quantity import Quantity


def to_text(document: Document) -> str:
    """The canonical text: keys in the order of the format, defaults left out, one value a line."""
    return "\n".join([f"format: {document.format}", *_rows(_pairs(document), 0)]) + "\n"


def scalar_text(value: Any) -> str:
    """One value as a YAML scalar, quoted where a reader could misread it."""
    if isinstance(value, bool):
        raise TypeError("the format has no booleans")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Quantity | StrEnum):
        return quote(str(value))
    return quote_text(str(value))


def is_scalar(value: Any) -> bool:
    """Whether the value stands in one scalar."""
    return not isinstance(value, Table | tuple) and not is_clause(type(value))


def _pairs(clause: Any) -> list[tuple[str, Any]]:
    """Keys and values of a clause or table; what equals its default is left out."""
    if isinstance(clause, Table):
        return list(clause.items())
    slots, others = layout(type(clause))
    found = [
        (slot.key, getattr(clause, slot.name))
        for slot in slots.values()
        if slot.key != "format" and (slot.needed or getattr(clause, slot.name) != slot.default)
    ]
    return found + (list(getattr(clause, others.name).items()) if others else [])


def _rows(pairs: list[tuple[str, Any]], depth: int) -> list[str]:
    rows: list[str] = []
    for key, value in pairs:
        head = f"{' ' * depth}{quote_text(key)}:"
        if is_scalar(value):
            rows.append(f"{head} {scalar_text(value)}")
        elif isinstance(value, tuple) and all(is_scalar(each) for each in value):
            rows.append(f"{head} [{', '.join(scalar_text(each) for each in value)}]")
        elif isinstance(value, tuple):
            rows.append(head)
            for each in value:
                rows += _item(_pairs(each), depth + 2)
        elif inner := _pairs(value):
            rows += [head, *_rows(inner, depth + 2)]
        else:
            rows.append(head + " {}")
    return rows


def _item(pairs: list[tuple[str, Any]], depth: int) -> list[str]:
    """One clause in a list: the dash takes the place of the first row's indentation."""
    rows = _rows(pairs, depth + 2)
    if not rows:
        return [" " * depth + "- {}"]
    return [" " * depth + "- " + rows[0].lstrip(), *rows[1:]]
