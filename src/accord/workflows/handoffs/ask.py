"""News of somebody asks for a look at their lead: a row in the transaction that brought the news.

Touches of a minute cost one look; a hand-raise is looked at at once, and waits for no look that is none.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from accord.ledger.jobs import enqueue_job
from accord.ledger.wake import announce
from accord.teams.agreements import current
from accord.vocabulary.facts import GENUINE_ATTEMPTS, FactKind, Ref, RowRead
from accord.workflows.go_live import live_from

LOOK = "look_at_lead"
LOOK_NOW = "look_at_lead_now"  # a kind of its own: it is claimed before all others
TOGETHER = timedelta(minutes=1)  # touches within are looked at together
# Older news changes measures, not what is under way: the agreement's own bound is `act_within`, exact, later.
_NEWS = timedelta(days=31)
# What a person did or asked for: neither waits for a minute.
_AT_ONCE = GENUINE_ATTEMPTS | {
    FactKind.demo_request,
    FactKind.pricing_request,
    FactKind.contact_request,
    FactKind.meeting_booked,
    FactKind.sales_email_reply,
    FactKind.call_received,
    FactKind.owner_assigned,
    FactKind.lead_status,
    FactKind.accepted,
    FactKind.returned,
    FactKind.recycled,
    FactKind.disqualified,
    FactKind.need_confirmed,
    FactKind.converted,
    FactKind.deal_created,
    FactKind.deal_amount,
    FactKind.deal_won,
    FactKind.deal_lost,
}


def ask_for_looks(rows: Iterable[RowRead], keys: Mapping[Ref, int], now: datetime) -> int:
    """Queue a look at everybody whom these rows bring news of; how many. Nothing before go-live.

    Expects the transaction that writes the rows.
    """
    live = live_from()
    if live is None:
        return 0
    since = max(live, now - _NEWS)
    wanted: dict[int, bool] = {}
    for row in rows:
        for fact in row.facts:
            if fact.about is not None and fact.occurred_at >= since:
                key = keys[fact.about]
                wanted[key] = wanted.get(key, False) or fact.kind in _AT_ONCE
    standing = current(now) if wanted else None
    if standing is None or not standing.signed:
        return 0
    for key, at_once in wanted.items():
        if at_once:
            enqueue_job(LOOK_NOW, str(key), due_at=now)
        else:
            ask_for_look(key, now + TOGETHER)
    if any(wanted.values()):
        announce()
    return len(wanted)


def ask_for_look(subject: int, due_at: datetime) -> None:
    """Queue one look, in the caller's transaction."""
    enqueue_job(LOOK, str(subject), due_at=due_at)
