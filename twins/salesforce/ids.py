"""Salesforce record ids.

15 characters: 3 name the object, 12 the record; case matters. The 18-character form adds three that make it safe where
case is lost. Source: Salesforce help "What are the differences between 15-character and 18-character record IDs?".
"""

from functools import lru_cache

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def to_18(short: str) -> str:
    """The 18-character form of a 15-character id: one check character per five, a bit per capital letter."""
    return short + "".join(_check(short[start : start + 5]) for start in (0, 5, 10))


@lru_cache(maxsize=65_536)
def _check(block: str) -> str:
    return CHECKS[sum(1 << n for n, letter in enumerate(block) if "A" <= letter <= "Z")]


def make_id(prefix: str, number: int, instance: str = "5g") -> str:
    """The n-th id of an object, 18 characters: prefix, instance, a reserved 0, nine base-62 digits."""
    digits = ""
    for _ in range(9):
        number, rest = divmod(number, 62)
        digits = DIGITS[rest] + digits
    return to_18(f"{prefix}{instance}0{digits}")


def find_18(text: object) -> str | None:
    """The 18-character form of what a client sent, or None where it is no id."""
    if not isinstance(text, str) or not text.isascii() or not text.isalnum():
        return None
    if len(text) == 15:
        return to_18(text)
    if len(text) == 18 and to_18(text[:15]).upper() == text.upper():
        return to_18(text[:15])
    return None
