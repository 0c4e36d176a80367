"""Ids as the vendors give them, and instants as they write them; whole columns at a time."""

import numpy as np

from accord.simulation.shapes import NONE, Array
from accord.vocabulary.ids import salesforce_id_18

LEAD, CONTACT, ACCOUNT, OPPORTUNITY, USER, TASK, EVENT = "00Q", "003", "001", "006", "005", "00T", "00U"
ROLE, HISTORY = "00K", "017"


def salesforce_ids(prefix: str, numbers: Array) -> Array:
    """18-character ids: only digits vary, so that one check suffix serves all of a prefix."""
    stem = f"{prefix}5g"
    suffix = salesforce_id_18(stem + "0" * 10)[15:]
    digits = np.asarray(numbers).astype("<U10")
    digits = np.char.zfill(digits, 10) if digits.size else digits  # zfill knows no width of nothing
    return np.char.add(np.char.add(stem, digits), suffix)


def hubspot_ids(first: int, numbers: Array) -> Array:
    """Numeric ids from `first` on."""
    return (np.asarray(numbers) + first).astype(str)


def instants(at: Array, between: str = "T", after: str = "Z") -> Array:
    """`2026-03-01T09:30:00Z`, or with other marks; empty where it never was."""
    never = at == NONE
    text = np.datetime_as_string(np.where(never, 0, at).astype("datetime64[s]"), unit="s")
    if between != "T":
        text = np.char.replace(text, "T", between)
    return np.where(never, "", np.char.add(text, after))


def days(at: Array) -> Array:
    """`2026-03-01`."""
    return np.datetime_as_string(at.astype("datetime64[s]"), unit="D")


def yes(flags: Array) -> Array:
    """true and false as both vendors write them."""
    return np.where(flags, "true", "false")
