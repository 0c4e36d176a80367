"""What pauses the clock of a hand-off's owner: the buyer's out-of-office reply, a meeting that is booked."""

from collections.abc import Iterable
from datetime import datetime

from accord.agreement.clocks.pauses import Pause, Said, find_pauses
from accord.agreement.handing_over import calendar_for
from accord.agreement.routing import Candidate
from accord.agreement.shape import Document
from accord.handoffs.models import Handoff, HandoffTurn
from accord.reporting.lead_now import LeadNow
from accord.vocabulary.facts import Agent, FactKind
from accord.workflows.handoffs.terms import owner_turn


def find_row_pauses(row: Handoff, lead: LeadNow, document: Document) -> tuple[Pause, ...]:
    """What pauses the clock of a hand-off's owner, from what is known; none where the agreement pauses nothing."""
    if document.clock is None or not document.clock.pauses:
        return ()
    turn = owner_turn(document, row.owner, lead.people, since_of(row))
    if turn is None:
        return ()
    said = (
        Said(FactKind(each.fact.kind), each.fact.occurred_at, each.fact.value)
        for each in lead.known
        if each.fact.agent == Agent.human
    )
    return find_pauses(document.clock, said, turn, _zone(row, document, lead.people))


def since_of(row: Handoff) -> datetime:
    """Since when the hand-off is its present owner's."""
    return HandoffTurn.objects.values_list("since", flat=True).get(handoff=row, turn=row.turn)


def _zone(row: Handoff, document: Document, people: Iterable[Candidate]) -> str:
    """The owner's zone, else that of the calendar they are reckoned by."""
    person = next((one for one in people if one.is_called(row.owner)), None)
    if person is not None and person.zone:
        return person.zone
    calendar = calendar_for(document)
    return str(calendar.zone) if calendar else ""
