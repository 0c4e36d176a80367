"""Where a clause's path leads in the text: its node, its type, or the group it would have to stand in."""

from typing import Any, NamedTuple

from accord.agreement.nodes import Mapping, Node, Sequence
from accord.agreement.reading import item_name
from accord.agreement.shape import Document
from accord.agreement.types import choices, is_clause, item_of, layout, row_of


class Place(NamedTuple):
    """A path followed as far as it goes: `node` is None where `key` would be a new key of `group`."""

    group: Mapping | None
    key: str
    node: Node | None
    kind: Any


def find_place(root: Mapping, path: str) -> Place | None:
    """The place of a path, None when the format has no such clause or the group around it is missing."""
    return _follow(root, Document, path)


def _follow(node: Node, kind: Any, path: str) -> Place | None:
    if isinstance(node, Sequence):
        item = next((found for each in choices(kind) if (found := item_of(each)) is not None), None)
        for at, each in enumerate(node.items):
            name = item_name(each, at)
            if path == name:
                return Place(None, name, each, item)
            if path.startswith(name + "."):
                return _follow(each, item, path[len(name) + 1 :])
        return None
    if not isinstance(node, Mapping):
        return None
    for entry in node.entries:
        name = entry.key.text
        if path == name or path.startswith(name + "."):
            inner = key_type(kind, name)
            if inner is None:
                return None
            if path == name:
                return Place(node, name, entry.value, inner)
            if (found := _follow(entry.value, inner, path[len(name) + 1 :])) is not None:
                return found
    inner = key_type(kind, path)
    return None if inner is None else Place(node, path, None, inner)


def key_type(kind: Any, key: str) -> Any | None:
    """The type that a key has in a group, None when the group has no such key."""
    for each in choices(kind):
        if is_clause(each):
            slots, others = layout(each)
            if key in slots:
                return slots[key].type
            if others is not None:
                return row_of(others.type)
        elif (row := row_of(each)) is not None:
            return row
    return None
