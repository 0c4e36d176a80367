"""The agreement as form fields, and edits that change one value and leave every other character alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from accord.agreement.nodes import Mapping as Group
from accord.agreement.nodes import Scalar, Span
from accord.agreement.parsing import parse
from accord.agreement.places import Place, find_place
from accord.agreement.reading import expected, read_scalar
from accord.agreement.scalars import quote_text
from accord.agreement.shape import Document
from accord.agreement.shape.table import Table
from accord.agreement.text import read_text
from accord.agreement.types import choices, is_clause, item_of, layout, row_of
from accord.agreement.writing import is_scalar, scalar_text
from accord.vocabulary.errors import Invalid
from accord.vocabulary.quantity import Quantity
from accord.vocabulary.words import Word

Value = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One value that a form can change; `value` is a list where the clause is one, `line` 0 where not set.

    `type` is text, number, duration, share, ..., or `choice`; `example` a text that fits, `pattern` its rule.
    """

    path: str
    label: str
    type: str
    value: Value
    line: int
    owner: str
    options: tuple[str, ...] = ()
    example: str = ""
    pattern: str = ""


def fields(document: Document) -> list[Field]:
    """Every value that stands in the document and every optional one that could, in the format's order."""
    return list(_fields(document, Document, "", document))


def _fields(value: Any, kind: Any, path: str, document: Document) -> Iterable[Field]:
    for each in choices(kind):
        if is_clause(each):
            if value is None:
                return
            slots, others = layout(each)
            prefix = f"{path}." if path else ""
            for slot in slots.values():
                yield from _fields(getattr(value, slot.name), slot.type, prefix + slot.key, document)
            rows = getattr(value, others.name) if others else Table()
            for key, row in rows.items():
                yield from _fields(row, row_of(others.type) if others else str, prefix + key, document)
            return
        if (row := row_of(each)) is not None:
            for key, inner in (value or {}).items():
                yield from _fields(inner, row, f"{path}.{key}", document)
            return
        if (item := item_of(each)) is not None and any(is_clause(one) for one in choices(item)):
            for at, one in enumerate(value or ()):
                yield from _fields(one, item, f"{path}.{getattr(one, 'id', at)}", document)
            return
    yield _field(value, kind, path, document)


def _field(value: Any, kind: Any, path: str, document: Document) -> Field:
    many = next((item for each in choices(kind) if (item := item_of(each)) is not None), None)
    first = choices(many if many is not None else kind)[0]
    shown: Value = tuple(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)
    line = document.lines.get(path, 0)
    label = path.rpartition(".")[2].replace("_", " ")
    options: tuple[str, ...] = ()
    name = {str: "text", int: "whole number", Decimal: "number"}.get(first, first.__name__.lower())
    if issubclass(first, StrEnum):
        name, options = "choice", tuple(each.value for each in first)
    typed = issubclass(first, Quantity | Word) and len(choices(kind)) == 1
    example, pattern = (first.EXAMPLE, first.PATTERN) if typed else ("", "")
    return Field(path, label, name, shown, line, owner(document, path), options, example, pattern)


def owner(document: Document, path: str) -> str:
    """Whose clause it is: the side that promises, whoever signs it alone, else both."""
    top = path.partition(".")[0]
    for side in ("marketing", "sales"):
        if top == f"{side}_promises":
            return side
    for side, signer in document.signed_by.items():
        if top in signer.clauses:
            return side
    return "both"


def apply(text: str, changes: Mapping[str, Value]) -> str:
    """The text with the values at these paths changed; comments, layout and all other values stay.

    Raises `Invalid` when a path is none of the format, a value does not fit, or the text cannot be read.
    """
    root, issues = read_text(text)
    if root is None or issues:
        first = issues[0]
        raise Invalid(first.code, first.sentence, first.remedy, issues)
    edits = sorted((_edit(root, text, path, value) for path, value in changes.items()), reverse=True)
    for start, end, written in edits:
        text = text[:start] + written + text[end:]
    parse(text).get_document()
    return text


def _edit(root: Group, text: str, path: str, value: Value) -> tuple[int, int, str]:
    """What to write instead of which characters."""
    place = find_place(root, path)
    if place is None:
        sentence = f'"{path}" is no clause that a form can change'
        raise Invalid("forms.unknown_path", sentence, "add the group around it in the text first", path=path)
    written = _written(place.kind, value, path)
    if place.node is None:
        return _insertion(text, place, written)
    was_quoted = isinstance(place.node, Scalar) and not place.node.plain
    if was_quoted and not written.startswith(('"', "[")):
        written = f'"{written}"'
    return place.node.span.start, place.node.span.end, written


def _insertion(text: str, place: Place, written: str) -> tuple[int, int, str]:
    """A new key at the end of its group, in the layout of the group."""
    group = place.group
    if not isinstance(group, Group):
        raise Invalid("forms.unknown_path", f'"{place.key}" cannot be added', "add it in the text")
    row = f"{quote_text(place.key)}: {written}"
    if not group.entries:
        at = group.span.start + 1
        return at, at, row
    if group.flow:
        at = group.entries[-1].value.span.end
        return at, at, f", {row}"
    first = group.entries[0].key.span.start
    indent = first - (text.rfind("\n", 0, first) + 1)
    end = text.find("\n", group.span.end)
    at = len(text) if end < 0 else end
    return at, at, "\n" + " " * indent + row


def _written(kind: Any, value: Value, path: str) -> str:
    """A value as it stands in YAML, after it was read as the clause's type."""
    if isinstance(value, tuple):
        item = next((found for each in choices(kind) if (found := item_of(each)) is not None), None)
        if item is None:
            raise _unfit(path, ", ".join(value), kind)
        return "[" + ", ".join(_written(item, each, path) for each in value) + "]"
    for each in choices(kind):
        found = read_scalar(Scalar(value, True, Span(0, 0, 0)), each)
        if found is not None and is_scalar(found):
            return scalar_text(found)
    raise _unfit(path, value, kind)


def _unfit(path: str, value: str, kind: Any) -> Invalid:
    sentence = f'{path} should be {expected(kind)}, not "{value[:60]}"'
    return Invalid("clause.wrong_kind", sentence, f"write {expected(kind)}", path=path)
