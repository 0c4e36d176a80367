"""Ids of outside systems, brought to one spelling so that the same record is the same record."""

from functools import lru_cache

_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def salesforce_id_18(text: str) -> str:
    """A Salesforce id in its 18-character form; anything else comes back as it is, trimmed.

    The 15-character id tells letters apart by case. The last three characters of the long form say, for
    each block of five, which letters are capitals (first character: lowest bit), in an alphabet of 32.
    A long id whose case was lost (a spreadsheet that ignores case) is given back its case by its suffix.
    """
    text = text.strip()
    if not (text.isascii() and text.isalnum()):
        return text
    if len(text) == 15:
        return text + _suffix(text)
    if len(text) == 18:
        return _repaired(text)
    return text


def _suffix(short: str) -> str:
    return _letter(short[:5]) + _letter(short[5:10]) + _letter(short[10:])


@lru_cache(maxsize=65_536)  # the first two blocks of an object's ids are nearly always the same
def _letter(block: str) -> str:
    return _SUFFIX[sum(1 << i for i, c in enumerate(block) if "A" <= c <= "Z")]


def _repaired(long: str) -> str:
    """The case that the suffix asks for; the text unchanged when its suffix is none,
    or asks a digit to be a capital.
    """
    suffix = long[15:].upper()
    if _suffix(long[:15]) == suffix:
        return long[:15] + suffix
    if any(c not in _SUFFIX for c in suffix):
        return long
    capitals = [bool(_SUFFIX.index(suffix[i // 5]) >> (i % 5) & 1) for i in range(15)]
    if any(capital and not c.isalpha() for c, capital in zip(long, capitals, strict=False)):
        return long
    letters = (c.upper() if capital else c.lower() for c, capital in zip(long, capitals, strict=False))
    return "".join(letters) + suffix
