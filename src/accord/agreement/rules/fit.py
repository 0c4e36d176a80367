"""Fit rules: what an account or a person is, never what they did."""

import re
from dataclasses import dataclass

from accord.agreement.nearest import nearest
from accord.agreement.rules.conditions import RuleUnclear

ATTRIBUTES = (
    "industry", "employees", "revenue", "country", "region", "role", "department", "seniority",
    "technology", "segment", "type", "relation", "source",
)  # fmt: skip
_NUMBERS = ("employees", "revenue")
_ONE_OF = re.compile(r"([a-z_]+) in \[([^\[\]]*)\]")
_IS = re.compile(r"([a-z_]+) is ([^\[\],<>=]+)")
_RANGE = re.compile(r"([a-z_]+) in (\d{1,12})\.\.(\d{1,12})")
_BOUND = re.compile(r"([a-z_]+) (>=|<=) (\d{1,12})")


@dataclass(frozen=True, slots=True)
class FitTest:
    """One attribute and which values satisfy it: a set of casefolded values, or a closed range."""

    attribute: str
    one_of: frozenset[str] = frozenset()
    low: int | None = None
    high: int | None = None


def read_fit(text: str) -> FitTest:
    """What a fit rule says; raises `RuleUnclear` with the nearest attribute.

    >>> read_fit("employees in 200..5000").high
    5000
    """
    said = re.sub(r"\s+", " ", text).strip()
    if found := _RANGE.fullmatch(said):
        return _numbered(found[1], int(found[2]), int(found[3]))
    if found := _BOUND.fullmatch(said):
        bound = int(found[3])
        return _numbered(found[1], bound if found[2] == ">=" else None, bound if found[2] == "<=" else None)
    if found := _ONE_OF.fullmatch(said) or _IS.fullmatch(said):
        values = frozenset(each.strip().casefold() for each in found[2].split(",") if each.strip())
        if not values:
            raise RuleUnclear(f'"{said}" names no value')
        return FitTest(_known(found[1]), values)
    raise RuleUnclear(f'"{said}" is no fit rule: write `industry in [a, b]` or `employees in 1..9`')


def _numbered(attribute: str, low: int | None, high: int | None) -> FitTest:
    if _known(attribute) not in _NUMBERS:
        raise RuleUnclear(f"{attribute} is no number: write `{attribute} in [...]`")
    if low is not None and high is not None and low > high:
        raise RuleUnclear(f"the range {low}..{high} is empty: write the smaller number first")
    return FitTest(attribute, low=low, high=high)


def _known(attribute: str) -> str:
    if attribute not in ATTRIBUTES:
        raise RuleUnclear(f'nobody records "{attribute}" of a lead', nearest(attribute, ATTRIBUTES))
    return attribute
