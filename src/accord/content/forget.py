"""A person's question, and words that name them: erased with them, and part of all that is kept about them."""

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Q

from accord.content.models import PieceDraft, PieceRow, PieceShare

_GONE = "(erased)"
Stands = Callable[[str], bool]


def forget_questions(keys: Collection[int], stands: Stands) -> int:
    """Blank the questions of these people and whatever else names them; returns how many pieces. Repeatable."""
    rows = _about(keys, stands)
    for row in rows:
        asked = row.subject in keys or stands(row.question)
        row.question = _GONE if row.question and asked else row.question
        row.title = _GONE if stands(row.title) else row.title
        row.text = _GONE if stands(row.text) else row.text
        row.subject = 0 if row.subject in keys else row.subject
        row.save(update_fields=["question", "title", "text", "subject"])
    return len(rows)


def collect_questions(keys: Collection[int], stands: Stands) -> list[dict[str, Any]]:
    """Every request that these people's questions made, and those that name them."""
    return [
        {
            "title": row.title,
            "question": row.question,
            "text": row.text,
            "actor": row.made_by,
            "at": row.made_at,
        }
        for row in _about(keys, stands)
    ]


def forget_shares(keys: Collection[int], stands: Stands) -> int:
    """Let go whom pieces reached, and words that name these people; the share stays counted. Returns how many rows."""
    count = PieceShare.objects.filter(subject__in=list(keys)).update(subject=0, token="", note="")
    noted = PieceShare.objects.exclude(note="").values_list("key", "note")
    named = [key for key, note in noted.iterator() if stands(note)]
    count += PieceShare.objects.filter(key__in=named).update(note=_GONE)
    drafts = PieceDraft.objects.exclude(text="").values_list("pk", "text")
    naming = [pk for pk, text in drafts.iterator() if stands(text)]
    return count + PieceDraft.objects.filter(pk__in=naming).update(text=_GONE)


def collect_shares(keys: Collection[int], stands: Stands) -> list[dict[str, Any]]:
    """What reached these people, and notes elsewhere that name them."""
    rows = PieceShare.objects.select_related("piece").order_by("at", "key")
    return [
        {"title": row.piece.title, "way": row.way, "note": row.note, "actor": row.actor, "at": row.at}
        for row in rows.iterator()
        if row.subject in set(keys) or (row.note and stands(row.note))
    ]


def _about(keys: Collection[int], stands: Stands) -> list[PieceRow]:
    rows = PieceRow.objects.filter(~Q(key=0)).order_by("made_at", "key")
    return [
        row
        for row in rows.iterator()
        if row.subject in set(keys)
        or any(text and stands(text) for text in (row.title, row.question, row.text))
    ]
