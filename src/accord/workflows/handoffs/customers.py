"""A customer who raises a hand begins no new lead, and is not let lie: whose they are is told, once in seven days."""

from dataclasses import replace
from datetime import datetime, timedelta

from accord.agreement import handing_over
from accord.agreement.routing import KnownAs, decide_known_already
from accord.agreement.routing.terms import MARKETING
from accord.agreement.tables import Outcome
from accord.handoffs.models import Handoff
from accord.reporting.lead_now import LeadNow
from accord.vocabulary.facts import Agent
from accord.vocabulary.handoffs import HandoffState
from accord.workflows.handoffs.begin import hand_over, may_cause
from accord.workflows.handoffs.situation import keys_of, known_of

_ONCE_IN = timedelta(days=7)
_TOLD = (KnownAs.in_deal, KnownAs.customer)


def tell_customer(lead: LeadNow, now: datetime) -> Handoff | None:
    """Note the newest hand-raise of somebody who has bought, and tell who has them; None: there is none.

    Their journey goes on as a customer's, so no clause of a hand-off holds for it. Expects a transaction and its turn.
    """
    current = lead.journey.passes[-1] if lead.journey.passes else None
    if current is None or current.outcome is not Outcome.won or current.ended_at or current.closed_at is None:
        return None
    judged = lead.versions[-1]
    clause = next((one for one in judged.document.handoffs if one.from_ == MARKETING), None)
    asked = [
        each.fact
        for each in lead.known
        if each.fact.occurred_at > current.closed_at
        and each.fact.agent == Agent.human
        and handing_over.is_hot(judged.document, each.fact.kind)
        and may_cause(lead, judged.document, each.fact.occurred_at, each.fact, now)
    ]
    if not asked or clause is None or not judged.signed:
        return None
    at = asked[-1].occurred_at
    told = Handoff.objects.filter(
        kind=clause.id,
        subject__in=keys_of(lead.contact),
        state=HandoffState.known.value,
        qualified_at__gt=at - _ONCE_IN,
    )
    verdict = decide_known_already(
        judged.document, str(clause.id), known_of(lead, judged.document, clause, now), now
    )
    if verdict.known_as not in _TOLD or told.exists():
        return None
    again = replace(current, opened_at=at, qualified_at=at, qualified_by=asked[-1], asked_at=at)
    return hand_over(lead, again, judged, clause, at, now)
