"""Hand over what qualified: route it, offer it, start its clocks, tell whose it is. Once a lead and kind."""

from dataclasses import replace
from datetime import datetime

from accord.agreement import handing_over
from accord.agreement.routing import (
    Candidate,
    Decision,
    KnownAlready,
    KnownAs,
    decide_known_already,
    decide_owner,
    steps_when_known,
)
from accord.agreement.routing.terms import MARKETING
from accord.agreement.shape import Document
from accord.agreement.shape.journey import Handoff as Clause
from accord.contacts.models import Contact
from accord.handoffs.models import Handoff
from accord.handoffs.offer import note_known, offer
from accord.handoffs.shapes import Line, Offer
from accord.journey import Fact, Pass
from accord.journey.explain import explain_qualified
from accord.reporting.lead_now import Known as Said
from accord.reporting.lead_now import LeadNow
from accord.teams.agreements import Current
from accord.vocabulary.facts import FactKind
from accord.workflows.go_live import live_from
from accord.workflows.handoffs.account import account_lines
from accord.workflows.handoffs.clock import ask_for_clock
from accord.workflows.handoffs.said_ready import said_before
from accord.workflows.handoffs.situation import ask_for, keys_of, known_of, people_now, success_of
from accord.workflows.handoffs.sweep import keep_sweeping
from accord.workflows.handoffs.tell import OWN_SOURCE, tell_offered
from accord.workflows.handoffs.terms import instants, owner_turn

_EVENTS = frozenset({FactKind.event_conversation, FactKind.webinar_attended})


def begin(lead: LeadNow, now: datetime, *, adopted: bool = False) -> list[Handoff]:
    """Offer the present lead wherever its journey has come; what is new. Expects a transaction and its turn.

    History begins nothing: what happened before go-live, or came later than the agreement acts on; unless ops
    adopted it.
    """
    made: list[Handoff] = []
    if not lead.journey.passes:
        return made
    current = lead.journey.passes[-1]
    judged = _version(lead, current)
    if judged is None or not judged.signed or (current.closed_at is not None and current.outcome is None):
        return made
    for clause in judged.document.handoffs:
        arrived = _arrived(lead, current, judged.document, clause)
        if arrived is None or _stands(lead, current, clause):
            continue
        if not adopted and not may_cause(lead, judged.document, *arrived, now):
            continue
        made.append(hand_over(lead, current, judged, clause, arrived[0], now, adopted=adopted))
    return made


def _version(lead: LeadNow, current: Pass) -> Current | None:
    found = (each for each in lead.versions if each.hash == current.agreement)
    return next(found, lead.versions[-1] if not current.agreement else None)


def _arrived(
    lead: LeadNow, current: Pass, document: Document, clause: Clause
) -> tuple[datetime, Fact | None] | None:
    """When the lead came to where this hand-off begins, and by which fact; None: it has not."""
    if clause.from_ == MARKETING:
        if current.qualified_at is None or current.outcome is not None:
            return None
        return current.qualified_at, current.qualified_by
    stage = handing_over.begins_with(document, clause)
    stays = [stay for stay in current.stays if stage and stay.stage == stage]
    if stays:
        return stays[-1].entered_at, stays[-1].moved_by
    word = said_before(lead, current, document, clause)
    return (word.occurred_at, word) if word is not None else None


def _stands(lead: LeadNow, current: Pass, clause: Clause) -> bool:
    """Whether this lead was handed over already, or an earlier one of the person still is."""
    rows = Handoff.objects.filter(kind=clause.id, subject__in=keys_of(lead.contact))
    if rows.filter(closed_at=None).exists():
        return True
    end = current.ended_at or current.closed_at
    mine = rows.filter(qualified_at__gte=current.opened_at)
    return (mine.filter(qualified_at__lte=end) if end else mine).exists()


def may_cause(lead: LeadNow, document: Document, at: datetime, by: Fact | None, now: datetime) -> bool:
    """Whether what happened at an instant may cause an act: since go-live, and come in time."""
    live = live_from()
    if live is None or at < live:
        return False
    said = _said(lead, by)
    if said is not None and said.fact.source == OWN_SOURCE:
        return True  # decided here, on what had come in time
    received = said.received_at if said else now
    return received <= handing_over.act_until(document, at)


def _said(lead: LeadNow, fact: Fact | None) -> Said | None:
    return next((each for each in lead.known if each.fact == fact), None) if fact is not None else None


def hand_over(
    lead: LeadNow,
    current: Pass,
    judged: Current,
    clause: Clause,
    at: datetime,
    now: datetime,
    *,
    adopted: bool = False,
) -> Handoff:
    """Route one hand-off and offer it, or tell whose it is already. Expects a transaction and its turn."""
    people = people_now(judged, now)
    document = judged.document
    known = known_of(lead, document, clause, now)
    verdict = decide_known_already(document, clause.id, known, now) if clause.from_ == MARKETING else None
    # One form writes its fields, a status and the request at one instant: any of them may be the request.
    asked = {each.fact.kind for each in lead.known if each.fact.occurred_at == current.asked_at}
    hot = any(handing_over.is_hot(document, kind) for kind in asked)
    ask = ask_for(
        lead,
        clause,
        known,
        lead_class=current.klass,
        hot=hot,
        last_owner=_last_owner(verdict, known.worked_by),
    )
    if verdict is not None and verdict.known_as is KnownAs.customer:
        team, person = success_of(lead, document, people)
        ask = replace(ask, team=team, account_owner=person) if team else ask
    steps = steps_when_known(document, verdict.known_as) if verdict else document.route
    decision = decide_owner(steps, ask, people, now)
    new = _offer(lead, current, judged, clause, decision, people, at, hot=hot, adopted=adopted, now=now)
    if verdict is not None and verdict.known_as in (KnownAs.in_deal, KnownAs.customer, KnownAs.same_week):
        row, _ = note_known(new, joined=verdict.joins or 0, now=now)
        tell_offered(row, verdict.known_as, now)
        return row
    row, _ = offer(new, now=now)
    ask_for_clock(row, now)
    keep_sweeping(now)
    tell_offered(row, verdict.known_as if verdict else KnownAs.new, now)
    return row


def _last_owner(verdict: KnownAlready | None, worked_by: str) -> str:
    return worked_by if verdict is not None and verdict.known_as is KnownAs.worked else ""


def _offer(
    lead: LeadNow,
    current: Pass,
    judged: Current,
    clause: Clause,
    decision: Decision,
    people: tuple[Candidate, ...],
    at: datetime,
    *,
    hot: bool,
    adopted: bool,
    now: datetime,
) -> Offer:
    keys = keys_of(lead.contact)
    opened = _said(lead, current.opened_by)
    asked = current.asked_at if hot and clause.from_ == MARKETING else None  # a team within sales begins anew
    by = _said(lead, current.qualified_by)
    draft = Offer(
        kind=clause.id,
        subject=opened.subject if opened and opened.subject in keys else keys[0],
        account=Contact.objects.filter(pk=lead.contact).values_list("account_id", flat=True).first() or 0,
        agreement_hash=judged.hash,
        lead_at=current.opened_at,
        qualified_at=at,
        touched_at=now if adopted else asked or at,
        owner=decision.owner or "",
        step=decision.step,
        why=decision.why,
        hot=hot,
        by_event=by is not None and by.fact.kind in _EVENTS,
        klass=current.klass,
        fit=current.fit or 0,
        engagement=current.engagement or 0,
        lines=_lines(lead, current, judged),
    )
    turn = owner_turn(judged.document, draft.owner, people, now)
    accept_by, due = instants(judged.document, draft, turn)
    return replace(draft, accept_by=accept_by, due_at=due)


def _lines(lead: LeadNow, current: Pass, judged: Current) -> tuple[Line, ...]:
    """The contributions at qualification: they sum to the two frozen scores; and who made the account qualify."""
    tables = next(each.tables for each in lead.chain if each.tables.agreement_hash == judged.hash)
    found = explain_qualified(lead.facts, tables, current)
    if found is None:
        return ()
    both = (("fit", found.fit_lines), ("engagement", found.engagement_lines))
    scores = tuple(Line(axis, one.text, one.milli_points, one.cap) for axis, lines in both for one in lines)
    by_account = current.qualified_by is not None and current.qualified_by.kind == FactKind.account_qualified
    return scores + (account_lines(keys_of(lead.contact)) if by_account else ())
