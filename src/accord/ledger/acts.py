"""Record a decision or a human act: who or what, why, under which agreement. Idempotent by key."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accord.ledger.models import Act


def record_act(
    *,
    key: str,
    kind: str,
    actor: str,
    now: datetime,
    subject: int = 0,
    other: int = 0,
    reason: str = "",
    agreement_hash: str = "",
    corrects: str = "",
    payload: Mapping[str, Any] | None = None,
) -> bool:
    """Append one act; True when it is new, False when this key stands. `payload` holds dimensions only."""
    _, new = Act.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "actor": actor,
            "occurred_at": now,
            "subject": subject,
            "other": other,
            "reason": reason,
            "agreement_hash": agreement_hash,
            "corrects": corrects,
            "payload": dict(payload or {}),
        },
    )
    return new
