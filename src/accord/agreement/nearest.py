"""The nearest known word to a mistyped one."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was most likely meant, None when nothing is near."""
    found = process.extractOne(word, sorted(known), scorer=fuzz.ratio, score_cutoff=60)
    return None if found is None else str(found[0])
