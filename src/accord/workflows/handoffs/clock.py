"""A hand-off's clocks as a row of work: started, started anew for a new owner, and what they show now."""

from datetime import datetime

from accord.agreement.clocks import Event, FollowUp
from accord.agreement.shape import Document
from accord.handoffs.models import Handoff, HandoffTurn
from accord.handoffs.move import change
from accord.ledger.jobs import enqueue_job
from accord.reporting.lead_now import LeadNow
from accord.teams.agreements import chain_at
from accord.vocabulary.facts import Agent, FactKind
from accord.workflows.handoffs.pauses import find_row_pauses
from accord.workflows.handoffs.situation import of_sales, people_at_work
from accord.workflows.handoffs.terms import document_of, instants, owner_turn, reckon_clocks

CLOCK = "handoff_clock"


def ask_for_clock(row: Handoff, now: datetime) -> None:
    """Queue a look at the clocks: it finds what falls due next, or that nothing does. Expects a transaction."""
    enqueue_job(CLOCK, str(row.key), due_at=now)


def restart_clock(row: Handoff, now: datetime) -> None:
    """A new owner: the person's part begins anew, with instants by their own hours. Expects a transaction."""
    document = document_of(row.agreement_hash)
    since = HandoffTurn.objects.get(handoff=row, turn=row.turn).since
    turn = owner_turn(document, row.owner, people_at_work(chain_at(now)[-1], now), since)
    accept_by, due = instants(document, row, turn)
    change(row, {"accept_by": accept_by, "due_at": due})
    ask_for_clock(row, now)


def find_clocks(row: Handoff, lead: LeadNow, document: Document, now: datetime) -> FollowUp | None:
    """What the clocks of a hand-off show now; None where the agreement promises nothing that can run."""
    events = [
        Event(FactKind(each.fact.kind), each.fact.occurred_at)
        for each in of_sales(lead.known, lead.people)
        if each.fact.agent == Agent.human
    ]
    pauses = [pause.span for pause in find_row_pauses(row, lead, document)]
    return reckon_clocks(document, row, lead.people, events, pauses, now)
