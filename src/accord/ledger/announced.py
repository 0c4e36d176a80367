"""Which facts call for work: asked for in the transaction that records them, so that none is missed."""

from collections.abc import Collection
from datetime import datetime

from accord.ledger.jobs import enqueue_job
from accord.ledger.models import Fact
from accord.ledger.sql import in_chunks
from accord.vocabulary.facts import FactKind
from accord.vocabulary.phrases import find_kinds

HOLD, RELEASE = "hold_marketing", "release_hold"
# Two queues, so that a send to many never stands before a conversation: what may hold a person at once, and
# what uses up a cap.
SPOKEN, REACHED = "spoken", "reached"
KINDS: dict[str, frozenset[int]] = {
    SPOKEN: frozenset(
        {
            *(find_kinds("two-way conversation") or ()),
            FactKind.complained,
            FactKind.unsubscribed,
            FactKind.opted_out,
            FactKind.deal_created,
            FactKind.deal_stage,
            FactKind.deal_won,
            FactKind.deal_lost,
            FactKind.deal_reopened,
        }
    ),
    REACHED: frozenset(
        {
            FactKind.email_sent,
            FactKind.email_delivered,
            FactKind.sequence_email_sent,
            FactKind.sales_email_sent,
            FactKind.call_attempted,
        }
    ),
}


def announce(kinds: Collection[int], now: datetime) -> None:
    """Ask for the work that facts of these kinds call for. Expects the transaction that records them."""
    for queue, watched in KINDS.items():
        if not watched.isdisjoint(kinds):
            enqueue_job(HOLD, queue, due_at=now)


def announce_changed(seqs: Collection[int], now: datetime) -> None:
    """Facts count no more, or again: whoever was held by one is looked at anew. Expects the same transaction."""
    for chunk in in_chunks(sorted(seqs)):
        held = Fact.objects.filter(seq__in=chunk, kind__in=sorted(KINDS[SPOKEN]))
        for subject in held.values_list("subject", flat=True).distinct():
            enqueue_job(RELEASE, str(subject), due_at=now)
