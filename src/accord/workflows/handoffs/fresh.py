"""Whether the systems where people work have been read since an instant: before that nobody is blamed."""

from datetime import datetime, timedelta

from django.db.models import Min

from accord.ledger.models import SyncObject, SyncSystem
from accord.teams.agreements import current
from accord.teams.notices import find_with_right, notify
from accord.teams.rights import Right
from accord.vocabulary.notices import NoticeKind
from accord.workflows.masters import read_masters
from accord.workflows.wake_reading import wake_reading

# What a person's act on a lead is read from, in either CRM.
_ACTS = (
    "lead", "contact", "task", "event", "engagement_call", "engagement_email", "engagement_meeting",
)  # fmt: skip

_EVERY, _PATIENCE = (
    timedelta(minutes=5),
    3,
)  # a reading where the agreement names none; how many may be missed


def unread_since(instant: datetime, now: datetime) -> str | None:
    """A system of people's activity that was not read up to its end since `instant`; None: all were.

    It is the master of sales' activity; without one, every connected system. Without any there is nothing unread.
    """
    connected = list(SyncSystem.objects.order_by("system").values_list("system", flat=True))
    master = read_masters(now).of("sales activity")
    for system in [master] if master in connected else connected:
        rows = SyncObject.objects.filter(system=system, object__in=_ACTS).values_list("read_at", flat=True)
        if any(at is None or at < instant for at in rows):
            return system
    return None


def ask_for_reading(system: str, since: datetime, now: datetime) -> None:
    """Ask for a reading now; an alarm has waited for it since an instant.

    Where it waits for longer than three readings take, managers and operations hear, once each time, that alarms rest.
    Expects a transaction.
    """
    wake_reading(system, now)
    standing = current(now)
    named = standing.document.systems.each.get(system) if standing and standing.document.systems else None
    every = (named.read_every.elapsed if named and named.read_every else None) or _EVERY
    if now - since <= every * _PATIENCE:
        return
    read = SyncObject.objects.filter(system=system, object__in=_ACTS).aggregate(last=Min("read_at"))["last"]
    cause = f"unread:{system}:{read.isoformat() if read else 'never'}"
    whom = find_with_right(Right.reassign_leads)
    notify(NoticeKind.unread_crm, f"system:{system}", whom, cause=cause, now=now)
