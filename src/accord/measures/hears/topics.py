"""Free words as topics that can be counted: a rule that anybody can follow by hand, and no learning.

Letters are folded (case, width), addresses and bare numbers left out, words of fewer than three letters and words that
carry no subject dropped, an English plural -s taken off. A question or a challenge is each of its words; where
customers inform themselves is each part between commas, slashes or "and", as a whole. A topic counts once a text.
"""

import re
import unicodedata

SORTS = ("question", "challenge", "informed_by")
GROUP = 5  # people who must have said a word before it is shown to anybody as a topic: the smallest group
_WORD = re.compile(r"[^\W_]+(?:[-'’&+][^\W_]+)*")
_ADDRESS = re.compile(r"\S*@\S*|https?://\S+|www\.\S+")
_PARTS = re.compile(r"[,;/|\n]|\band\b|\bund\b")
_MOST = 4  # words of one source
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
"""
_EMPTY = frozenset(_CARRY_NOTHING.split())


def topics_of(sort: str, text: str) -> tuple[str, ...]:
    """The topics of one text, sorted, each once; none of an empty one.

    >>> topics_of("question", "What are the prices, and is the price per seat?")
    ('per', 'price', 'seat')
    >>> topics_of("informed_by", "LinkedIn, G2 Crowd and colleagues")
    ('colleague', 'g2 crowd', 'linkedin')
    """
    folded = _ADDRESS.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    if sort != "informed_by":
        return tuple(sorted(set(_words(folded))))
    parts = (" ".join(_words(part, shortest=2)[:_MOST]) for part in _PARTS.split(folded))
    return tuple(sorted({part for part in parts if part}))


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
