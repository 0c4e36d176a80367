"""Whether the systems where people work have been read since an instant: before that nobody is blamed."""

from datetime import datetime

from accord.ledger.models import SyncObject, SyncSystem
from accord.workflows.masters import read_masters
from accord.workflows.wake_reading import wake_reading

# What a person's act on a lead is read from, in either CRM.
_ACTS = (
    "lead", "contact", "task", "event", "engagement_call", "engagement_email", "engagement_meeting",
)  # fmt: skip


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


def ask_for_reading(system: str, now: datetime) -> None:
    """Ask for a reading now."""
    wake_reading(system, now)
