"""What changed between two agreements, in sentences: one a clause, in the order of the format."""

from dataclasses import dataclass
from typing import Any

from accord.agreement.shape import Document
from accord.agreement.shape.table import Table
from accord.agreement.types import is_clause, layout
from accord.agreement.writing import is_scalar


@dataclass(frozen=True, slots=True)
class Sentence:
    """One change: the clause's path, and what it said and says; empty where it was or is not there."""

    path: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"{self.path}: new, {self.after}"
        if not self.after:
            return f"{self.path}: removed, was {self.before}"
        return f"{self.path}: {self.before} -> {self.after}"


def diff(old: Document, new: Document) -> list[Sentence]:
    """Every change, empty exactly when the documents are equal."""
    return _clauses(old, new, "")


def _any(old: Any, new: Any, path: str) -> list[Sentence]:
    if old == new:
        return []
    if is_clause(type(old)) and type(old) is type(new):
        return _clauses(old, new, path)
    if isinstance(old, Table) and isinstance(new, Table) and old and new:
        return _tables(old, new, path)
    if isinstance(old, tuple) and isinstance(new, tuple) and any(is_clause(type(each)) for each in old + new):
        return _lists(old, new, path)
    return [_changed(_said(old), _said(new), path)]


def _changed(before: str, after: str, path: str) -> Sentence:
    """Of two rules with the same parts only the parts that differ are said."""
    left, right = before.split(" and "), after.split(" and ")
    if len(left) == len(right) > 1:
        pairs = [pair for pair in zip(left, right, strict=True) if pair[0] != pair[1]]
        before, after = (" and ".join(each) for each in zip(*pairs, strict=True))
    return Sentence(path, before, after)


def _clauses(old: Any, new: Any, path: str) -> list[Sentence]:
    slots, others = layout(type(old))
    prefix = f"{path}." if path else ""
    found: list[Sentence] = []
    for slot in slots.values():
        found += _any(getattr(old, slot.name), getattr(new, slot.name), prefix + slot.key)
    if others is not None:
        found += _tables(getattr(old, others.name), getattr(new, others.name), path)
    return found


def _tables(old: Table[Any], new: Table[Any], path: str) -> list[Sentence]:
    found: list[Sentence] = []
    for key in dict.fromkeys([*old, *new]):
        found += _any(old.get(key), new.get(key), f"{path}.{key}")
    return found + _order(list(old), list(new), path)


def _lists(old: tuple[Any, ...], new: tuple[Any, ...], path: str) -> list[Sentence]:
    """Items are the same when they have the same id, else the same rule, else the same place."""
    before, after = named(old), named(new)
    found: list[Sentence] = []
    for name in dict.fromkeys([*before, *after]):
        found += _any(before.get(name), after.get(name), f"{path}.{name}")
    return found + _order(list(before), list(after), path)


def named(items: tuple[Any, ...]) -> dict[str, Any]:
    """The items of a list by what makes them the same in two documents."""
    found: dict[str, Any] = {}
    for at, each in enumerate(items):
        name = str(getattr(each, "id", None) or getattr(each, "when", None) or at)
        found[name if name not in found else f"{name} ({at})"] = each
    return found


def _order(old: list[str], new: list[str], path: str) -> list[Sentence]:
    """A sentence when what both have stands in another order."""
    before = [each for each in old if each in new]
    after = [each for each in new if each in old]
    if before == after:
        return []
    return [Sentence(path, "order " + ", ".join(before), "order " + ", ".join(after))]


def _said(value: Any) -> str:
    """A value in one line; empty for nothing."""
    if value is None or value == () or (isinstance(value, Table) and not value):
        return ""
    if isinstance(value, tuple):
        return "[" + ", ".join(_said(each) for each in value) + "]"
    if isinstance(value, Table):
        return "{" + ", ".join(f"{key}: {_said(each)}" for key, each in value.items()) + "}"
    if is_scalar(value):
        return str(value) or '""'
    slots, others = layout(type(value))
    pairs = [(slot.key, getattr(value, slot.name)) for slot in slots.values()]
    pairs += list(getattr(value, others.name).items()) if others else []
    said = ", ".join(f"{key}: {_said(each)}" for key, each in pairs if each not in ("", None, (), Table()))
    return "{" + said + "}"
