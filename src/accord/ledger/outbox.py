"""What is to be sent outside: written with the change that causes it, one id however often it is tried."""

from datetime import datetime
from hashlib import blake2b
from typing import Any

from accord.ledger.models import OutboxMessage
from accord.ledger.outbox_hold import is_held


def name_message(channel: str, recipient: str, cause: str) -> str:
    """The id of the one message that this cause sends to this recipient: the same in every retry."""
    return blake2b("\x1f".join((channel, recipient, cause)).encode(), digest_size=16).hexdigest()


def put_message(
    channel: str, recipient: str, template: str, payload: dict[str, Any], *, cause: str, now: datetime
) -> str:
    """Write a message in the caller's transaction and return its id; a repeat of the cause adds nothing.

    `recipient` names a user or a hook of ours, never an address.
    """
    message_id = name_message(channel, recipient, cause)
    message = OutboxMessage(
        message_id=message_id,
        channel=channel,
        recipient=recipient,
        template=template,
        payload=payload,
        created_at=now,
    )
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
    return message_id


def find_unsent(limit: int = 100) -> list[OutboxMessage]:
    """Messages not sent yet, oldest first; none while the outbox is held."""
    if is_held():
        return []
    return list(OutboxMessage.objects.filter(sent_at=None).order_by("id")[:limit])


def mark_sent(message_id: str, now: datetime) -> bool:
    """Note that a message left; False when it had been noted before."""
    return bool(OutboxMessage.objects.filter(message_id=message_id, sent_at=None).update(sent_at=now))


def drop_waiting(now: datetime) -> int:
    """Count every message that waits as dealt with, without sending it; returns how many."""
    return OutboxMessage.objects.filter(sent_at=None).update(sent_at=now)
