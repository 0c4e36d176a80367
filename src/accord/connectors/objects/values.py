"""Canonical values from vendors' cells: addresses, hosts, numbers, money. Empty or None where a cell holds none."""

import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from accord.connectors.objects.row import Bad, Cells
from accord.connectors.objects.statuses import is_hashed
from accord.vocabulary.facts import Reason
from accord.vocabulary.money import Money

_EMAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]+\.[^@\s.,;<>\"]{2,}")
_LARGEST = 10**15  # minor units; above it a cell holds an id or a slip, not an amount


def email(text: str) -> str:
    """The address, lower-case; empty for what is none (a digest put in its place, a name)."""
    text = text.strip().lower()
    return text if len(text) <= 254 and _EMAIL.fullmatch(text) else ""


def clear(text: str) -> str:
    """The text; empty where it names nothing: a digest put in its place, or question marks of a lost encoding."""
    return "" if is_hashed(text) or not text.strip("? ") else text


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


def minor(cells: Cells, key: str, currency: str) -> int | None:
    """An amount in minor units; None for an empty cell. Refuses the row for what is no amount, or too large."""
    text = cells(key)
    if not text:
        return None
    number = _decimal(text)
    if number is None:
        raise Bad(cells.name(key), text, Reason.bad_number)
    if abs(number) > _LARGEST:
        raise Bad(cells.name(key), text, Reason.number_out_of_range)
    return Money.of(number, currency).minor


def _decimal(text: str) -> Decimal | None:
    """`1234.5`, `1,234.50`, `EUR 1.5`; a comma is read as grouping only where three digits follow it."""
    bare = re.sub(r"^[^\d+.\-]{1,4}|[^\d.]{1,4}$", "", text)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", bare):
        bare = bare.replace(",", "")
    try:
        number = Decimal(bare)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def ids(text: str) -> Iterator[str]:
    """The ids of a cell that holds several: separated by semicolons, commas or bars; `12:1569` is id 12."""
    for part in re.split(r"[;,|]", text.strip("[]{} ")):
        found = part.strip().strip('"').partition(":")[0]
        if found:
            yield found


def person_id(text: str) -> str:
    """An owner as an actor: their id as it stands; a name or an address only as a short digest.

    Exports by label carry the owner's name where the programs carry an id; facts hold no names.
    """
    if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", text) and any(c.isdigit() for c in text):
        return text
    return "owner:" + hashlib.blake2b(text.strip().casefold().encode(), digest_size=6).hexdigest()
