"""What was decided about a person, or names them: its words are erased with them, and part of what is kept of them."""

from collections.abc import Callable, Collection
from typing import Any

from accord.alignment.meetings.models import DecisionRow
from accord.ledger.sql import in_chunks

_GONE = "(erased)"
Stands = Callable[[str], bool]


def forget_decisions(keys: Collection[int], stands: Stands) -> int:
    """Blank the words of decisions about these people, and of those that name them; returns how many.

    That something was decided stays, without its words. Repeating it does no harm. Expects a transaction.
    """
    return sum(
        DecisionRow.objects.filter(pk__in=chunk).exclude(text=_GONE).update(text=_GONE)
        for chunk in in_chunks(_of(keys, stands))
    )


def collect_decisions(keys: Collection[int], stands: Stands) -> list[dict[str, Any]]:
    """Every decision about these people, and those that name them."""
    rows = DecisionRow.objects.filter(pk__in=_of(keys, stands)).order_by("made_at", "pk")
    return [dict(row) for row in rows.values("about", "text", "due", "week", "made_at", "done_at")]


def _of(keys: Collection[int], stands: Stands) -> list[int]:
    about = {f"lead:{key}" for key in keys}
    rows = DecisionRow.objects.values_list("pk", "about", "text")
    return [pk for pk, subject, text in rows.iterator() if subject in about or stands(text)]
