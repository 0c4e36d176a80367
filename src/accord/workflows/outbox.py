"""Release an outbox that a restore holds: what waits is sent, or counts as dealt with."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accord.campaigns.waves.steer import pause_all
from accord.ledger.acts import record_act
from accord.ledger.outbox import drop_waiting
from accord.ledger.outbox_hold import Waiting, find_waiting, held_since, release_outbox
from accord.ledger.sync_writes import drop_all_waiting
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Refused
from accord.vocabulary.people import Viewer

AFTER_RESTORE = "restored: letters that left after the backup wait again; compare with the mail server's log"


@dataclass(frozen=True, slots=True)
class Outbox:
    """What waits, and since when it is held (None: it is not)."""

    held_since: datetime | None
    waiting: tuple[Waiting, ...]


def see_outbox(viewer: Viewer) -> Outbox:
    """What waits to be sent. Raises `Refused` without the right."""
    require(viewer, Right.manage_people)
    return Outbox(held_since(), tuple(find_waiting()))


def release(by: Viewer, *, drop: bool, now: datetime) -> int:
    """Let the outbox go; with `drop`, what waits now is never sent. Returns how many messages were dropped.

    Raises `Refused` without the right, or when it is not held.
    """
    require(by, Right.manage_people)
    if held_since() is None:
        raise Refused("outbox.not_held", "the outbox is not held", "nothing to do: what waits is being sent")
    with transaction.atomic():
        dropped = 0
        if drop:
            drop_all_waiting(now, error="not sent: dropped after a restore")
            dropped = drop_waiting(now)
            key = f"outbox_dropped:{now.isoformat()}"
            record_act(key=key, kind="outbox_dropped", actor=by.actor, reason=f"{dropped} messages", now=now)
        # Letters that left after the backup wait again in what was restored: a person looks before they leave twice.
        pause_all(AFTER_RESTORE, now=now)
        release_outbox(by.actor, now)
    return dropped
