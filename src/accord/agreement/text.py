"""Strict YAML 1.2: text to nodes, refusing whatever two readers could read in two ways.

Refused, each with its line: duplicate keys, nulls, bare yes/no/on/off (YAML 1.1 booleans: the Norway
problem), bare 12:30 (750 in YAML 1.1), numbers that two versions read apart, tabs, anchors, aliases, tags,
directives, several documents, and documents beyond `MOST_BYTES`, `MOST_DEPTH`, `MOST_NODES`.
"""

from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from accord.agreement.nodes import Entry, Mapping, Node, Scalar, Sequence, Span
from accord.agreement.scalars import misreading
from accord.vocabulary.issues import Issue, Level

MOST_BYTES = 262_144
MOST_DEPTH = 12
MOST_NODES = 20_000


class _Stop(Exception):
    """The text cannot be read any further."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.code)
        self.issue = issue


def read_text(text: str | bytes) -> tuple[Mapping | None, list[Issue]]:
    """The nodes of one document and what is wrong with the text; None when there is no whole document.

    Never raises for any text. Every issue here is an error.
    """
    issues: list[Issue] = []
    try:
        whole = _decode(text)
        _check_characters(whole)
        builder = _Builder(issues)
        builder.run(_events(whole))
        if not isinstance(builder.root, Mapping):
            raise _Stop(_error("text.not_a_mapping", "the document is not a list of clauses", _START, 1))
    except _Stop as stop:
        return None, [*issues, stop.issue]
    return builder.root, issues


_START = "begin with `agreement:` and its id, version and currency, or start from a template"


def _error(code: str, sentence: str, remedy: str, line: int) -> Issue:
    return Issue(Level.error, code, sentence, remedy, "", line)


def _decode(text: str | bytes) -> str:
    """The text as characters, within the size that a reader can check."""
    whole = _encode(text) if isinstance(text, str) else text
    if len(whole) > MOST_BYTES:
        line = whole.count(b"\n", 0, MOST_BYTES) + 1
        sentence = f"the document has {len(whole):,} bytes, at most {MOST_BYTES:,} are read"
        raise _Stop(_error("text.too_large", sentence, "keep messages and lists in their own tool", line))
    try:
        return whole.decode()
    except UnicodeDecodeError as wrong:
        line = whole.count(b"\n", 0, wrong.start) + 1
        raise _Stop(_error("text.not_utf8", "the text is not UTF-8", _SAVE, line)) from None


def _encode(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as wrong:
        line = text.count("\n", 0, wrong.start) + 1
        raise _Stop(_error("text.not_utf8", "a character is half of a pair", _SAVE, line)) from None


_SAVE = "save the file as UTF-8 without a byte order mark"


def _check_characters(text: str) -> None:
    """Refuses what an editor does not show: tabs, control characters, a byte order mark, odd line ends."""
    for at, char in enumerate(text):
        if char.isprintable() or char == "\n":
            continue
        if char == "\r" and text[at + 1 : at + 2] == "\n":
            continue
        line = text.count("\n", 0, at) + 1
        if char == "\t":
            raise _Stop(_error("text.tab", "a tab stands in the text", "use spaces", line))
        sentence = f"the character U+{ord(char):04X} does not show on screen"
        raise _Stop(
            _error("text.hidden_character", sentence, "delete it, or save as UTF-8 without a mark", line)
        )


def _events(text: str) -> Iterator[Any]:
    """The parser's events; its own complaints become one issue with a line."""
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        raise _Stop(
            _syntax(wrong.problem or wrong.context or "not YAML", mark.line + 1 if mark else 1)
        ) from None
    except YAMLError as wrong:
        raise _Stop(_syntax(str(wrong).splitlines()[0], 1)) from None
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, AssertionError) as wrong:
        raise _Stop(_syntax(f"not YAML ({type(wrong).__name__})", 1)) from None


def _syntax(what: str, line: int) -> Issue:
    return _error(
        "text.syntax",
        f"the text is not YAML here: {what}",
        "check indentation, colons, brackets and quotes",
        line,
    )


class _Builder:
    """Builds nodes from events; a stack instead of recursion, so depth is a number and not a crash."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = issues
        self.root: Node | None = None
        self.documents = 0
        self.nodes = 0
        self.stack: list[tuple[Any, list[Node]]] = []

    def run(self, events: Iterator[Any]) -> None:
        """Reads all events; raises `_Stop` where going on makes no sense."""
        for event in events:
            line = event.start_mark.line + 1
            if isinstance(event, DocumentStartEvent):
                self._start_document(event, line)
            elif isinstance(event, AliasEvent):
                raise _Stop(_error("text.alias", f"`*{event.anchor}` repeats another place", _ONCE, line))
            elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
                self._start_node(event, line)
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                self._end_collection(event)
        if self.root is None:
            raise _Stop(_error("text.empty", "the document is empty", _START, 1))

    def _start_document(self, event: Any, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            raise _Stop(
                _error("text.many_documents", "a second document begins", "keep one agreement a file", line)
            )
        if event.version or event.tags:
            raise _Stop(_error("text.directive", "a % line changes how the text is read", "delete it", line))

    def _start_node(self, event: Any, line: int) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES or len(self.stack) > MOST_DEPTH:
            raise _Stop(
                _error("text.too_deep", "the document is nested too deep or too long", "flatten it", line)
            )
        if event.anchor is not None:
            self.issues.append(
                _error("text.anchor", f"`&{event.anchor}` names a place to repeat", _ONCE, line)
            )
        if event.tag is not None:
            self.issues.append(
                _error("text.tag", f"the tag {event.tag} changes a type", "delete the tag", line)
            )
        if not isinstance(event, ScalarEvent):
            self.stack.append((event, []))
            return
        plain = event.style is None
        span = _span(event.start_mark, event.end_mark)
        if not event.value and self.stack and self.stack[-1][1]:
            line = self.stack[-1][1][-1].span.line  # nothing stands nowhere: its key says where
        scalar = Scalar(event.value, plain, span)
        if plain and (issue := misreading(event.value, line)) is not None:
            self.issues.append(issue)
        self._add(scalar)

    def _end_collection(self, event: Any) -> None:
        start, parts = self.stack.pop()
        span = _span(start.start_mark, event.end_mark)
        if isinstance(start, SequenceStartEvent):
            self._add(Sequence(tuple(parts), bool(start.flow_style), _tight(span, parts, start.flow_style)))
            return
        entries: list[Entry] = []
        seen: dict[str, int] = {}
        for key, value in zip(parts[::2], parts[1::2], strict=True):
            if not isinstance(key, Scalar):
                raise _Stop(
                    _error("text.complex_key", "a key is not a word", "write the key as text", key.span.line)
                )
            if key.text in seen:
                sentence = f'"{key.text}" stands twice, first in line {seen[key.text]}'
                self.issues.append(_error("text.duplicate_key", sentence, "keep one of them", key.span.line))
                continue
            seen[key.text] = key.span.line
            entries.append(Entry(key, value))
        self._add(Mapping(tuple(entries), bool(start.flow_style), _tight(span, parts, start.flow_style)))

    def _add(self, node: Node) -> None:
        if self.stack:
            self.stack[-1][1].append(node)
        elif self.root is None:
            self.root = node


_ONCE = "write the value once and refer to it by its path, such as kpis.leads"


def _span(start: Any, end: Any) -> Span:
    return Span(start.line + 1, start.index, end.index)


def _tight(span: Span, parts: list[Node], flow: bool) -> Span:
    """A block ends with its last part, not with the comments and blank lines after it."""
    return span if flow or not parts else Span(span.line, span.start, parts[-1].span.end)
