"""What could not be read, kept with its reason: nothing is dropped, and all of it can be replayed after a fix.

`bury` is for the worker (in its transaction, with what was read of the same letter) and for doors that refuse
a body of somebody they know (a key, a provider). A dead letter holds what its reader needs to read it again: the
whole body, or a body with the one event that was refused. `replay` puts it back into the inbox, with the instant at
which it first came, so that the very same function reads it; what it became before it becomes no second time.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count

from accord.ledger.inbox import FORGET_AT_ONCE, keep_letters, open_letter, read_texts
from accord.ledger.models import DeadLetter
from accord.ledger.sql import bind
from accord.vocabulary.doors import DeadReason, Letter

_BURY = (
    "INSERT INTO ledger_deadletter (door, source, trust, received_at, body, context, reason, detail, expires_at) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


@dataclass(frozen=True, slots=True)
class Buried:
    """A dead letter as lists show it; the body is personal and asked for by itself."""

    id: int
    door: str
    source: str
    received_at: datetime
    reason: str
    detail: str
    size: int
    replayed_at: datetime | None
    expires_at: datetime


def bury(letters: Iterable[tuple[Letter, DeadReason, str]], *, now: datetime, keep_for: timedelta) -> int:
    """Keep letters that could not be read, each with its reason and a detail (300 characters); how many."""
    rows = [
        (
            letter.door.value,
            letter.source,
            letter.trust.value,
            bind(letter.received_at),
            letter.body,
            json.dumps(dict(letter.context), ensure_ascii=False),
            reason.value,
            detail.replace("\0", "\N{REPLACEMENT CHARACTER}")[:300],
            bind(now + keep_for),
        )
        for letter, reason, detail in letters
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_BURY, rows)
    return len(rows)


def find_buried(*, reason: str = "", source: str = "", limit: int = 100, offset: int = 0) -> list[Buried]:
    """Dead letters that were not replayed, newest first."""
    rows = DeadLetter.objects.filter(replayed_at=None).order_by("-id")
    rows = rows.filter(reason=reason) if reason else rows
    rows = rows.filter(source=source) if source else rows
    return [
        Buried(
            r.id,
            r.door,
            r.source,
            r.received_at,
            r.reason,
            r.detail,
            len(r.body),
            r.replayed_at,
            r.expires_at,
        )
        for r in rows[offset : offset + limit]
    ]


def count_buried() -> dict[tuple[str, str, str], int]:
    """Dead letters that were not replayed, by door, source and reason."""
    open_ones = DeadLetter.objects.filter(replayed_at=None).order_by()
    grouped = open_ones.values_list("door", "source", "reason").annotate(n=Count("id"))
    return {
        (door, source, reason): n for door, source, reason, n in grouped.order_by("door", "source", "reason")
    }


def read_buried() -> Iterator[tuple[Letter, str]]:
    """Every dead letter that is kept, with its reason, in order."""
    for r in DeadLetter.objects.order_by("id").iterator():
        yield open_letter(r.door, r.source, r.trust, r.received_at, bytes(r.body), r.context), r.reason


def find_body(dead_letter: int) -> bytes | None:
    """The raw body; None when there is no such letter any more."""
    row = DeadLetter.objects.filter(id=dead_letter).values_list("body", flat=True).first()
    return None if row is None else bytes(row)


def replay(ids: Collection[int], *, now: datetime) -> int:
    """Put dead letters back into the inbox, each once; how many went. Those already replayed are passed over."""
    with transaction.atomic():
        rows = (
            DeadLetter.objects.select_for_update().filter(id__in=list(ids), replayed_at=None).order_by("id")
        )
        found = [
            (r.id, open_letter(r.door, r.source, r.trust, r.received_at, bytes(r.body), r.context))
            for r in rows
        ]
        keep_letters([letter for _, letter in found])
        DeadLetter.objects.filter(id__in=[number for number, _ in found]).update(replayed_at=now)
    return len(found)


def forget_buried(now: datetime, *, at_once: int = FORGET_AT_ONCE) -> int:
    """Delete dead letters whose time has run out, in one short transaction; how many went. Call until 0."""
    old = DeadLetter.objects.filter(expires_at__lte=now).order_by("expires_at").values_list("id", flat=True)
    with transaction.atomic():
        return DeadLetter.objects.filter(id__in=list(old[:at_once])).delete()[0]


def erase_from_buried(stands_in: Callable[[str], bool], *, at_once: int = FORGET_AT_ONCE) -> int:
    """Delete dead letters, replayed or not, in which a person stands; how many went."""
    gone, last = 0, 0
    rows = DeadLetter.objects.order_by("id").values_list("id", "body", "context", "detail")
    while chunk := list(rows.filter(id__gt=last)[:at_once]):
        last = chunk[-1][0]
        found = [
            number
            for number, body, context, detail in chunk
            if stands_in("\n".join((read_texts(bytes(body)), context, detail)))
        ]
        if found:
            with transaction.atomic():
                gone += DeadLetter.objects.filter(id__in=found).delete()[0]
    return gone
