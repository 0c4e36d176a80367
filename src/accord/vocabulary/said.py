"""Sentences with values in them that can still be translated: plain English text, and what it was made of.

The ground floor speaks English and knows no language; an interface looks the words up and fills them again.
A sentence without values is a plain `str`: it is its own entry in the catalogue.
"""

from typing import Self


class Said(str):
    """A text that remembers its words (`only %(cases)s matured`) and its values."""

    __slots__ = ("values", "words")
    words: str
    values: dict[str, object]

    def __new__(cls, words: str, values: dict[str, object]) -> Self:
        """The English text."""
        made = super().__new__(cls, words % values)
        made.words, made.values = words, values
        return made

    def __reduce__(self) -> tuple[type, tuple[str, dict[str, object]]]:
        """Copied and pickled with its words."""
        return type(self), (self.words, self.values)


def said(words: str, /, **values: object) -> Said:
    """A sentence with its values.

    >>> said("%(n)s of %(all)s rows", n=3, all=40)
    '3 of 40 rows'
    """
    return Said(words, values)


def joined(*parts: str) -> str:
    """The parts that say something, one after the other; empty where none does.

    >>> joined("no spend", "", said("%(n)s deals", n=2))
    'no spend; 2 deals'
    """
    spoken = [part for part in parts if part]
    if len(spoken) < 2:
        return spoken[0] if spoken else ""
    return Said(
        "; ".join(f"%(part{n})s" for n in range(len(spoken))), {f"part{n}": p for n, p in enumerate(spoken)}
    )
