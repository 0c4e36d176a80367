"""Tokens to a rule: `or` binds weaker than `and` and `+`; `unless` ends the rule with what bars it."""

import re

from accord.agreement.nearest import nearest
from accord.agreement.rules.conditions import ClauseHolds, Condition, Leaf, Rule, RuleUnclear
from accord.agreement.rules.lexer import Token, tokens
from accord.agreement.tables import AtomType
from accord.vocabulary.facts import FactKind
from accord.vocabulary.phrases import PHRASES, find_kinds

MOST_SETS = 32
Sets = tuple[tuple[Leaf, ...], ...]


def read_rule(text: str) -> Rule:
    """What a rule says, such as `accepted or first genuine attempt`.

    Raises `RuleUnclear` for words nobody knows, unbalanced brackets and rules of more than `MOST_SETS` ways.

    >>> len(read_rule("accepted or first genuine attempt").any_of)
    2
    """
    return _Reading(tokens(text)).rule()


class _Reading:
    """Walks the tokens once."""

    def __init__(self, found: list[Token]) -> None:
        self.found = found
        self.at = 0

    def rule(self) -> Rule:
        any_of = self.either()
        unless: tuple[Leaf, ...] = ()
        if self.take("unless"):
            bars = self.either()
            if any(len(each) > 1 for each in bars):
                raise RuleUnclear('after "unless" stand single things joined by "or"')
            unless = tuple(each[0] for each in bars)
        if self.at < len(self.found):
            raise RuleUnclear(f'"{self.found[self.at].text}" stands where "and", "or" or the end should be')
        return Rule(any_of, unless)

    def take(self, kind: str) -> Token | None:
        """The next token when it is of this kind."""
        if self.at < len(self.found) and self.found[self.at].kind == kind:
            self.at += 1
            return self.found[self.at - 1]
        return None

    def either(self) -> Sets:
        sets = self.both()
        while self.take("or"):
            sets += self.both()
        return _few(sets)

    def both(self) -> Sets:
        sets = self.one()
        while self.take("and"):
            more = self.one()
            sets = _few(tuple(left + right for left in sets for right in more))
        return sets

    def one(self) -> Sets:
        if self.take("open"):
            inner = self.either()
            if not self.take("close"):
                raise RuleUnclear('a "(" is not closed')
            return inner
        return ((self.leaf(),),)

    def leaf(self) -> Leaf:
        if token := self.take("clause"):
            return ClauseHolds(token.text.removeprefix("clause "))
        if token := self.take("axis"):
            kind = AtomType.fit if token.text.startswith("fit") else AtomType.engagement
            return Condition(kind, token.text, n=_number(token.text))
        if token := self.take("silence"):
            return Condition(AtomType.silence, token.text, n=1, days=_number(token.text))
        if token := self.take("phrase") or self.take("anyof"):
            return self.happened(token)
        seen = f'"{self.found[self.at].text}"' if self.at < len(self.found) else "the end"
        raise RuleUnclear(f"{seen} stands where something that can happen should be")

    def happened(self, token: Token) -> Condition:
        kinds = _kinds_of(token.text)
        n, days, text = 1, 0, token.text
        while modifier := self.take("times") or self.take("within"):
            text += " " + modifier.text
            if modifier.kind == "times":
                n = {"once": 1, "twice": 2}.get(modifier.text) or _number(modifier.text)
            else:
                days = _number(modifier.text)
        if n < 1 or (text.find("within") > 0 and days < 1):
            raise RuleUnclear(f'"{text}" asks for nothing: write at least 1')
        return Condition(AtomType.happened, text, kinds, n, days)


def _few(sets: Sets) -> Sets:
    if len(sets) > MOST_SETS:
        raise RuleUnclear(f"the rule has more than {MOST_SETS} ways to hold")
    return sets


def _number(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found[0]) if found else 0


def _kinds_of(text: str) -> frozenset[FactKind]:
    """The kinds of one phrase, or of a list of phrases in brackets."""
    if "[" not in text:
        return find_kinds(text) or frozenset()
    kinds: frozenset[FactKind] = frozenset()
    for each in text[text.index("[") + 1 : -1].split(","):
        found = find_kinds(each)
        if found is None:
            raise RuleUnclear(f'"{each.strip()}" is nothing that can happen', nearest(each.strip(), PHRASES))
        kinds |= found
    return kinds
