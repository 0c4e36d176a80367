"""What the agreement page draws."""

from dataclasses import dataclass, field

from accord.vocabulary.issues import Issue


@dataclass(frozen=True, slots=True)
class Piece:
    """A few words: a value as it stands, a key that introduces it, or what joins two of them."""

    text: str
    kind: str = "value"  # value, key, join


@dataclass(slots=True)
class Clause:
    """One clause: its id is its path, `line` where it begins in the text."""

    path: str
    label: str
    pieces: list[Piece]
    line: int
    owner: str = ""
    line_before: bool = False
    issues: list[Issue] = field(default_factory=list)


@dataclass(slots=True)
class Section:
    """One part of the agreement: its title in words, what it is for, and its clauses."""

    path: str
    title: str
    says: str
    owner: str
    clauses: list[Clause]
    line: int
