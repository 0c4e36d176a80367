"""Words about campaigns that name a person: erased with them, and part of what is kept of them.

What is signed (content, rule, schedule) is not touched: its hash would say that nobody signed it.
"""

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Model, QuerySet

from accord.campaigns.models import Addressee, CampaignAnswer, CampaignRow, PulledAccount
from accord.ledger.sql import in_chunks

_GONE = "(erased)"
Stands = Callable[[str], bool]
# Where people write freely, and when they wrote it.
_WORDS: tuple[tuple[type[Model], str, str], ...] = (
    (CampaignRow, "goal", "planned_at"),
    (CampaignRow, "cancelled_why", "changed_at"),
    (CampaignAnswer, "reason", "answered_at"),
    (PulledAccount, "reason", "pulled_at"),
)


def forget_campaign_words(stands: Stands) -> int:
    """Blank the goals and reasons that name these people; how many. Repeatable. Expects a transaction."""
    return sum(
        _rows(kind).filter(pk__in=some).update(**{field: _GONE})
        for kind, field, _at in _WORDS
        for some in in_chunks(
            [pk for pk, text in _rows(kind).values_list("pk", field) if text and stands(text)]
        )
    )


def collect_campaign_words(stands: Stands) -> list[dict[str, Any]]:
    """Every goal and reason that names these people, the oldest first."""
    found = [
        {"what": f"{kind._meta.model_name}.{field}", "text": text, "at": at}
        for kind, field, when in _WORDS
        for text, at in _rows(kind).values_list(field, when)
        if text and stands(text)
    ]
    return sorted(found, key=lambda each: each["at"])


def _rows(kind: type[Model]) -> QuerySet[Any]:
    """All rows of one kind."""
    return kind._default_manager.all()


def collect_letters(keys: Collection[int]) -> list[dict[str, Any]]:
    """What became of every letter to this person, and why they got none."""
    rows = Addressee.objects.filter(subject__in=list(keys)).order_by("pk")
    return [
        dict(row)
        for row in rows.values(
            "campaign", "arm", "fate", "why", "sentence", "clause", "message_id", "answer", "moved_at"
        )
    ]
