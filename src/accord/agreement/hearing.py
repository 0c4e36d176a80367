"""When a topic that sales hears spikes, and which competitors are looked for: the agreed limits (`hearing`), pure."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from accord.agreement.shape import Document
from accord.vocabulary.quantity import Duration, Share, Unit

CLAUSE = "hearing"
# What holds where the clause does not say.
FALSE_ALARM = Share(50_000)
AGAINST = Duration(26, Unit.week)
AT_LEAST = Duration(8, Unit.week)
_WEEK = 7
_SHORTEST = 2  # letters of a spelling: one letter stands in every text
Rivals = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Hearing:
    """`false_alarm`: in how many weeks in which nothing changed any topic may be said to spike (0-1).

    `against`: how many weeks before it a week is held against; `least`: fewer with outcomes are too few. `rivals`: the
    competitors by name, each with its spellings.
    """

    false_alarm: float
    against: int
    least: int
    rivals: Rivals = ()


def hearing_of(document: Document | None) -> Hearing:
    """The limits of an agreement; what it does not name has its usual one."""
    clause = document.hearing if document else None
    share, against, least = (
        (clause.false_alarm, clause.against, clause.at_least) if clause else (None, None, None)
    )
    return Hearing(
        float((share or FALSE_ALARM).as_share),
        _weeks(against or AGAINST),
        _weeks(least or AT_LEAST),
        tuple(sorted(clause.competitors.items())) if clause else (),
    )


def named_in(text: str, rivals: Rivals) -> tuple[str, ...]:
    """The competitors that a text names, by their name or a spelling as whole words, whatever the case; sorted.

    >>> named_in("We went with KESTREL.", (("Kestrel Systems", ("Kestrel",)), ("Ternix", ())))
    ('Kestrel Systems',)
    """
    folded = _folded(text)
    return tuple(name for name, spellings in rivals if _pattern(name, spellings).search(folded))


def without(text: str, rivals: Rivals) -> str:
    """The text, folded, with every competitor's name taken out."""
    folded = _folded(text)
    for name, spellings in rivals:
        folded = _pattern(name, spellings).sub(" ", folded)
    return folded


def find_wrong(document: Document) -> list[tuple[str, str]]:
    """What of the clause cannot hold: path within it and sentence."""
    clause = document.hearing
    if clause is None:
        return []
    found = [
        (name, f'"{name}: {length}" is no number of weeks')
        for name, length in (("against", clause.against), ("at least", clause.at_least))
        if length is not None and not _weeks(length)
    ]
    of: dict[str, str] = {}
    for name, spellings in clause.competitors.items():
        for spelling in dict.fromkeys(_folded(each) for each in (name, *spellings)):
            if len(spelling) < _SHORTEST:
                found.append((f"competitors.{name}", f'"{spelling}" is too short to be looked for in a text'))
            elif of.setdefault(spelling, name) != name:
                found.append((f"competitors.{name}", f'"{spelling}" is {of[spelling]} and {name}'))
    return found


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=1024)
def _pattern(name: str, spellings: tuple[str, ...]) -> re.Pattern[str]:
    words = sorted({_folded(each) for each in (name, *spellings)} - {""}, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in words)})(?!\w)")


def _weeks(length: Duration) -> int:
    return (length.days or 0) // _WEEK
