"""The clock of a lead that sales tried or took: until when it has an outcome (`sales_promises.outcome.within`).

It runs from sales' first act, or anew from when the lead came to whose it is now, in their hours and without pauses; it
stops by the outcome. So no lead that was tried once lies without a clock.
"""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from accord.agreement.clocks import clock_terms
from accord.agreement.clocks.follow_up import warned_at
from accord.agreement.handing_over import find_handoff
from accord.agreement.routing.terms import MARKETING
from accord.agreement.shape import Document
from accord.handoffs.models import Handoff
from accord.ledger.models import Act
from accord.reporting.lead_now import LeadNow
from accord.vocabulary.errors import Invalid
from accord.workflows.handoffs.breaches import due_of, take_back
from accord.workflows.handoffs.pauses import find_row_pauses, since_of
from accord.workflows.handoffs.terms import owner_turn

CLAUSE = "sales_promises.outcome.within"
OVERDUE = "handoff_outcome_overdue"
Warned = tuple[Decimal, datetime, tuple[str, ...]]


def outcome_warnings(row: Handoff, lead: LeadNow, document: Document) -> tuple[Warned, ...]:
    """The shares of the promised time: which, when it has passed, whom to tell.

    None before sales did anything, and where nothing is promised: a hand-off within sales promises none.
    """
    clause, sales = find_handoff(document, row.kind), document.sales_promises
    acted = [at for at in (row.accepted_at, row.responded_at) if at is not None]
    if not acted or document.clock is None or sales is None or sales.outcome is None:
        return ()
    if clause is None or clause.from_ != MARKETING:
        return ()
    turn = owner_turn(document, row.owner, lead.people, since_of(row))
    if turn is None:
        return ()
    turn = replace(turn, since=max(turn.since, min(acted)))
    pauses = [pause.span for pause in find_row_pauses(row, lead, document)]
    try:
        return warned_at(clock_terms(document.clock), turn, sales.outcome.within, pauses)
    except Invalid:  # further ahead than hours are known: it is looked at again with the next news
        return ()


def correct_outcome(row: Handoff, at: datetime, now: datetime) -> None:
    """An outcome that was given in time and came to us late: whatever was said of it is taken back."""
    said = Act.objects.filter(kind=OVERDUE, subject=row.subject, key__startswith=f"handoff:{row.key}:")
    for breach in said:
        if at <= due_of(breach):
            take_back(row, breach, "the outcome was given in time and came to us late", now)
