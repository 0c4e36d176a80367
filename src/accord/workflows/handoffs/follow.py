"""What was done where people work moves the hand-off: an attempt accepts, a status ends, an owner change reassigns.

Facts in their order, each at its own instant; looking twice changes nothing, and a call that came late puts a
breach right by an act that says so.
"""

from collections.abc import Iterable
from datetime import datetime

from accord.agreement.clocks import clock_terms
from accord.agreement.handing_over import begins_with
from accord.agreement.shape import Document
from accord.handoffs.models import Handoff, HandoffTurn
from accord.handoffs.move import may_go, move, open_of, pass_on, stamp_response
from accord.handoffs.work import Ending, back_at
from accord.reporting.lead_now import Known, LeadNow
from accord.vocabulary.facts import GENUINE_ATTEMPTS, Agent, FactKind
from accord.vocabulary.handoffs import HandoffState
from accord.workflows.handoffs.breaches import breaches_of, due_of, take_back
from accord.workflows.handoffs.clock import ask_for_clock, restart_clock
from accord.workflows.handoffs.due import keep_due
from accord.workflows.handoffs.evidence import find_lacking
from accord.workflows.handoffs.one_person import joined_at, make_one
from accord.workflows.handoffs.outcome_clock import correct_outcome
from accord.workflows.handoffs.said_ready import find_word
from accord.workflows.handoffs.said_there import as_acts, read_reason
from accord.workflows.handoffs.situation import keys_of, of_sales
from accord.workflows.handoffs.tell import OWN_SOURCE, tell_moved, tell_passed_on
from accord.workflows.handoffs.terms import document_of

_ENDS = {
    FactKind.returned: HandoffState.returned,
    FactKind.recycled: HandoffState.recycled,
    FactKind.disqualified: HandoffState.disqualified,
}
_SPOKEN = frozenset(
    {
        FactKind.conversation,
        FactKind.call_connected,
        FactKind.meeting_held,
        FactKind.sales_email_reply,
        FactKind.call_received,
    }
)


def follow(lead: LeadNow, now: datetime) -> list[Handoff]:
    """Move the open hand-offs of a contact by what is known; those that moved. Expects a transaction."""
    moved = make_one(lead, now)
    for row in open_of(keys_of(lead.contact)):
        document = document_of(row.agreement_hash)
        known = as_acts(lead.known, document, read_reason)
        news = _ours([each for each in known if each.fact.occurred_at >= row.touched_at], lead)
        before = row.version
        _respond(row, document, news, now)
        _work(row, news, now)
        _owner(row, lead, news, now)
        _end(row, lead, document, news, now)
        keep_due(row, lead, now)
        if row.version != before:
            moved.append(row)
    return moved


def _ours(news: list[Known], lead: LeadNow) -> list[Known]:
    """The news without what marketing's people tried; who our people are is asked only where somebody tried."""
    if not any(each.fact.kind in GENUINE_ATTEMPTS and each.actor for each in news):
        return news
    return of_sales(news, lead.people)


def _human(each: Known) -> bool:
    return each.fact.agent == Agent.human


def _respond(row: Handoff, document: Document, news: Iterable[Known], now: datetime) -> None:
    """The first response stops the clock; a breach that it makes untrue is corrected."""
    if document.clock is None:
        return
    stops = clock_terms(document.clock).stops
    first = next((each for each in news if _human(each) and FactKind(each.fact.kind) in stops), None)
    if first is None or not stamp_response(row, first.fact.occurred_at):
        return
    ask_for_clock(row, now)
    _correct(row, first.fact.occurred_at, now)


def _correct(row: Handoff, responded: datetime, now: datetime) -> None:
    """Take back every breach that a response known only now shows to be none."""
    for breach in breaches_of(row):
        if responded <= due_of(breach):
            why = "the attempt was made in time and came to us late"
            take_back(row, breach, why, now, responded=responded.isoformat())


def _work(row: Handoff, news: Iterable[Known], now: datetime) -> None:
    """A genuine attempt accepts by itself, a status does; speaking with the buyer is work."""
    for each in news:
        kind, at = FactKind(each.fact.kind), each.fact.occurred_at
        own = each.fact.source == OWN_SOURCE and kind not in GENUINE_ATTEMPTS  # done here: the row has moved
        if own or not _human(each):
            continue
        by = each.actor or each.fact.source
        if kind in _SPOKEN and may_go(row, HandoffState.worked):
            move(row, HandoffState.worked, actor=by, at=at, now=now, reason=kind.name)
            ask_for_clock(row, now)
        elif kind in GENUINE_ATTEMPTS | {FactKind.accepted} and may_go(row, HandoffState.accepted):
            move(row, HandoffState.accepted, actor=by, at=at, now=now, reason=kind.name)
            ask_for_clock(row, now)


def _owner(row: Handoff, lead: LeadNow, news: Iterable[Known], now: datetime) -> None:
    """An owner change in the CRM is a reassignment; our own write that comes back is none."""
    since = HandoffTurn.objects.get(handoff=row, turn=row.turn).since
    since = max(since, joined_at(row) or since)  # whose the two were before they were one decides nothing
    changes = [e for e in news if e.fact.kind == FactKind.owner_assigned and e.fact.occurred_at > since]
    if not changes or not changes[-1].actor or row.closed_at is not None:
        return
    last = changes[-1]
    person = next((one for one in lead.people if one.is_called(last.actor)), None)
    if person is not None and person.is_called(row.owner):
        return
    owner = person.ref if person is not None else last.actor
    if pass_on(
        row, owner, step="in the CRM", why=f"owner changed in {last.fact.source}", actor=last.fact.source,
        since=last.fact.occurred_at, now=now,
    ):  # fmt: skip
        restart_clock(row, now)
        tell_passed_on(row, now)


def _end(row: Handoff, lead: LeadNow, document: Document, news: Iterable[Known], now: datetime) -> None:
    """An outcome said in the CRM, or the stage that the next team owns, or the word that it is sales-ready."""
    for each in news:
        to = _ENDS.get(FactKind(each.fact.kind))
        if to is not None and each.fact.source != OWN_SOURCE and may_go(row, to):
            by = each.actor or each.fact.source
            at, why = each.fact.occurred_at, each.fact.value
            also = {
                "back_at": back_at(Ending(to, why), document.outcomes, at),
                "contradicts": find_lacking(document, why, row, lead)[:200],
            }
            move(row, to, actor=by, at=at, now=now, reason=why, also=also)
            correct_outcome(row, at, now)
            ask_for_clock(row, now)
            tell_moved(row, now)
            return
    if not may_go(row, HandoffState.sales_ready):
        return
    reached, word = _sales_ready_at(row, lead, document), find_word(row, document, news)
    actor, why = "rule", "stage reached"
    if word is not None and (reached is None or word.fact.occurred_at < reached):
        reached, actor = word.fact.occurred_at, word.actor or word.fact.source
        why = f"{FactKind(word.fact.kind).name.replace('_', ' ')} in {word.fact.source}"
    if reached is not None:
        move(row, HandoffState.sales_ready, actor=actor, at=reached, now=now, reason=why)
        correct_outcome(row, reached, now)
        ask_for_clock(row, now)
        tell_moved(row, now)


def _sales_ready_at(row: Handoff, lead: LeadNow, document: Document) -> datetime | None:
    """When the lead came to where the next hand-off begins; of the last one, to where its own team's work ends."""
    kinds = [str(each.id) for each in document.handoffs]
    place = kinds.index(row.kind) if row.kind in kinds else -1
    following = document.handoffs[place + 1] if 0 <= place < len(kinds) - 1 else None
    wanted = (
        begins_with(document, following) if following else document.stages[-1].id if document.stages else ""
    )
    order = [str(stage.id) for stage in document.stages]
    if wanted not in order:
        return None
    for each in lead.journey.passes:
        if each.opened_at == row.lead_at:
            stays = [
                s for s in each.stays if s.stage in order and order.index(s.stage) >= order.index(wanted)
            ]
            return stays[0].entered_at if stays else None
    return None
