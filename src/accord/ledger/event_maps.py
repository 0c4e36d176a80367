"""What an operator saved about the names of events, and the names that nobody mapped, with their counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from accord.ledger.models import EventMapping, SkippedEvent
from accord.ledger.sql import bind

MOST_NAMES = 500  # of one source; the rest are counted together, for names may be made up
OTHERS = "(other names)"
_COUNT = (
    "INSERT INTO ledger_skippedevent (source, name, count, last_at) VALUES (%s, %s, %s, %s) "
    "ON CONFLICT (source, name) DO UPDATE SET count = ledger_skippedevent.count + excluded.count, "
    "last_at = excluded.last_at"
)
_kept: list[Mapping[str, str]] = []


@dataclass(frozen=True, slots=True)
class Skipped:
    """Events of one name that count for nothing until somebody maps them."""

    source: str
    name: str
    count: int
    last_at: datetime


def find_event_maps() -> Mapping[str, str]:
    """The saved mappings by source, as they were when they were last read anew."""
    return _kept[0] if _kept else read_anew()


def read_anew() -> Mapping[str, str]:
    """Read the saved mappings again; a worker does so before each of its transactions."""
    _kept[:] = [dict(EventMapping.objects.values_list("source", "text"))]
    return _kept[0]


def save_event_map(source: str, text: str, *, actor: str, now: datetime) -> None:
    """Save the mapping of a source over the one before; an empty text takes it away."""
    _kept.clear()
    if not text.strip():
        EventMapping.objects.filter(source=source).delete()
        return
    said = {"text": text, "actor": actor, "saved_at": now}
    EventMapping.objects.update_or_create(source=source, defaults=said)


def count_skipped(names: Mapping[tuple[str, str], int], *, now: datetime) -> None:
    """Count events by source and name, in the caller's transaction."""
    held = set(
        SkippedEvent.objects.filter(source__in={source for source, _ in names}).values_list("source", "name")
    )
    rows = []
    for (source, name), count in names.items():
        room = (source, name) in held or sum(1 for each in held if each[0] == source) < MOST_NAMES
        held.add((source, name if room else OTHERS))
        rows.append((source, name if room else OTHERS, count, bind(now)))
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_COUNT, rows)


def find_skipped(limit: int = 100, offset: int = 0) -> list[Skipped]:
    """The names that nobody mapped, most frequent first."""
    rows = SkippedEvent.objects.order_by("-count", "source", "name")[offset : offset + limit]
    return [Skipped(row.source, row.name, row.count, row.last_at) for row in rows]
