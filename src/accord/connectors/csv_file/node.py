"""A value of a YAML document with its path: what the parser of mappings asks, and how it complains."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from accord.connectors.tabular.columns import nearest
from accord.vocabulary.errors import Invalid
from accord.vocabulary.issues import Issue, Level

E = TypeVar("E", bound=Enum)
WRITE = "See docs/mapping.md for the whole format."


def load_yaml(text: str) -> Any:
    """The value of a YAML 1.2 text. Raises `Invalid` with the line for bad syntax and duplicate keys."""
    try:
        return YAML(typ="safe", pure=True).load(io.StringIO(text))
    except (YAMLError, ValueError, RecursionError) as error:
        mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
        line = mark.line + 1 if mark else 0
        problem = getattr(error, "problem", None) or "it is no YAML"
        raise Invalid(
            "mapping.syntax",
            f"The mapping cannot be read (line {line}): {problem}.",
            "Mend the line; quote text that holds `:` or `#`.",
            line=line,
        ) from error


@dataclass(frozen=True, slots=True)
class Node:
    """One value; every complaint goes to the shared list, and reading goes on."""

    value: Any
    path: str
    issues: list[Issue]

    def complain(self, code: str, sentence: str, remedy: str) -> None:
        """Add an error about this value."""
        self.issues.append(Issue(Level.error, f"mapping.{code}", sentence, remedy, path=self.path))

    def keys(self, *known: str) -> bool:
        """Whether this is a mapping; every key that is not known is an error."""
        if not isinstance(self.value, dict):
            self.complain("shape", f"{self.path or 'The mapping'} is not a list of `key: value`.", WRITE)
            return False
        for key in self.value:
            if key not in known:
                here = f"in {self.path}" if self.path else "in a mapping"
                self.complain("unknown_key", f'"{key}" is no key {here}.', nearest(str(key), known))
        return True

    def get(self, key: str) -> "Node | None":
        """The value under a key, None where it is absent."""
        if not isinstance(self.value, dict) or self.value.get(key) is None:
            return None
        return Node(self.value[key], f"{self.path}.{key}" if self.path else key, self.issues)

    def need(self, key: str) -> "Node":
        """The value under a key; its absence is an error."""
        found = self.get(key)
        if found is None:
            self.complain("missing_key", f"{self.path or 'The mapping'} lacks `{key}`.", WRITE)
            return Node("", f"{self.path}.{key}", [])
        return found

    def each(self) -> "Iterator[Node]":
        """The items of a list; a single value is a list of one."""
        items = self.value if isinstance(self.value, list) else [self.value]
        for index, item in enumerate(items):
            yield Node(item, f"{self.path}[{index}]" if len(items) > 1 else self.path, self.issues)

    def items(self) -> "Iterator[tuple[str, Node]]":
        """Key and value of a mapping whose keys are free text."""
        if not isinstance(self.value, dict):
            self.complain("shape", f"{self.path} is not a list of `key: value`.", WRITE)
            return
        for key, value in self.value.items():
            yield str(key), Node(value, f"{self.path}.{key}", self.issues)

    def text(self) -> str:
        """A text; numbers and true or false are read as written, anything else is an error."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        if isinstance(self.value, str | int | float):
            return str(self.value)
        self.complain("shape", f"{self.path} is no text.", WRITE)
        return ""

    def texts(self) -> tuple[str, ...]:
        """One text or several."""
        return tuple(one.text() for one in self.each())

    def flag(self) -> bool:
        """`true` or `false`."""
        if not isinstance(self.value, bool):
            self.complain("shape", f"{self.path} is neither true nor false.", "Write true or false.")
        return self.value is True

    def one_of(self, kind: type[E], default: E) -> E:
        """A member of a closed list by its name."""
        word = self.text()
        if word in kind.__members__:
            return kind[word]
        self.complain("unknown_word", f'{self.path} is "{word}".', nearest(word, kind.__members__))
        return default
