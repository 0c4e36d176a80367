"""Free words as topics that can be counted: a rule that anybody can follow by hand, and no learning.

Letters are folded (case, width), addresses and bare numbers left out, words of fewer than three letters and words that
carry no subject dropped, an English plural -s taken off. A question or a challenge is each of its words; where
customers inform themselves is each part between commas, slashes or "and", as a whole. Why a deal was lost is one topic
where it is said in four words or fewer (a list's entry), else each of its words. A topic counts once a text.
"""

import re
import unicodedata
from functools import lru_cache

from accord.agreement.hearing import Rivals, named_in, without
from accord.vocabulary.heard import CHALLENGE, COMPETITOR, INFORMED_BY, LOST_REASON, QUESTION

SORTS = (QUESTION, CHALLENGE, INFORMED_BY)
LOST, RIVAL, NAMED = "lost", "competitor", "named"  # why a deal was lost, to whom; whom a customer named
WON_AGAINST = "won_against"
RULE = 2  # counts up when the rule changes: topics of words that stand are then found anew
GROUP = 5  # people who must have said a word before it is shown to anybody as a topic: the smallest group
_WORD = re.compile(r"[^\W_]+(?:[-'’&+][^\W_]+)*")
_ADDRESS = re.compile(r"\S*@\S*|https?://\S+|www\.\S+")
_PARTS = re.compile(r"[,;/|\n]|\band\b|\bund\b")
_CODE = re.compile(r"(?<=\w)_(?=\w)")  # LOST_ON_PRICE
_MOST = 4  # words of one source, or of a reason that is one topic
_CARRY_NOTHING = """
a about above after again all also am an and any are as at be because been before being but by can could
did do does doing done each few for from get gets give had has have having he her here him his how i if
in into is it its just know like make many may me might more most much must my need needs new no not now
of off on one only or other our out over own please she should so some such take than that the their
them then there these they thing this those through to too under until up us use very via want wants was
we well were what when where which while who why will with without work works would yes yet you your
aber alle als am an auch auf aus bei bin bis da das dass dem den der des die dies diese doch ein eine
einem einen einer er es für hat haben ich ihr im in ist ja kann kein keine man mehr mit muss nach nicht
noch nur ob oder schon sein sich sie sind so über um und uns unser viel vom von vor war was wenn wer wie
wir wird wo zu zum zur
long often per due next last day week month year two three four five ten first still already currently
lange oft pro nächste letzte tag woche monat jahr zwei drei erste
"""
_EMPTY = frozenset(_CARRY_NOTHING.split())


def topics_of(sort: str, text: str) -> tuple[str, ...]:
    """The topics of one text, sorted, each once; none of an empty one.

    >>> topics_of("question", "What are the prices, and is the price per seat?")
    ('price', 'seat')
    >>> topics_of("informed_by", "LinkedIn, G2 Crowd and colleagues")
    ('colleague', 'g2 crowd', 'linkedin')
    """
    folded = _ADDRESS.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    if sort == LOST and _is_short(folded):
        whole = " ".join(_CODE.sub(" ", folded).split()).strip(" .,;:!?\"'()-")
        return (whole,) if whole and not _is_number(whole) else ()
    if sort != INFORMED_BY:
        return tuple(sorted(set(_words(folded))))
    parts = (" ".join(_words(part, shortest=2)[:_MOST]) for part in _PARTS.split(folded))
    return tuple(sorted({part for part in parts if part}))


@lru_cache(maxsize=65_536)
def topics_in(sort: str, text: str, rivals: Rivals = ()) -> tuple[tuple[str, str], ...]:
    """Every topic that a text of a sort of `heard.WORDS_OF` gives: its sort and name, competitors by their agreed name.

    >>> topics_in("competitor", "Kestrel Ltd; in-house", (("Kestrel", ()),))
    (('competitor', 'Kestrel'), ('competitor', 'in-house'))
    """
    if sort == COMPETITOR:
        parts = (part for part in re.split(r"[,;/|\n]", text) if part.strip())
        names = {name for part in parts for name in named_in(part, rivals) or topics_of(LOST, part)}
        return tuple((RIVAL, name) for name in sorted(names))
    rival = RIVAL if sort == LOST_REASON else NAMED
    own = LOST if sort == LOST_REASON else sort
    left = without(text, rivals)  # a competitor counts as one, not as a word
    if own == LOST and left.strip(" .,;:!?") and _is_short(text):
        left = text  # a list's entry stays as it is
    found = {(own, topic) for topic in topics_of(own, left)}
    return tuple(sorted(found | {(rival, name) for name in named_in(text, rivals)}))


def _is_short(text: str) -> bool:
    return len(_CODE.sub(" ", text).split()) <= _MOST


def _words(text: str, shortest: int = 3) -> list[str]:
    found = _WORD.findall(text)
    return [
        _single(word)
        for word in found
        if len(word) >= shortest and word not in _EMPTY and not _is_number(word)
    ]


def _single(word: str) -> str:
    return (
        word[:-1] if len(word) >= 5 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
    )


def _is_number(word: str) -> bool:
    return sum(letter.isdigit() for letter in word) * 2 > len(word)
