"""Canonical values from vendors' cells: addresses, hosts, numbers,
money. Empty or None where a cell holds none.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from accord.connectors.objects.statuses import is_hashed

_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s.,;<>\"]{2,}")
_LARGEST = 10**15  # above it a cell holds an id or a slip, not a count


def email(text: str) -> str:
    """The address, lower-case; empty for what is none (a digest put in its place, a name)."""
    text = text.strip().lower()
    return text if len(text) <= 254 and _EMAIL.fullmatch(text) else ""


def clear(text: str) -> str:
    """The text; empty where it names nothing: a digest put in its place,
    or question marks of a lost encoding.
    """
    return "" if is_hashed(text) or not text.strip("? ") else text


@lru_cache(maxsize=16_384)
def host(text: str) -> str:
    """The domain of a web address or a domain cell, without www; empty for anything else."""
    text = clear(text.strip().lower())
    bare = re.split(r"[/?#:]", text.partition("//")[2] or text)[0].removeprefix("www.")
    return bare if "." in bare and " " not in bare and "@" not in bare else ""


def count(text: str) -> int | None:
    """A whole number of zero or more, from `5000`, `5,000` or `5000.0`; None for a range or a word."""
    text = text.replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return int(number) if number.is_finite() and 0 <= number < _LARGEST else None


def currency_of_header(name: str) -> str:
    """The currency that a column names itself: `Amount spent (EUR)`; empty when it names none."""
    found = re.search(r"\(([A-Z]{3})\)\s*$", name)
    return found[1] if found else ""


def ids(text: str) -> Iterator[str]:
    """The ids of a cell that holds several: separated by semicolons, commas or bars; `12:1569` is id 12."""
    for part in re.split(r"[;,|]", text.strip("[]{} ")):
        found = part.strip().strip('"').partition(":")[0]
        if found:
            yield found
