"""Nodes to typed values, collecting every issue instead of stopping at the first."""

import re
from decimal import Decimal
from enum import StrEnum
from typing import Any

from accord.agreement.nearest import nearest
from accord.agreement.nodes import Mapping, Node, Scalar, Sequence
from accord.agreement.shape import Document
from accord.agreement.shape.table import Table
from accord.agreement.types import choices, is_clause, item_of, layout, row_of
from accord.vocabulary.issues import Issue, Level
from accord.vocabulary.quantity import Quantity
from accord.vocabulary.words import Word

FORMAT = 1
# What a typed text is called in a sentence, one and several of it.
_CALLED = {
    "Duration": ("a duration", "durations"),
    "Share": ("a share", "shares"),
    "Rate": ("a number in a time", "numbers in a time"),
    "OutOf": ("a part of a whole", "parts of a whole"),
    "Odds": ("a chance", "chances"),
    "Until": ("an end", "ends"),
    "Hours": ("a span of hours", "spans of hours"),
    "Weekdays": ("days of the week", "days of the week"),
    "Day": ("a day", "days"),
    "Ident": ("a short name", "short names"),
    "Zone": ("a time zone", "time zones"),
    "Currency": ("a currency", "currencies"),
    "Country": ("a country", "countries"),
    "Reference": ("the path of a clause", "paths of clauses"),
}


class _Bad:
    """Marks a value that could not be read; its issue is already written down."""


BAD = _Bad()


class Reader:
    """Reads one document; afterwards `issues` and `lines` are complete."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []
        self.lines: dict[str, int] = {}

    def document(self, root: Mapping) -> Document | None:
        """The document, or None when any clause could not be read."""
        found = self.value(root, Document, "")
        if not isinstance(found, Document):
            return None
        if found.format != FORMAT:
            line = self.lines.get("format", 1)
            sentence = f"format {found.format} is newer than this release, which reads format {FORMAT}"
            self.error(
                "text.unknown_format", sentence, "upgrade Accord, or write `format: 1`", "format", line
            )
        found.lines.update(self.lines)
        return None if self.issues else found

    def error(self, code: str, sentence: str, remedy: str, path: str, line: int) -> _Bad:
        """Writes an issue down and marks the value as not read."""
        self.issues.append(Issue(Level.error, code, sentence, remedy, path, line))
        return BAD

    def value(self, node: Node, kind: Any, path: str) -> Any:
        """The value of a node read as a type; BAD with an issue when it does not fit."""
        self.lines.setdefault(path, node.span.line)
        kinds = choices(kind)
        if isinstance(node, Sequence):
            for each in kinds:
                if (item := item_of(each)) is not None:
                    return self._list(node, item, path)
        elif isinstance(node, Mapping):
            for each in kinds:
                if is_clause(each):
                    return self._clause(node, each, path)
                if (row := row_of(each)) is not None:
                    return self._table(node, row, path)
        else:
            for each in kinds:
                if (found := read_scalar(node, each)) is not None:
                    return found
        sentence = f"{path or 'the document'} should be {expected(kind)}, not {_shown(node)}"
        return self.error("clause.wrong_kind", sentence, f"write {expected(kind)}", path, node.span.line)

    def _list(self, node: Sequence, item: Any, path: str) -> Any:
        found = []
        for at, each in enumerate(node.items):
            found.append(self.value(each, item, f"{path}.{item_name(each, at)}"))
        names = [item_name(each, at) for at, each in enumerate(node.items)]
        for at, name in enumerate(names):
            if name in names[:at]:
                sentence = f'two parts of {path} have the id "{name}"'
                self.error("clause.same_id", sentence, "give each its own id", path, node.items[at].span.line)
        return BAD if BAD in found else tuple(found)

    def _table(self, node: Mapping, row: Any, path: str) -> Any:
        found = {}
        for entry in node.entries:
            where = f"{path}.{entry.key.text}"
            self.lines[where] = entry.key.span.line
            found[entry.key.text] = self.value(entry.value, row, where)
        return BAD if any(each is BAD for each in found.values()) else Table(found)

    def _clause(self, node: Mapping, kind: type, path: str) -> Any:
        slots, others = layout(kind)
        found: dict[str, Any] = {}
        rest: dict[str, Any] = {}
        for entry in node.entries:
            name = entry.key.text
            where = f"{path}.{name}" if path else name
            self.lines[where] = entry.key.span.line
            if (slot := slots.get(name)) is not None:
                found[slot.name] = self.value(entry.value, slot.type, where)
            elif others is not None:
                rest[name] = self.value(entry.value, row_of(others.type), where)
            else:
                self._unknown(name, list(slots), where, entry.key.span.line)
        if others is not None:
            found[others.name] = BAD if any(each is BAD for each in rest.values()) else Table(rest)
        for slot in slots.values():
            if slot.needed and slot.name not in found:
                sentence = f'{path or "the document"} has no "{slot.key}"'
                remedy = f"add `{slot.key}:` with {expected(slot.type)}"
                found[slot.name] = self.error("clause.missing", sentence, remedy, path, node.span.line)
        return BAD if any(each is BAD for each in found.values()) else kind(**found)

    def _unknown(self, name: str, known: list[str], path: str, line: int) -> None:
        near = nearest(name, known)
        sentence = f'"{path}" is no clause of format {FORMAT}'
        remedy = f'did you mean "{near}"?' if near else f"delete it; known here: {', '.join(sorted(known))}"
        self.error("clause.unknown_key", sentence, remedy, path, line)


def item_name(node: Node, at: int) -> str:
    """How a list's item is called in a path: by its id, else by its position."""
    if isinstance(node, Mapping):
        for entry in node.entries:
            if entry.key.text == "id" and isinstance(entry.value, Scalar):
                return entry.value.text
    return str(at)


def read_scalar(node: Scalar, kind: Any) -> Any | None:
    """The value of a scalar as one type, None when it is not of that type."""
    text = node.text
    if kind is str:
        return text
    if kind is int:
        return int(text) if node.plain and re.fullmatch(r"-?[0-9]{1,12}", text) else None
    if kind is Decimal:
        return Decimal(text) if node.plain and re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", text) else None
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(text) if text in [each.value for each in kind] else None
    if isinstance(kind, type) and issubclass(kind, Quantity | Word):
        return kind.read(text)
    return None


def expected(kind: Any) -> str:
    """A type in words, with an example where one helps."""
    return " or ".join(_expected(each) for each in choices(kind))


def _expected(kind: Any) -> str:
    if item_of(kind) is not None:
        return f"a list of {_plural(item_of(kind))}"
    if is_clause(kind) or row_of(kind) is not None:
        return "a group of keys"
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return " or ".join(f'"{each.value}"' for each in kind)
    if isinstance(kind, type) and issubclass(kind, Quantity | Word):
        return f"{_CALLED[kind.__name__][0]} such as {kind.EXAMPLE}"
    return {str: "a text", int: "a whole number", Decimal: "a number"}.get(kind, "another value")


def _plural(kind: Any) -> str:
    return " or ".join(_several(each) for each in choices(kind))


def _several(kind: Any) -> str:
    if is_clause(kind) or row_of(kind) is not None:
        return "groups of keys"
    if isinstance(kind, type) and issubclass(kind, Quantity | Word):
        return f"{_CALLED[kind.__name__][1]} such as {kind.EXAMPLE}"
    return {str: "texts", int: "whole numbers", Decimal: "numbers"}.get(kind) or _expected(kind)


def _shown(node: Node) -> str:
    if isinstance(node, Scalar):
        return f'"{node.text[:40]}"'
    return "a list" if isinstance(node, Sequence) else "a group of keys"
