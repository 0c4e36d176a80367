"""What is said about a person, or names them: erased with them, and part of all that is kept about them."""

from collections.abc import Callable, Collection
from typing import Any

from accord.alignment.talk.models import Remark
from accord.ledger.sql import in_chunks

_GONE = "(erased)"
Stands = Callable[[str], bool]


def forget_talk(keys: Collection[int], stands: Stands) -> int:
    """Delete what was said about these people; blank what names them elsewhere. Returns how many rows.

    Repeating it does no harm. Expects a transaction.
    """
    count = 0
    for chunk in in_chunks(sorted(keys)):
        count += Remark.objects.filter(subject__in=chunk).delete()[0]
    for chunk in in_chunks(_naming(keys, stands)):
        count += Remark.objects.filter(key__in=chunk).update(text=_GONE)
    return count


def collect_talk(keys: Collection[int], stands: Stands) -> list[dict[str, Any]]:
    """Every remark about these people, and those elsewhere that name them."""
    found = [
        *Remark.objects.filter(subject__in=list(keys)).values_list("key", flat=True),
        *_naming(keys, stands),
    ]
    rows = Remark.objects.filter(key__in=found).order_by("said_at", "key")
    return [
        dict(row) for row in rows.values("about", "actor", "text", "question", "day", "said_at", "edited_at")
    ]


def _naming(keys: Collection[int], stands: Stands) -> list[int]:
    """Remarks on other subjects in which they stand."""
    rows = Remark.objects.exclude(subject__in=list(keys)).exclude(text="").values_list("key", "text")
    return [key for key, text in rows.iterator() if stands(text)]
