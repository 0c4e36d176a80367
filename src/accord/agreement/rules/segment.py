"""The rule of a segment: fit tests, scores, stages and marks joined by "and", with what bars somebody after "unless".

`industry in [water, food] and employees in 200..5000 and stage in [interested] unless open deal`
"""

import re
from dataclasses import dataclass

from accord.agreement.nearest import nearest
from accord.agreement.rules.conditions import RuleUnclear
from accord.agreement.rules.fit import ATTRIBUTES, FitTest, read_fit

EVERYBODY = "everybody"
MARKS = ("open deal", "customer", "target account")
AXES = ("fit", "engagement")
LONGEST = 2_000
_AXIS = re.compile(r"(fit|engagement) >= (\d{1,4})")
_STAGE = re.compile(r"stage (?:in \[([^\[\]]+)\]|is ([^\[\],]+))")
_AND = re.compile(r"\s+and\s+(?![^\[]*\])")
_UNLESS = re.compile(r"\s+unless\s+(?![^\[]*\])")
_OR = re.compile(r"\s+or\s+(?![^\[]*\])")


@dataclass(frozen=True, slots=True)
class AxisTest:
    """So many whole points now on an axis."""

    axis: str
    least: int


@dataclass(frozen=True, slots=True)
class StageTest:
    """The open lead stands in one of these stages, casefolded."""

    stages: frozenset[str]


@dataclass(frozen=True, slots=True)
class MarkTest:
    """Somebody of an account with an open deal, a customer's, or a target account's."""

    mark: str


Test = FitTest | AxisTest | StageTest | MarkTest


@dataclass(frozen=True, slots=True)
class Segment:
    """All of these hold, and none of those; of nothing, everybody."""

    all_of: tuple[Test, ...]
    unless: tuple[Test, ...]
    text: str

    @property
    def attributes(self) -> frozenset[str]:
        """The attributes that it asks of people and companies."""
        tests = (*self.all_of, *self.unless)
        return frozenset(test.attribute for test in tests if isinstance(test, FitTest))

    @property
    def names(self) -> frozenset[str]:
        """The segments and industries it is made for, casefolded: who is in charge of one of them leads it."""
        fits = (t for t in self.all_of if isinstance(t, FitTest) and t.attribute in ("segment", "industry"))
        return frozenset(word for test in fits for word in test.one_of)


def read_segment(text: str) -> Segment:
    """What a segment says; raises `RuleUnclear` at the first words that nobody knows.

    >>> [type(test).__name__ for test in read_segment("industry in [water] and fit >= 25 unless open deal").all_of]
    ['FitTest', 'AxisTest']
    """
    said = " ".join(text.split())
    if not said:
        raise RuleUnclear("the segment is empty: write `everybody`, or who gets it")
    if len(said) > LONGEST:
        raise RuleUnclear(f"a segment has at most {LONGEST} characters")
    if said.casefold() == EVERYBODY:
        return Segment((), (), EVERYBODY)
    wanted, *barred = _UNLESS.split(said)
    if len(barred) > 1:
        raise RuleUnclear('"unless" stands once; after it, join with "or"')
    all_of = () if wanted.casefold() == EVERYBODY else tuple(_test(each) for each in _AND.split(wanted))
    return Segment(all_of, tuple(_test(each) for one in barred for each in _OR.split(one)), said)


def _test(text: str) -> Test:
    said = text.strip()
    if said in MARKS:
        return MarkTest(said)
    if found := _AXIS.fullmatch(said):
        return AxisTest(found[1], int(found[2]))
    if found := _STAGE.fullmatch(said):
        stages = (each.strip().casefold() for each in (found[1] or found[2]).split(","))
        return StageTest(frozenset(each for each in stages if each))
    try:
        return read_fit(said)
    except RuleUnclear as unclear:
        word = said.split(" ")[0]
        near = unclear.near or nearest(said, MARKS) or nearest(word, (*ATTRIBUTES, *AXES, "stage"))
        raise RuleUnclear(f'"{said[:80]}" says nothing that is known of people', near) from None
