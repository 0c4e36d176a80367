"""A rule's text to tokens: known phrases, longest first, and the few words that join them."""

import re
from functools import cache
from typing import NamedTuple

from accord.agreement.nearest import nearest
from accord.agreement.rules.conditions import RuleUnclear
from accord.vocabulary.phrases import PHRASES, plain

LONGEST = 300


class Token(NamedTuple):
    """A piece of a rule: what it is, and its text."""

    kind: str
    text: str


@cache
def _pattern() -> "re.Pattern[str]":
    phrases = "|".join(re.escape(each) for each in sorted(PHRASES, key=len, reverse=True))
    return re.compile(
        rf"""(?P<clause>clause\ [a-z_]+(?:\.[a-z_]+)*)
        |(?P<axis>(?:fit|engagement|score)\ ?>=\ ?\d{{1,6}})
        |(?P<silence>no\ (?:human\ |buyer\ )?touch\ for\ \d{{1,4}}\ days?)
        |(?P<anyof>(?:any\ of\ )?\[[^\[\]]+\])
        |(?P<times>\d{{1,4}}\ times?|once|twice)
        |(?P<within>within\ \d{{1,4}}\ days?)
        |(?P<or>or)(?![\w-])
        |(?P<and>and(?![\w-])|\+)
        |(?P<unless>unless(?![\w-]))
        |(?P<open>\()|(?P<close>\))
        |(?P<phrase>(?:{phrases})s?(?![\w-]))
        """,
        re.VERBOSE,
    )


def tokens(text: str) -> list[Token]:
    """The tokens of a rule; raises `RuleUnclear` at the first words that nobody knows."""
    said = plain(text)
    if len(said) > LONGEST:
        raise RuleUnclear(f"a rule has at most {LONGEST} characters")
    found: list[Token] = []
    at = 0
    while at < len(said):
        if said[at] == " ":
            at += 1
            continue
        match = _pattern().match(said, at)
        if match is None:
            raise _unknown(said[at:])
        found.append(Token(str(match.lastgroup), match[0]))
        at = match.end()
    if not found:
        raise RuleUnclear("the rule is empty")
    return found


def _unknown(rest: str) -> RuleUnclear:
    words = re.split(r" (?:or|and|unless|within)(?![\w-])| \+", rest)[0][:60]
    return RuleUnclear(f'"{words}" is nothing that can happen', nearest(words, PHRASES))
