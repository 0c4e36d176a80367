"""Other fit rules in a text: the list alone is replaced, every other character stays."""

from collections.abc import Sequence

from accord.agreement.nodes import Mapping, Node
from accord.agreement.nodes import Sequence as Items
from accord.agreement.parsing import parse
from accord.agreement.text import read_text
from accord.vocabulary.errors import Invalid


def with_fit_rules(text: str, rules: Sequence[tuple[str, int]], comment: str) -> str:
    """The text with these (rule, points) as `qualified_lead.fit`, a comment above them.

    Raises `Invalid` where the text cannot be read, has no list of fit rules, or a rule does not fit.
    """
    root, issues = read_text(text)
    if root is None or issues:
        raise Invalid(issues[0].code, issues[0].sentence, issues[0].remedy, issues)
    found = _under(_under(root, "qualified_lead"), "fit")
    if not isinstance(found, Items) or not found.items:
        raise Invalid(
            "agreement.no_fit",
            "the agreement has no list of fit rules",
            "add `qualified_lead.fit` with one rule, or start from a template",
        )
    first, last = found.items[0].span, found.items[-1].span
    if found.flow:
        rows = ", ".join(_row(when, points) for when, points in rules)
        written = f"{text[: found.span.start]}[{rows}]{text[found.span.end :]}"
    else:
        start = text.rfind("\n", 0, first.start) + 1
        indent = text[start : first.start].partition("-")[0]
        ends = text.find("\n", last.end)
        lines = [f"{indent}# {comment}"] + [f"{indent}- {_row(when, points)}" for when, points in rules]
        written = text[:start] + "\n".join(lines) + (text[ends:] if ends >= 0 else "\n")
    parse(written).get_document()
    return written


def _under(node: Node | None, key: str) -> Node | None:
    if not isinstance(node, Mapping):
        return None
    return next((entry.value for entry in node.entries if entry.key.text == key), None)


def _row(when: str, points: int) -> str:
    return f'{{when: "{when}", points: {points}}}'
