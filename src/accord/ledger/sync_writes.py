"""What Accord means to stand in an outside system: decided once, sent until it stands, recognised on return."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Count, F

from accord.ledger.models import SyncConflict, SyncWrite
from accord.ledger.outbox import mark_sent, put_message
from accord.ledger.outbox_hold import is_held
from accord.ledger.sql import in_chunks

WAITING, SENT, SEEN, DROPPED, FAILED = "waiting", "sent", "seen", "dropped", "failed"


def put_write(
    *,
    system: str,
    object: str,  # noqa: A002 - the table's own word
    external_id: str,
    subject: int,
    field: str,
    value: str,
    base: str,
    why: str,
    cause: str,
    now: datetime,
    alone: bool = False,
) -> str:
    """Write the message and its row in the caller's transaction; a repeat of the cause adds nothing.

    An older value for the same field that has not left yet is dropped: the newer one says what is meant now;
    unless each stands `alone`, for itself.
    """
    payload = {"object": object, "id": external_id, "field": field, "value": value}
    message_id = put_message("crm", system, "field", payload, cause=cause, now=now)
    if SyncWrite.objects.filter(message_id=message_id).exists():
        return message_id
    older = SyncWrite.objects.filter(system=system, external_id=external_id, field=field, state=WAITING)
    for held in () if alone else older:
        close_write(held, DROPPED, now, error="a newer value took its place")
    SyncWrite.objects.create(
        message_id=message_id,
        system=system,
        object=object,
        external_id=external_id,
        subject=subject,
        field=field,
        value=value[:400],
        base=base[:400],
        why=why[:300],
        created_at=now,
    )
    return message_id


def find_waiting(system: str, limit: int = 200) -> list[SyncWrite]:
    """What has not been sent, oldest first; nothing while the outbox is held."""
    if is_held():
        return []
    return list(SyncWrite.objects.filter(system=system, state=WAITING).order_by("id")[:limit])


def close_write(
    write: SyncWrite, state: str, now: datetime, *, error: str = "", base_at: datetime | None = None
) -> None:
    """Note what became of it; the outbox's message counts as dealt with. Expects a transaction.

    What is dropped after it was sent keeps `base_at`: by it the value is known as ours in the field's history.
    """
    changes: dict[str, Any] = {"state": state, "error": error[:300], "sent_at": now}
    if base_at is not None:
        changes["base_at"] = base_at
    SyncWrite.objects.filter(id=write.id).update(**changes)
    mark_sent(write.message_id, now)


def drop_all_waiting(now: datetime, *, error: str) -> int:
    """Drop every write that waits, of every system; returns how many. Expects a transaction."""
    return SyncWrite.objects.filter(state=WAITING).update(state=DROPPED, error=error[:300], sent_at=now)


def note_attempt(write_ids: Collection[int], error: str) -> None:
    """A try that failed for now."""
    SyncWrite.objects.filter(id__in=list(write_ids)).update(attempts=F("attempts") + 1, error=error[:300])


def find_last(system: str, external_id: str, field: str) -> SyncWrite | None:
    """The newest value meant for a field that was not dropped or refused; None when there is none."""
    rows = SyncWrite.objects.filter(system=system, external_id=external_id, field=field)
    return rows.filter(state__in=(WAITING, SENT, SEEN)).order_by("-id").first()


def find_standing(system: str, external_ids: Collection[str]) -> dict[tuple[str, str], SyncWrite]:
    """The newest value meant for each field of these records: (id, field) to write."""
    found: dict[tuple[str, str], SyncWrite] = {}
    for chunk in in_chunks(list(external_ids)):
        rows = SyncWrite.objects.filter(
            system=system, external_id__in=chunk, state__in=(WAITING, SENT, SEEN)
        ).order_by("id")
        found |= {(row.external_id, row.field): row for row in rows}
    return found


def mark_seen(write: SyncWrite, now: datetime) -> None:
    """It came back as it was written."""
    SyncWrite.objects.filter(id=write.id, state=SENT).update(state=SEEN, seen_at=now)


def open_conflict(
    write: SyncWrite,
    *,
    object: str,  # noqa: A002 - the table's own word
    external_id: str,
    theirs: str,
    theirs_by: str,
    theirs_at: datetime | None,
    master: str,
    outcome: str,
    now: datetime,
) -> bool:
    """Keep that they said something else than a write of ours; True when it is new. Expects a transaction.

    `object` and `external_id` are the record's as they stand there now: a merge may have moved it since the write.
    """
    _, new = SyncConflict.objects.get_or_create(
        system=write.system,
        external_id=external_id,
        field=write.field,
        theirs_at=theirs_at,
        theirs=theirs[:400],
        defaults={
            "object": object,
            "subject": write.subject,
            "ours": write.value,
            "ours_at": write.created_at,
            "theirs_by": theirs_by[:80],
            "master": master,
            "outcome": outcome[:120],
            "opened_at": now,
        },
    )
    return new


def find_conflicts(system: str = "", *, open_only: bool = True, limit: int = 100) -> list[SyncConflict]:
    """Conflicts, newest first."""
    rows = SyncConflict.objects.filter(**({"system": system} if system else {}))
    rows = rows.filter(closed_at=None) if open_only else rows
    return list(rows.order_by("-id")[:limit])


def count_conflicts(system: str) -> int:
    """How many are open."""
    return SyncConflict.objects.filter(system=system, closed_at=None).count()


def close_conflict(conflict_id: int, by: str, now: datetime) -> bool:
    """Somebody has looked at it; False when it was closed before."""
    rows = SyncConflict.objects.filter(id=conflict_id, closed_at=None)
    return bool(rows.update(closed_at=now, closed_by=by))


def count_writes(system: str) -> dict[str, int]:
    """Writes by state."""
    rows = SyncWrite.objects.filter(system=system).values_list("state")
    return dict(rows.annotate(n=Count("id")).order_by("state"))


def find_failed(system: str, limit: int = 20) -> list[SyncWrite]:
    """Writes that were refused, newest first."""
    return list(SyncWrite.objects.filter(system=system, state=FAILED).order_by("-id")[:limit])
