"""What a live reading told holds against an export of the same system: the export is a copy, and may be an old one.

A happening (a call, a deal's birth) that was read live stands as it was read; so do the kinds that were told in full
of a record, since the oldest day that they were told of. Only what lies after the last live reading is an export's.
Expects a transaction and the turn.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max

from accord.ledger.models import Happening, SyncObject, SyncSystem
from accord.ledger.prepare import ReadyFact
from accord.ledger.sql import bind, in_chunks
from accord.vocabulary.facts import FactKind, Ref

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_KIND, _WHEN = 0, 1


def note_told(source: str, told: Mapping[tuple[int, FactKind], datetime | None]) -> None:
    """Keep since when a kind is told in full of a subject; the earliest day stands. None: of all time."""
    since = {name_told(key, int(kind)): day or _BEGINNING for (key, kind), day in told.items()}
    known = _read_live(source, since)
    rows = [
        Happening(source=source, item=item, modified_at=day)
        for item, day in since.items()
        if item not in known or day < known[item]
    ]
    Happening.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        update_fields=["modified_at"],
        unique_fields=["source", "item", "source_id"],
    )


def name_told(key: int, kind: int) -> str:
    """The name under which it stands that a kind was told in full of a subject."""
    return f"told:{kind}:{key}"


def without_read_live(source: str, facts: Sequence[ReadyFact], keys: Mapping[Ref, int]) -> list[ReadyFact]:
    """The facts of an import that no live reading of its source knows better; all where none is read live.

    `keys`: of the records they are about; of one without a key nothing was told.
    """
    until = _last_reading(source)
    if until is None:
        return list(facts)
    told = {
        f.source_id: name_told(keys[f.about], f.columns[_KIND])
        for f in facts
        if f.about is not None and f.about in keys
    }
    live = _read_live(source, {*told.values(), *(f.item for f in facts if f.item)})
    return [f for f in facts if f.columns[_WHEN] > until or not _is_live(f, told.get(f.source_id, ""), live)]


def _is_live(fact: ReadyFact, told: str, live: Mapping[str, datetime]) -> bool:
    if fact.item and fact.item in live:
        return True
    return told in live and bool(fact.columns[_WHEN] >= bind(live[told]))


def _last_reading(source: str) -> Any:
    """When a source was read live last, bound; None where it is not connected or was never read."""
    systems = list(SyncSystem.objects.filter(source=source).values_list("system", flat=True))
    if not systems:
        return None
    read = SyncObject.objects.filter(system__in=systems).aggregate(last=Max("read_at"))["last"]
    return None if read is None else bind(read)


def _read_live(source: str, items: Collection[str]) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for some in in_chunks(sorted(items)):
        rows = Happening.objects.filter(source=source, source_id="", item__in=some, modified_at__isnull=False)
        found.update((item, at) for item, at in rows.values_list("item", "modified_at") if at is not None)
    return found
