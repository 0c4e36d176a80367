"""JSON Schema of the agreement, generated from the shape, so that editors complete and check it."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from accord.agreement.reading import FORMAT
from accord.agreement.shape import Document
from accord.agreement.types import choices, is_clause, item_of, layout, row_of
from accord.vocabulary.quantity import Quantity
from accord.vocabulary.words import Word

Schema = dict[str, Any]


def schema() -> Schema:
    """JSON Schema (draft 2020-12) of an agreement document."""
    parts: dict[str, Schema] = {}
    root = _clause(Document, parts)
    root["properties"]["format"] = {"const": FORMAT, "default": FORMAT}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Accord agreement, format {FORMAT}",
        **root,
        "$defs": dict(sorted(parts.items())),
    }


def _clause(kind: type, parts: dict[str, Schema]) -> Schema:
    slots, others = layout(kind)
    return {
        "type": "object",
        "description": (kind.__doc__ or "").split("\n")[0],
        "properties": {slot.key: _any(slot.type, parts) for slot in slots.values()},
        "required": [slot.key for slot in slots.values() if slot.needed],
        "additionalProperties": _any(row_of(others.type), parts) if others else False,
    }


def _any(kind: Any, parts: dict[str, Schema]) -> Schema:
    found = [_one(each, parts) for each in choices(kind)]
    return found[0] if len(found) == 1 else {"anyOf": found}


def _one(kind: Any, parts: dict[str, Schema]) -> Schema:
    if (item := item_of(kind)) is not None:
        return {"type": "array", "items": _any(item, parts)}
    if (row := row_of(kind)) is not None:
        return {"type": "object", "additionalProperties": _any(row, parts)}
    if is_clause(kind):
        if kind.__name__ not in parts:
            parts[kind.__name__] = {}
            parts[kind.__name__] = _clause(kind, parts)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    if issubclass(kind, StrEnum):
        return {"enum": [each.value for each in kind]}
    if issubclass(kind, Quantity | Word):
        return {"type": "string", "pattern": f"^(?:{kind.PATTERN})$", "examples": [kind.EXAMPLE]}
    return {"type": {str: "string", int: "integer", Decimal: "number"}[kind]}
