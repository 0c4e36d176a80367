"""From the text's nodes to sections and clauses: any text whose outline can be read, even a wrong one."""

from collections.abc import Iterable, Sequence

from accord.agreement.nodes import Entry, Mapping, Node, Scalar
from accord.agreement.nodes import Sequence as Items
from accord.interfaces.web.prose.kept import outline
from accord.interfaces.web.prose.values import Clause, Piece, Section
from accord.interfaces.web.prose.words import OWNERS, TITLES
from accord.interfaces.web.words import proper
from accord.vocabulary.issues import Issue


def read_prose(text: str, issues: Sequence[Issue] = ()) -> list[Section]:
    """The sections in the text's order, each issue beside the clause it stands in; empty for no outline."""
    root = outline(text)
    if root is None:
        return []
    sections = [_section(entry) for entry in root.entries if entry.key.text != "format"]
    _place(issues, [clause for section in sections for clause in section.clauses])
    return sections


def _section(entry: Entry) -> Section:
    path = entry.key.text
    title, says = TITLES.get(path, (words(path).capitalize(), ""))
    owner = OWNERS.get(path, "")
    clauses = _clauses(path, entry, owner)
    if path == "stages":
        _draw_line(clauses)
    return Section(path, str(title), str(says), owner, clauses, entry.key.span.line)


def _clauses(path: str, entry: Entry, owner: str) -> list[Clause]:
    value = entry.value
    if isinstance(value, Mapping):
        return [
            Clause(f"{path}.{e.key.text}", words(e.key.text), list(_pieces(e.value)), e.key.span.line, owner)
            for e in value.entries
        ]
    if isinstance(value, Items) and any(isinstance(item, Mapping) for item in value.items):
        return [_item(path, item, number) for number, item in enumerate(value.items)]
    return [Clause(path, "", list(_pieces(value)), entry.key.span.line, owner)]


def _item(path: str, item: Node, number: int) -> Clause:
    """One item of a list: named by its id, or by its place."""
    if not isinstance(item, Mapping):
        return Clause(f"{path}.{number}", "", list(_pieces(item)), item.span.line)
    texts = {e.key.text: e.value.text for e in item.entries if isinstance(e.value, Scalar)}
    name = texts.get("id", "")
    rest = Mapping(tuple(e for e in item.entries if e.key.text != "id"), item.flow, item.span)
    return Clause(
        f"{path}.{name or number}", words(name), list(_pieces(rest)), item.span.line, texts.get("owner", "")
    )


def _draw_line(clauses: list[Clause]) -> None:
    """The hand-off line stands before the first stage that sales owns."""
    for clause in clauses:
        if clause.owner == "sales":
            clause.line_before = True
            return


def _pieces(node: Node) -> Iterable[Piece]:
    if isinstance(node, Scalar):
        yield Piece(node.text)
    elif isinstance(node, Mapping):
        for number, entry in enumerate(node.entries):
            if number:
                yield Piece("; ", "join")
            yield Piece(words(entry.key.text) + " ", "key")
            yield from _inside(entry.value)
    else:
        for number, item in enumerate(node.items):
            if number:
                yield Piece(", " if not isinstance(item, Mapping) else "; ", "join")
            yield from _inside(item)


def _inside(node: Node) -> Iterable[Piece]:
    """A value within a value: a mapping stands in brackets."""
    if isinstance(node, Mapping):
        yield Piece("(", "join")
        yield from _pieces(node)
        yield Piece(")", "join")
    else:
        yield from _pieces(node)


def _place(issues: Sequence[Issue], clauses: list[Clause]) -> None:
    """Beside the clause of the issue's line, else of its path, else beside the first."""
    for issue in issues:
        before = [c for c in clauses if issue.line and c.line <= issue.line]
        named = [c for c in clauses if issue.path and (issue.path + ".").startswith(c.path + ".")]
        home = max(before, key=lambda c: c.line) if before else next(iter(named or clauses), None)
        if home is not None:
            home.issues.append(issue)


def words(name: str) -> str:
    """A key as words, abbreviations large."""
    return proper(name.replace("_", " ").replace("-", " "))
