"""The types that clauses are made of, taken apart once: reading, writing, schema and forms share this."""

import dataclasses
import types
import typing
from functools import cache
from typing import Any, NamedTuple

from accord.agreement.shape.keys import key_of
from accord.agreement.shape.table import Table


class Slot(NamedTuple):
    """One field of a clause: its name in Python, its key in the text, its type, and whether it must stand."""

    name: str
    key: str
    type: Any
    needed: bool
    default: Any


class Layout(NamedTuple):
    """The fields of a clause, and the one that gathers all other keys."""

    slots: dict[str, Slot]
    others: Slot | None


def layout(kind: Any) -> Layout:
    """How a clause's class stands in the text."""
    return _layout(kind)


@cache
def _layout(kind: Any) -> Layout:
    hints = typing.get_type_hints(kind)
    slots: dict[str, Slot] = {}
    others: Slot | None = None
    for each in dataclasses.fields(kind):
        if each.metadata.get("unwritten"):
            continue
        needed = each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
        default = None if needed else each.default
        slot = Slot(each.name, key_of(each), hints[each.name], needed, default)
        if each.metadata.get("others"):
            others = slot._replace(default=Table())
        else:
            slots[slot.key] = slot
    return Layout(slots, others)


def choices(kind: Any) -> tuple[Any, ...]:
    """The members of a union without None, or the type alone."""
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        return tuple(each for each in typing.get_args(kind) if each is not type(None))
    return (kind,)


def item_of(kind: Any) -> Any | None:
    """The type of a list's items, None when the type is no list."""
    return typing.get_args(kind)[0] if typing.get_origin(kind) is tuple else None


def row_of(kind: Any) -> Any | None:
    """The type of a table's values, None when the type is no table."""
    return typing.get_args(kind)[0] if typing.get_origin(kind) is Table else None


def is_clause(kind: Any) -> bool:
    """Whether the type is a clause with keys of its own."""
    return dataclasses.is_dataclass(kind) and isinstance(kind, type) and not hasattr(kind, "PATTERN")
