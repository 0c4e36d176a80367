"""Telephone numbers made comparable: digits only, the last nine, because prefixes are written ten ways."""

import re

_EXTENSION = re.compile(r"(?:ext|x|durchwahl|poste|#)\.?\s*\d{1,6}\s*$", re.IGNORECASE)


def normalise_phone(text: str) -> str:
    """The last nine digits without an extension; "" with fewer than eight, or where they say nothing.

    >>> normalise_phone("+49 (0)30 1234-567"), normalise_phone("030 1234567"), normalise_phone("0000000000")
    ('301234567', '301234567', '')
    """
    digits = re.sub(r"\D", "", _EXTENSION.sub("", text))
    tail = digits[-9:].lstrip("0")
    if len(tail) < 7 or len(set(tail)) < 3 or tail in "1234567890":
        return ""
    return tail
