"""A company name taken apart: which words name it, which say what it does, where it is, what it is for."""

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from accord.contacts.matching.companies import core_words
from accord.contacts.matching.words import read_pairs, read_words

# General words of the languages company registers are written in; no company's own name.
ORNAMENTS = read_words("ornaments")
ACTIVITIES = read_words("activities")
PURPOSES = read_words("purposes")
PLACES = read_words("places")
SAME_PLACE = read_pairs("same_place")
ACTIVITY_ENDINGS = tuple(
    "fabriek fabrieken fabrik fabriken fabrication werke werken bedrijven industrie".split()  # noqa: SIM905
)
_WORDS = {
    word: kind
    for kind, group in enumerate((ORNAMENTS, ACTIVITIES, PURPOSES, PLACES))
    for word in sorted(group)
}
_LONG_WORDS = sorted(word for word in _WORDS if len(word) >= 7)
ORNAMENT, ACTIVITY, PURPOSE, PLACE, BRAND = range(5)


class Anatomy(NamedTuple):
    """The parts of a name, folded. `brand` is what names the company, in order; empty only for no name."""

    whole: str  # all words without blanks
    brand: tuple[str, ...]
    activities: frozenset[str]
    purposes: frozenset[str]
    places: frozenset[str]
    numbers: frozenset[str]
    initials: str  # of three words or more; else ""
    words: int


@lru_cache(maxsize=65536)
def dissect(name: str, country: str = "") -> Anatomy:
    """Take a name apart; a misspelt long common word is recognised ("electonics").

    >>> dissect("Koninklijke Acme Electonics Nederland B.V.")[1:]
    (('acme',), frozenset({'elec'}), frozenset(), frozenset({'netherlands'}), frozenset(), 'kaen', 4)
    """
    words = core_words(name, country)
    parts: dict[int, list[str]] = {kind: [] for kind in range(5)}
    for word in words:
        kind, meant = classify_word(word)
        parts[kind].append(meant)
    brand = [word for word in parts[BRAND] if not word.isdigit()]
    if not brand:
        brand = [word for word in words if not word.isdigit()] or list(words)
        parts = {kind: [] for kind in range(5)}
    return Anatomy(
        "".join(words),
        tuple(brand),
        frozenset(map(stem, parts[ACTIVITY])),
        frozenset(parts[PURPOSE]),
        frozenset(parts[PLACE]),
        frozenset(word for word in words if word.isdigit()),
        "".join(word[0] for word in words) if len(words) > 2 else "",
        len(words),
    )


def stem(activity: str) -> str:
    """The field an activity word belongs to, whatever its language and ending; a rarer word stays whole.

    >>> stem("elektronik"), stem("electric"), stem("technology"), stem("medical"), stem("media")
    ('elec', 'elec', 'tech', 'medic', 'media')
    """
    if activity not in ACTIVITIES:
        return activity
    plain = activity.replace("k", "c")
    return plain[:5] if plain.startswith("medi") else plain[:4]


@lru_cache(maxsize=65536)
def classify_word(word: str) -> tuple[int, str]:
    """What a folded word is for, and the common word it stands for where it is one."""
    if word in _WORDS:
        return _WORDS[word], SAME_PLACE.get(word, word) if _WORDS[word] == PLACE else word
    if word.endswith(ACTIVITY_ENDINGS):
        return ACTIVITY, word
    if len(word) >= 6:
        found = process.extractOne(word, _LONG_WORDS, scorer=OSA.normalized_similarity, score_cutoff=0.8)
        if found is not None:
            common = str(found[0])
            return _WORDS[common], SAME_PLACE.get(common, common) if _WORDS[common] == PLACE else common
    return BRAND, word
