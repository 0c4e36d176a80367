"""The document as it stands in the text: scalars, mappings and sequences, each with its place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Where a node stands: line from 1, and the offsets of its first and after its last character."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value; `plain` when it stands without quotes."""

    text: str
    plain: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping with its value."""

    key: Scalar
    value: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the text; `flow` when written in braces."""

    entries: tuple[Entry, ...]
    flow: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Sequence:
    """Items in the order of the text; `flow` when written in brackets."""

    items: tuple["Node", ...]
    flow: bool
    span: Span


Node = Scalar | Mapping | Sequence
