"""Breaches that were said: found, and taken back by an act that names them. What was said is never rewritten."""

from datetime import datetime

from django.db.models import QuerySet

from accord.handoffs.models import Handoff
from accord.ledger.acts import record_act
from accord.ledger.models import Act

OVERDUE = "handoff_overdue"
CORRECTED = "handoff_overdue_corrected"


def breaches_of(row: Handoff, *, turn: int | None = None) -> QuerySet[Act]:
    """Every breach that was said of a hand-off, or of one turn of it; those taken back since too."""
    within = f"handoff:{row.key}:" if turn is None else f"handoff:{row.key}:overdue:{turn}:"
    return Act.objects.filter(kind=OVERDUE, subject=row.subject, key__startswith=within)


def due_of(breach: Act) -> datetime:
    """The instant that was missed, as it was known then."""
    return datetime.fromisoformat(breach.payload["due"])


def take_back(row: Handoff, breach: Act, why: str, now: datetime, **more: str) -> bool:
    """Record that a breach was none, and why; False where that is recorded already."""
    return record_act(
        key=f"{breach.key}:corrected",
        kind=CORRECTED,
        actor="rule",
        subject=row.subject,
        reason=why,
        agreement_hash=row.agreement_hash,
        corrects=breach.key,
        payload={"handoff": row.key, **more},
        now=now,
    )
