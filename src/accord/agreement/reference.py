"""The tables of docs/agreement.md, from the code.

`python -m accord.agreement.reference docs/agreement.md` brings them up to date.
"""

import re
import sys
from pathlib import Path

from accord.agreement.checks import CATALOGUE
from accord.agreement.checks.handoffs import STEPS
from accord.agreement.reading import expected
from accord.agreement.rules.fit import ATTRIBUTES
from accord.agreement.shape import Document
from accord.agreement.types import choices, is_clause, item_of, layout, row_of
from accord.vocabulary.phrases import PHRASES, TRAITS
from accord.vocabulary.quantity import (
    Day,
    Duration,
    Hours,
    Odds,
    OutOf,
    Quantity,
    Rate,
    Share,
    Until,
    Weekdays,
)

QUANTITIES: tuple[type[Quantity], ...] = (
    Duration, Rate, Share, OutOf, Odds, Until, Hours, Weekdays, Day,
)  # fmt: skip


def clauses() -> str:
    """Every clause of the format with its keys."""
    rows = ["| clause | keys | what it says |", "|---|---|---|"]
    for slot in layout(Document).slots.values():
        inner = next((each for each in map(_inside, choices(slot.type)) if each is not None), None)
        keys = ", ".join(f"`{key}`" for key in layout(inner).slots) if inner else ""
        says = (inner.__doc__ or "").split("\n")[0] if inner else _plainly(slot.type)
        rows.append(f"| `{slot.key}` | {keys} | {says} |")
    return "\n".join(rows)


def _plainly(kind: object) -> str:
    """What stands in a clause without keys of its own."""
    row = row_of(kind)
    return expected(kind) if row is None else f"names, each with {expected(row)}"


def _inside(kind: object) -> type | None:
    """The clause class in a type, also inside a list or a table."""
    for each in (kind, item_of(kind), row_of(kind)):
        if isinstance(each, type) and is_clause(each):
            return each
    return None


def findings() -> str:
    """Every finding of `check` with its remedy."""
    rows = ["| code | level | what is wrong | what to do |", "|---|---|---|---|"]
    rows += [f"| `{code}` | {each.level} | {each.what} | {each.remedy} |" for code, each in CATALOGUE.items()]
    return "\n".join(rows)


def phrases() -> str:
    """Every phrase of the rule language with the fact kinds it means."""
    rows = ["| phrase | facts |", "|---|---|"]
    for phrase, kinds in PHRASES.items():
        names = ", ".join(kind.name for kind in sorted(kinds)) if len(kinds) <= 6 else f"{len(kinds)} kinds"
        rows.append(f"| {phrase} | {names or 'no fact of its own'} |")
    return "\n".join(rows)


def quantities() -> str:
    """Every kind of quantity with an example."""
    rows = ["| quantity | written as | what it is |", "|---|---|---|"]
    for each in QUANTITIES:
        rows.append(f"| {each.__name__.lower()} | `{each.EXAMPLE}` | {(each.__doc__ or '').split(':')[0]} |")
    return "\n".join(rows)


def words() -> str:
    """The closed lists beside the phrases."""
    return (
        f"- attributes of fit: {', '.join(ATTRIBUTES)}\n"
        f"- what `never` sees: {', '.join(TRAITS)}, and every phrase\n"
        f"- steps of `route`: {', '.join(STEPS)}"
    )


PARTS = {
    "clauses": clauses,
    "quantities": quantities,
    "phrases": phrases,
    "words": words,
    "findings": findings,
}


def fill(text: str) -> str:
    """A page with its generated parts brought up to date."""
    for name, part in PARTS.items():
        pattern = rf"(<!-- generated: {name} -->\n).*?(<!-- end -->)"
        text = re.sub(pattern, lambda found, part=part: f"{found[1]}{part()}\n{found[2]}", text, flags=re.S)  # type: ignore[misc]
    return text


if __name__ == "__main__":
    for page in map(Path, sys.argv[1:]):
        page.write_text(fill(page.read_text("utf-8")), "utf-8")
