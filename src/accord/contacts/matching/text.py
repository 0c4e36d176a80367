"""Letters made comparable: accents, case, width, and the scripts the field writes names in."""

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i",
        "ħ": "h",
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i",
        "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
        "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y",
        "ь": "",
        "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "i", "є": "e", "ґ": "g",
        "α": "a", "β": "b", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
        "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
        "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
    }
)  # fmt: skip
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_GAPS = re.compile(r"[^0-9a-z]+")
_BREAKS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower-case ASCII letters with accents dropped; Cyrillic and Greek are spelt out, others stay.

    >>> fold("Bjørn Łukasz ГАЗПРОМ Müller")
    'bjorn lukasz gazprom muller'
    """
    if text.isascii():
        return text.lower()
    return _fold_letters(text)


@lru_cache(maxsize=16384)
def _fold_letters(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return "".join(c for c in spread if not unicodedata.combining(c)).translate(_LETTERS)


def fold_umlauts(text: str) -> str:
    """As `fold`, with German umlauts written out: "muller" and "mueller" are two spellings of one name."""
    return fold(unicodedata.normalize("NFC", text).lower().translate(_UMLAUTS))


def words(text: str) -> list[str]:
    """The folded words of a text, in order; words of other scripts are kept whole."""
    return [w for w in _BREAKS.split(fold(text)) if w]


@lru_cache(maxsize=16384)
def compact(text: str) -> str:
    """Folded letters and digits only."""
    return _GAPS.sub("", fold(text))
