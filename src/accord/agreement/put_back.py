"""What each change of a document does alone: the newer document as it would be without that one change."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from accord.agreement.diff import Sentence, diff, named
from accord.agreement.shape import Document
from accord.agreement.shape.table import Table
from accord.agreement.types import is_clause, layout


def put_back(old: Document, new: Document) -> Iterator[tuple[Sentence, Document]]:
    """Each change as `diff` says it, with the newer document where this clause alone says what the older one said.

    In the order of the format; what the two lists or tables have in another order stays as the newer has it.
    """
    for sentence in diff(old, new):
        changed = _without(old, new, sentence.path.split("."))
        if changed != new:
            yield sentence, changed


def _without(old: Any, new: Any, path: list[str]) -> Any:
    """`new` with the value under a path as `old` has it; a path that no part of it has changes nothing."""
    if not path or old == new:
        return old
    if is_clause(type(old)) and type(old) is type(new):
        return _of_clause(old, new, path)
    if isinstance(old, Table) and isinstance(new, Table) and old and new:
        return _of_table(old, new, path)
    if isinstance(old, tuple) and isinstance(new, tuple):
        return _of_list(old, new, path)
    return old


def _of_clause(old: Any, new: Any, path: list[str]) -> Any:
    slots, others = layout(type(old))
    slot = slots.get(path[0])
    if slot is not None:
        value = _without(getattr(old, slot.name), getattr(new, slot.name), path[1:])
        return replace(new, **{slot.name: value})
    if others is None:
        return new
    rows = _of_table(getattr(old, others.name), getattr(new, others.name), path)
    return replace(new, **{others.name: rows})


def _of_table(old: Table[Any], new: Table[Any], path: list[str]) -> Table[Any]:
    """The longest key that the path begins with, for a key may hold a point."""
    key, rest = _first(path, [*old, *new])
    if key is None:
        return new
    return Table(dict(_swapped(list(old.items()), list(new.items()), key, rest)))


def _of_list(old: tuple[Any, ...], new: tuple[Any, ...], path: list[str]) -> tuple[Any, ...]:
    before, after = named(old), named(new)
    key, rest = _first(path, [*before, *after])
    if key is None:
        return new
    return tuple(value for _, value in _swapped(list(before.items()), list(after.items()), key, rest))


def _swapped(
    old: list[tuple[str, Any]], new: list[tuple[str, Any]], key: str, rest: list[str]
) -> list[tuple[str, Any]]:
    """The newer rows with one as it was: put back where it stood, or taken out where it is new."""
    was, has = dict(old), dict(new)
    if key not in was:
        return [row for row in new if row[0] != key]
    if key in has:
        return [(name, _without(was[key], value, rest) if name == key else value) for name, value in new]
    place = [name for name, _ in old].index(key)
    return [*new[:place], (key, was[key]), *new[place:]]


def _first(path: list[str], keys: list[str]) -> tuple[str | None, list[str]]:
    for length in range(len(path), 0, -1):
        key = ".".join(path[:length])
        if key in keys:
            return key, path[length:]
    return None, []
