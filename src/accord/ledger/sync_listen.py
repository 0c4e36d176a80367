"""Who listens to a connected system, and what came of it: one worker at a time, by a lease."""

from datetime import datetime, timedelta

from django.db.models import F, Q

from accord.ledger.models import SyncListener
from accord.vocabulary.errors import AccordError

LEASE = timedelta(minutes=3)
_ENOUGH = timedelta(seconds=150)  # longer than any system holds a request open


def want_listening(system: str, now: datetime, *, on: bool) -> None:
    """Ask to hear of a system's changes, or no more. Asked again, what was refused is tried at once."""
    if not on:
        SyncListener.objects.filter(system=system).delete()
        return
    SyncListener.objects.get_or_create(system=system, defaults={"since": now})
    SyncListener.objects.filter(system=system).exclude(state="listening").update(
        state="waiting", since=now, error="", remedy=""
    )


def find_listener(system: str) -> SyncListener | None:
    """The wish to hear of a system's changes; None where there is none."""
    return SyncListener.objects.filter(system=system).first()


def hold_listener(system: str, holder: str, now: datetime) -> SyncListener | None:
    """The wish, held by this worker for the next minutes; None where there is none, or another worker holds it."""
    rows = SyncListener.objects.filter(system=system)
    row = rows.first()
    if row is None or (row.holder == holder and row.held_until and row.held_until - now > _ENOUGH):
        return row
    mine = rows.filter(Q(holder=holder) | Q(held_until=None) | Q(held_until__lte=now))
    if not mine.update(holder=holder, held_until=now + LEASE):
        return None
    return rows.filter(holder=holder).first()


def release_listener(system: str, holder: str) -> None:
    """This worker listens no more: another may at once."""
    SyncListener.objects.filter(system=system, holder=holder).update(holder="", held_until=None)


def note_listening(system: str, holder: str, now: datetime) -> None:
    """It listens, from now on or still."""
    rows = SyncListener.objects.filter(system=system, holder=holder).exclude(state="listening")
    rows.update(state="listening", since=now, error="", remedy="")


def note_heard(system: str, now: datetime) -> None:
    """Something was heard."""
    SyncListener.objects.filter(system=system).update(heard=F("heard") + 1, heard_at=now)


def note_silence(system: str, holder: str, problem: AccordError, now: datetime, *, refused: bool) -> None:
    """Why it does not listen; `since` stays while it is the same trouble."""
    state = "refused" if refused else "trouble"
    rows = SyncListener.objects.filter(system=system, holder=holder)
    rows.exclude(state=state).update(since=now)
    rows.update(state=state, error=problem.sentence[:300], remedy=problem.remedy[:300])
