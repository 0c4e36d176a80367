"""Where the live reading of each system stands: positions, budget, pauses, rows that wait.

Expects the caller's transaction where it says so. Nothing here knows a vendor.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Q

from accord.ledger.models import SyncHeld, SyncObject, SyncSystem
from accord.vocabulary.errors import AccordError, NotFound
from accord.vocabulary.errors import Refused as NotAllowed


@dataclass(frozen=True, slots=True)
class Held:
    """A row that could not be taken yet, and why."""

    external_id: str
    reason: str
    field: str
    value: str


def connect_system(system: str, source: str, objects: Iterable[tuple[str, bool]], *, now: datetime) -> None:
    """Record a connected system and its objects (name, whether it has a history to read). Repeatable."""
    SyncSystem.objects.get_or_create(system=system, defaults={"source": source, "connected_at": now})
    SyncSystem.objects.filter(system=system).update(source=source, error="", remedy="", error_at=None)
    add_objects(system, objects)


def add_objects(system: str, objects: Iterable[tuple[str, bool]]) -> None:
    """The objects of a system (name, whether it has a history to read) that are not there yet. Repeatable."""
    rows = [
        SyncObject(system=system, object=name, history_state="waiting" if deep else "")
        for name, deep in objects
    ]
    SyncObject.objects.bulk_create(rows, ignore_conflicts=True)


def get_system(system: str) -> SyncSystem:
    """The connected system; raises `NotFound` where it is not connected."""
    found = SyncSystem.objects.filter(system=system).first()
    if found is None:
        raise NotFound(
            "crm.not_connected", f"{system} is not connected", f"accord connect {system} --help says how"
        )
    return found


def find_systems() -> list[SyncSystem]:
    """Every connected system, by name."""
    return list(SyncSystem.objects.order_by("system"))


def find_objects(system: str) -> list[SyncObject]:
    """The objects of a system in the order they were declared."""
    return list(SyncObject.objects.filter(system=system).order_by("id"))


def note_spent(system: str, now: datetime, *, calls: int, used: int, allowed: int) -> None:
    """Add calls to today's count, with what the vendor says of the day."""
    today = f"{now:%Y-%m-%d}"
    rows = SyncSystem.objects.filter(system=system)
    rows.exclude(day=today).update(day=today, calls=0)
    rows.update(calls=F("calls") + calls)
    if allowed:
        rows.update(used=used, allowed=allowed)


def note_pause(system: str, until: datetime | None) -> None:
    """Until when the vendor asked for silence."""
    SyncSystem.objects.filter(system=system).update(not_before=until)


def note_actor(system: str, actor: str) -> None:
    """Our own user there: whose changes may be our own."""
    if actor:
        SyncSystem.objects.filter(system=system).update(actor=actor)


def note_system_error(system: str, problem: AccordError | None, now: datetime) -> None:
    """What keeps the whole system from being read; None: it is read."""
    said = (problem.sentence[:300], problem.remedy[:300]) if problem else ("", "")
    SyncSystem.objects.filter(system=system).update(
        error=said[0], remedy=said[1], error_at=now if problem else None
    )


def note_object_error(row: SyncObject, problem: AccordError | None, next_at: datetime) -> None:
    """What keeps one object from being read, and when it is tried again."""
    said = (problem.sentence[:300], problem.remedy[:300]) if problem else ("", "")
    SyncObject.objects.filter(id=row.id).update(error=said[0], remedy=said[1], next_at=next_at)
    # A hint that came while it was read stays: what it is about may not have been on the page.
    SyncObject.objects.filter(id=row.id, hinted_at=row.hinted_at).update(hinted_at=None)


def advance(row: SyncObject, **changes: Any) -> None:
    """Move an object's positions, in the transaction of the rows they vouch for.

    Raises `Refused` when another reader moved it meanwhile: that reader booked the rows.
    """
    moved = SyncObject.objects.filter(id=row.id, step=row.step).update(step=row.step + 1, **changes)
    if not moved:
        raise NotAllowed(
            "crm.taken_over", "another worker reads this object", "nothing to do: it goes on there"
        )
    row.step += 1
    for name, value in changes.items():
        setattr(row, name, value)


def make_all_due(system: str) -> None:
    """Every object of a system is to be read at the next reading, whatever its interval."""
    SyncObject.objects.filter(system=system).update(next_at=None)


def make_due(system: str, names: Collection[str], *, read_before: datetime) -> None:
    """These objects of a system are to be read at the next reading, unless they were read after an instant."""
    rows = SyncObject.objects.filter(system=system, object__in=names)
    rows.filter(Q(read_at=None) | Q(read_at__lt=read_before)).update(next_at=None)


def hint_at(system: str, names: Collection[str], now: datetime) -> datetime | None:
    """These objects changed there, somebody says: read them at the next reading. When one of them was last read."""
    rows = SyncObject.objects.filter(system=system, object__in=names)
    rows.update(hinted_at=now)
    last: datetime | None = rows.aggregate(last=Max("read_at"))["last"]
    return last


def keep_fields(row: SyncObject, fields: Collection[str], now: datetime) -> None:
    """The fields that are asked for, as the system last described them."""
    SyncObject.objects.filter(id=row.id).update(fields=list(fields), fields_at=now)
    row.fields, row.fields_at = list(fields), now


def hold_rows(system: str, name: str, held: Iterable[Held], now: datetime) -> None:
    """Let rows wait. Expects the transaction of the page they came with."""
    rows = [
        SyncHeld(
            system=system,
            object=name,
            external_id=one.external_id,
            reason=one.reason,
            field=one.field[:80],
            value=one.value[:120],
            seen_at=now,
        )
        for one in held
    ]
    SyncHeld.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["system", "object", "external_id"],
        update_fields=["reason", "field", "value", "seen_at"],
    )


def release_rows(system: str, name: str, external_ids: Collection[str]) -> None:
    """These rows were taken: they wait no more."""
    if external_ids:
        SyncHeld.objects.filter(system=system, object=name, external_id__in=list(external_ids)).delete()


def find_held(system: str, name: str, limit: int = 500) -> list[str]:
    """The ids of rows that wait, the longest waiting first."""
    rows = SyncHeld.objects.filter(system=system, object=name).order_by("seen_at", "id")
    return list(rows.values_list("external_id", flat=True)[:limit])


def count_gaps(system: str) -> list[Mapping[str, Any]]:
    """Why rows wait: object, field, value, reason and how many, the most frequent first."""
    rows = SyncHeld.objects.filter(system=system).values("object", "field", "value", "reason")
    return list(rows.annotate(rows=Count("id")).order_by("-rows", "object", "value"))
