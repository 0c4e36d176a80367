"""The outbox held: after a restore nothing is sent before a person has looked at what would be."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from accord.ledger.acts import record_act
from accord.ledger.models import Installed, OutboxMessage

_HELD = "outbox_held"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages of one channel that were not sent."""

    channel: str
    messages: int
    oldest: datetime
    newest: datetime


def is_held() -> bool:
    """Whether nothing may be sent: asked by whoever sends, before each look into the outbox."""
    return Installed.objects.filter(name=_HELD).exists()


def held_since() -> datetime | None:
    """When the outbox was held; None while it is not."""
    return Installed.objects.filter(name=_HELD).values_list("set_at", flat=True).first()


def hold_outbox(actor: str, reason: str, now: datetime) -> None:
    """Hold it from now on. Expects a transaction; holding it twice changes nothing."""
    _, new = Installed.objects.get_or_create(name=_HELD, defaults={"value": reason[:200], "set_at": now})
    if new:
        _note("outbox_held", actor, reason, now)


def release_outbox(actor: str, now: datetime) -> bool:
    """Let it go again; False when it was not held. Expects a transaction."""
    if not Installed.objects.filter(name=_HELD).delete()[0]:
        return False
    _note("outbox_released", actor, "", now)
    return True


def find_waiting() -> list[Waiting]:
    """What waits, by channel."""
    rows = OutboxMessage.objects.filter(sent_at=None).values("channel").order_by("channel")
    counted = rows.annotate(messages=Count("id"), oldest=Min("created_at"), newest=Max("created_at"))
    return [Waiting(**row) for row in counted]


def _note(kind: str, actor: str, reason: str, now: datetime) -> None:
    record_act(key=f"{kind}:{now.isoformat()}", kind=kind, actor=actor, reason=reason, now=now)
