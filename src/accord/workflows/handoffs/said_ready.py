"""Sales-ready by word: said here, or in the CRM; whoever the next hand-off goes to has it at once."""

from collections.abc import Iterable

from accord.agreement.handing_over import find_handoff
from accord.agreement.routing.terms import MARKETING
from accord.agreement.shape import Document
from accord.agreement.shape.journey import Handoff as Clause
from accord.handoffs.models import Handoff
from accord.journey import Fact, Pass
from accord.reporting.lead_now import Known, LeadNow
from accord.vocabulary.facts import Agent, FactKind
from accord.vocabulary.handoffs import HandoffState
from accord.vocabulary.status import StatusType
from accord.workflows.handoffs.situation import keys_of
from accord.workflows.handoffs.tell import OWN_SOURCE

_WON = f"{StatusType.won.value}:"


def find_word(row: Handoff, document: Document, news: Iterable[Known]) -> Known | None:
    """The first word in the CRM, after the touch, that this lead of marketing's is sales-ready; None: there is none.

    A status that the mapping calls won is one; where the record was converted, the conversion with an opportunity that
    has amount and date is, at the later of the two.
    """
    clause = find_handoff(document, row.kind)
    if clause is None or clause.from_ != MARKETING:
        return None
    since = [each for each in news if each.fact.occurred_at > row.touched_at and _human(each)]
    converted = [each for each in since if each.fact.kind == FactKind.converted]
    whole = [each for each in since if each.fact.kind == FactKind.deal_amount] if converted else []
    words = [max(converted[0], whole[0], key=_place)] if whole else []
    subjects = {each.subject for each in converted}
    words += [each for each in since if _is_said(each) and each.subject not in subjects]
    return min(words, key=_place, default=None)


def said_before(lead: LeadNow, current: Pass, document: Document, clause: Clause) -> Fact | None:
    """The word by which the team before this one within sales called the present lead sales-ready.

    None where nobody did, where it can still be taken back, and for a team that no stage of sales has: what a customer
    needs begins with the deal that is won.
    """
    before = next((each for each in document.handoffs if each.to == clause.from_), None)
    mine = any(stage.owner == "sales" and stage.team == clause.to for stage in document.stages)
    if before is None or not mine or current.outcome is not None:
        return None
    rows = Handoff.objects.filter(
        kind=before.id,
        subject__in=keys_of(lead.contact),
        state=HandoffState.sales_ready.value,
        qualified_at__gte=current.opened_at,
    )
    row = rows.order_by("-closed_at", "key").first()
    if row is None:
        return None
    at = [each.fact for each in lead.known if each.fact.occurred_at == row.closed_at]
    kinds = (FactKind.need_confirmed, FactKind.lead_status, FactKind.converted, FactKind.deal_amount)
    return next((fact for kind in kinds for fact in at if fact.kind == kind), None)


def _is_said(each: Known) -> bool:
    """Whether one fact by itself says so; what was said here has moved its hand-off already."""
    if each.fact.kind == FactKind.need_confirmed:
        return each.fact.source != OWN_SOURCE
    return each.fact.kind == FactKind.lead_status and each.fact.value.startswith(_WON)


def _human(each: Known) -> bool:
    return each.fact.agent == Agent.human


def _place(each: Known) -> Fact:
    return each.fact
