"""A lead goes to the next owner: nobody took it in time, or whose it was has left. Never to nobody."""

from collections.abc import Sequence
from datetime import datetime

from accord.agreement.handing_over import find_handoff
from accord.agreement.routing import decide_owner
from accord.handoffs.models import Handoff
from accord.handoffs.move import pass_on
from accord.reporting.lead_now import LeadNow, find_lead
from accord.teams.agreements import chain_at
from accord.workflows.handoffs.clock import restart_clock
from accord.workflows.handoffs.situation import ask_for, contact_of, known_of, people_now
from accord.workflows.handoffs.tell import tell_passed_on
from accord.workflows.handoffs.terms import document_of

NOT_TAKEN = "nobody took it in time"


def requeue(owner: str, why: str, now: datetime) -> int:
    """Give every open lead of somebody who left to the next one; how many. Expects a transaction."""
    rows = list(Handoff.objects.filter(owner=owner, closed_at=None).order_by("offered_at", "key"))
    moved = 0
    for row in rows:
        contact = contact_of(row.subject)
        lead = find_lead(contact, now) if contact else None
        if lead is not None:
            moved += hand_on(row, lead, document_of(row.agreement_hash).route, {owner: why}, why=why, now=now)
    return moved


def hand_on(
    row: Handoff, lead: LeadNow, steps: Sequence[str], excluded: dict[str, str], *, why: str, now: datetime
) -> bool:
    """Route an open hand-off anew, past those excluded; False where it stays whose it is."""
    document = document_of(row.agreement_hash)
    clause = find_handoff(document, row.kind)
    if clause is None:
        return False
    known = known_of(lead, document, clause, now)
    ask = ask_for(lead, clause, known, lead_class=row.klass, hot=row.hot, excluded=excluded)
    decision = decide_owner(steps, ask, people_now(chain_at(now)[-1], now), now)
    words = f"{why}; {decision.why}"
    if not decision.owner or not pass_on(
        row, decision.owner, step=decision.step, why=words, actor="rule", now=now
    ):
        return False
    restart_clock(row, now)
    tell_passed_on(row, now, lain=why == NOT_TAKEN)
    return True
