"""Conditions to numbered atoms: the same condition is the same atom wherever it stands."""

from accord.agreement.rules.conditions import ClauseHolds, Condition, Leaf, Rule, RuleUnclear
from accord.agreement.rules.fit import read_fit
from accord.agreement.rules.reading import read_rule
from accord.agreement.shape import Document
from accord.agreement.shape.journey import QualifiedLead
from accord.agreement.tables import AtomType, FitRule
from accord.vocabulary.facts import FactKind
from accord.vocabulary.phrases import TRAITS, find_kinds, plain

MOST = 62  # atoms, entries and fit rules each live in the bits of one integer
MILLI = 1000


class Atoms:
    """Numbers conditions while the stages are compiled, and gathers the fit rules beside them."""

    def __init__(self, document: Document) -> None:
        self.lead = document.qualified_lead or QualifiedLead()
        self.conditions: list[Condition] = []
        self.entries = 0
        self.fit_rules: list[FitRule] = [_fit_rule(each.when, each.points) for each in self.lead.fit]

    def rule(self, text: str) -> tuple[list[int], int]:
        """The masks of a stage's entry, any of which lets in, and the mask of what bars it."""
        masks, block = self._masks(read_rule(text))
        self.entries += len(masks)
        engagement, silence = self._of(AtomType.engagement), self._of(AtomType.silence)
        if block & engagement:
            raise RuleUnclear("engagement cannot bar a stage: it falls by itself")
        if any(mask & engagement and mask & silence for mask in masks):
            raise RuleUnclear("one way in asks for engagement and for silence: they exclude one another")
        if max(self.entries, len(self.fit_rules)) > MOST:
            raise RuleUnclear(f"the stages have more than {MOST} ways in, or more than {MOST} rules of fit")
        return masks, block

    def _of(self, kind: AtomType) -> int:
        """The atoms of one type, as bits."""
        return sum(1 << at for at, each in enumerate(self.conditions) if each.type is kind)

    def _masks(self, rule: Rule) -> tuple[list[int], int]:
        masks: list[int] = []
        block = self._bits(rule.unless)
        for leaves in rule.any_of:
            ways = [0]
            for leaf in leaves:
                inner, bars = self._leaf(leaf)
                ways = [way | each for way in ways for each in inner]
                block |= bars
            masks += ways
        return list(dict.fromkeys(masks)), block

    def _leaf(self, leaf: Leaf) -> tuple[list[int], int]:
        if isinstance(leaf, ClauseHolds):
            return self._qualified(leaf.clause)
        return [1 << self.number(leaf)], 0

    def _qualified(self, clause: str) -> tuple[list[int], int]:
        """The masks of `clause qualified_lead`: its rule, anything hot, or the account's; barred by `never`."""
        if clause != "qualified_lead":
            raise RuleUnclear(f'no clause "{clause}" decides who enters', "qualified_lead")
        masks: list[int] = []
        block = 0
        if self.lead.qualifies:
            masks, block = self._masks(read_rule(self.lead.qualifies))
        hot = [kinds for each in self.lead.hot if (kinds := find_kinds(each))]
        if hot:
            masks.append(
                1 << self.number(_happened(frozenset().union(*hot), "hot: " + ", ".join(self.lead.hot)))
            )
        if self.lead.account_qualifies:
            decided = frozenset({FactKind.account_qualified})
            masks.append(1 << self.number(_happened(decided, "account: " + self.lead.account_qualifies)))
        for each in self.lead.never:
            if kinds := find_kinds(each):
                block |= 1 << self.number(_happened(kinds, each))
            elif trait := TRAITS.get(plain(each)):
                block |= 1 << self.number(self._trait(trait, each))
        return list(dict.fromkeys(masks)), block

    def _trait(self, trait: tuple[str, str], text: str) -> Condition:
        """A condition that a fit rule without points holds."""
        self.fit_rules.append(FitRule(trait[0], frozenset({trait[1]}), None, None, 0, text))
        return Condition(AtomType.trait, text, n=len(self.fit_rules) - 1)

    def _bits(self, leaves: tuple[Leaf, ...]) -> int:
        block = 0
        for leaf in leaves:
            for mask in self._leaf(leaf)[0]:
                block |= mask
        return block

    def number(self, condition: Condition) -> int:
        """The atom of a condition."""
        for at, known in enumerate(self.conditions):
            if _same(known, condition):
                return at
        if len(self.conditions) == MOST:
            raise RuleUnclear(f"the stages ask for more than {MOST} different things")
        self.conditions.append(condition)
        return len(self.conditions) - 1


def _same(one: Condition, other: Condition) -> bool:
    """The wording does not matter, except for traits, which are rules of their own."""
    left, right = (each.text if each.type is AtomType.trait else "" for each in (one, other))
    return (
        left == right
        and (one.type, one.kinds, one.days) == (other.type, other.kinds, other.days)
        and (one.type is AtomType.trait or one.n == other.n)
    )


def _happened(kinds: frozenset[FactKind], text: str) -> Condition:
    return Condition(AtomType.happened, text, kinds)


def _fit_rule(when: str, points: int) -> FitRule:
    found = read_fit(when)
    return FitRule(found.attribute, found.one_of, found.low, found.high, points * MILLI, when)
