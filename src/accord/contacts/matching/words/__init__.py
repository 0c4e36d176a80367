"""Lists of words in plain text, one file each: `#` begins a comment, pairs are written `word: meaning`."""

from importlib.resources import files


def read_words(name: str) -> frozenset[str]:
    """The words of one list."""
    return frozenset(" ".join(_lines(name)).split())


def read_pairs(name: str) -> dict[str, str]:
    """The pairs of one list."""
    return {word: meaning.strip() for word, _, meaning in (line.partition(":") for line in _lines(name))}


def _lines(name: str) -> list[str]:
    text = (files(__name__) / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
