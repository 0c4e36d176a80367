"""The message house: what both teams say to a segment at a stage, and retired phrases found in a text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accord.agreement.shape.reach import Message


@dataclass(frozen=True, slots=True)
class Pointed:
    """A retired phrase in a text: where it begins (characters), and what was approved in its place."""

    phrase: str
    at: int
    say: str
    proof: str
    segment: str
    stage: str


def standing_messages(messages: Iterable[Message], day: date) -> tuple[Message, ...]:
    """Those that hold on a day: `until` is the last day of a message."""
    return tuple(one for one in messages if one.until is None or day <= one.until.on)


def point_out(
    text: str, messages: Iterable[Message], *, segment: str = "", stage: str = ""
) -> tuple[Pointed, ...]:
    """Every retired phrase in a text, in its order, with the approved words of each row that retires it.

    Whole words in any case, whatever spaces stand between them. Rows of another segment or stage are left out where
    one is given. Empty for a text without any.
    """
    found = [
        Pointed(phrase, hit.start(), one.say, one.proof, one.segment, str(one.stage))
        for one in messages
        if (not segment or one.segment == segment) and (not stage or one.stage == stage)
        for phrase in one.not_
        if phrase.strip()
        for hit in re.finditer(_pattern(phrase), text, flags=re.IGNORECASE)
    ]
    return tuple(sorted(found, key=lambda each: (each.at, each.phrase, each.segment, each.stage)))


def _pattern(phrase: str) -> str:
    return r"(?<!\w)" + r"\s+".join(map(re.escape, phrase.split())) + r"(?!\w)"
