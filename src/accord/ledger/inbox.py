"""What came in through a door, whole, before anybody made sense of it. The inbox is its own queue.

How to use it:

- A door (an interface) validates a request, makes a `vocabulary.doors.Letter` and calls
  `workflows.receive_events.keep(letter)`, which returns once the letter is committed. Only then answer 2xx.
- The worker (`workflows.take_inbox`) gives each letter to the reader of its door, a function in
  `workflows.inbox_readers.READERS`; what the reader cannot read becomes a dead letter (`ledger.dead_letters`).

Bodies and contexts are personal: they go some days after the letter was taken (`forget_taken`), and when a
person is erased (`erase_from_inbox`).
"""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from accord.ledger.models import InboxItem
from accord.ledger.sql import bind, marks
from accord.ledger.wake import announce
from accord.vocabulary.doors import Door, Letter, Trust

_KEEP = (
    "INSERT INTO ledger_inboxitem (door, source, trust, received_at, body, context, done) "
    "VALUES (%s, %s, %s, %s, %s, %s, 0)"
)
_COLUMNS = ("seq", "done", "door", "source", "trust", "received_at", "body", "context")
FORGET_AT_ONCE = 200  # rows of one deleting transaction: secure deletion overwrites each page


class Waiting(NamedTuple):
    """A letter not (wholly) taken: the first `done` of its events are in the ledger already."""

    seq: int
    done: int
    letter: Letter


def keep_letters(letters: Sequence[Letter]) -> None:
    """Append letters, in the caller's transaction; they are safe when it is committed."""
    rows = [
        (each.door.value, each.source, each.trust.value, bind(each.received_at), each.body, _pack(each))
        for each in letters
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_KEEP, rows)
        announce()


def find_waiting(after: int = 0, limit: int = 200) -> list[Waiting]:
    """Letters not yet taken whose number is above `after`, oldest first."""
    rows = (
        InboxItem.objects.filter(taken_at=None, seq__gt=after).order_by("seq").values_list(*_COLUMNS)[:limit]
    )
    return [
        Waiting(seq, done, open_letter(door, source, trust, received_at, body, context))
        for seq, done, door, source, trust, received_at, body, context in rows
    ]


def count_waiting() -> int:
    """How many letters wait for the worker."""
    return InboxItem.objects.filter(taken_at=None).count()


def find_oldest_waiting() -> datetime | None:
    """Since when the oldest letter waits; None when nothing does."""
    return (
        InboxItem.objects.filter(taken_at=None).order_by("seq").values_list("received_at", flat=True).first()
    )


def take_letters(whole: Sequence[int], part: tuple[int, int, int] | None, *, now: datetime) -> bool:
    """Mark letters as taken, and of one more (number, done before, done now) some events.

    In the caller's transaction, with what they became. False when another worker took any of them: roll back.
    """
    taken = 0
    with connection.cursor() as cursor:
        if whole:
            cursor.execute(
                "UPDATE ledger_inboxitem SET taken_at = %s "  # noqa: S608 - placeholders only
                f"WHERE taken_at IS NULL AND seq IN ({marks(len(whole))})",
                [bind(now), *whole],
            )
            taken = cursor.rowcount
        if part is not None:
            seq, before, after = part
            cursor.execute(
                "UPDATE ledger_inboxitem SET done = %s WHERE seq = %s AND done = %s AND taken_at IS NULL",
                [after, seq, before],
            )
            taken += cursor.rowcount
    return taken == len(whole) + (part is not None)


def forget_letters(numbers: Collection[int]) -> None:
    """Delete letters at once, in the caller's transaction: what they said of an erased person."""
    if numbers:
        InboxItem.objects.filter(seq__in=list(numbers)).delete()


def forget_taken(before: datetime, *, at_once: int = FORGET_AT_ONCE) -> int:
    """Delete the oldest letters that were taken before an instant, in one short transaction; how many went.

    Call it until it returns 0.
    """
    old = InboxItem.objects.filter(taken_at__lt=before).order_by("taken_at").values_list("seq", flat=True)
    with transaction.atomic():
        return InboxItem.objects.filter(seq__in=list(old[:at_once])).delete()[0]


def erase_from_inbox(stands_in: Callable[[str], bool], *, at_once: int = FORGET_AT_ONCE) -> int:
    """Delete taken letters in which a person stands; a letter not yet taken meets the suppression list later.

    `stands_in` is asked with all texts of a letter. Returns how many went.
    """
    gone, last = 0, 0
    rows = (
        InboxItem.objects.filter(taken_at__isnull=False).order_by("seq").values_list("seq", "body", "context")
    )
    while chunk := list(rows.filter(seq__gt=last)[:at_once]):
        last = chunk[-1][0]
        found = [
            seq for seq, body, context in chunk if stands_in("\n".join((read_texts(bytes(body)), context)))
        ]
        if found:
            with transaction.atomic():
                gone += InboxItem.objects.filter(seq__in=found).delete()[0]
    return gone


def read_inbox(*, at_once: int = FORGET_AT_ONCE) -> Iterator[Letter]:
    """Every letter that is kept, taken or not, in order."""
    last = 0
    rows = InboxItem.objects.order_by("seq").values_list(*_COLUMNS)
    while chunk := list(rows.filter(seq__gt=last)[:at_once]):
        last = chunk[-1][0]
        yield from (open_letter(*row[2:]) for row in chunk)


def read_texts(body: bytes) -> str:
    """All a body says, in one text: JSON without its escapes, anything else as it can be read."""
    try:
        return json.dumps(json.loads(body), ensure_ascii=False)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")


def open_letter(
    door: str, source: str, trust: str, received_at: datetime, body: bytes, context: str
) -> Letter:
    """A letter from the columns of its row."""
    return Letter(Door(door), source, Trust(trust), received_at, bytes(body), json.loads(context))


def _pack(letter: Letter) -> str:
    return json.dumps(dict(letter.context), ensure_ascii=False)
