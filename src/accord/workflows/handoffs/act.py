"""A person's acts on a lead, whole: the row, the act, and ten seconds later the fact, the CRM and marketing."""

from datetime import datetime

from django.db import transaction

from accord.agreement.routing import Candidate
from accord.agreement.routing.terms import MARKETING
from accord.agreement.shape import Document
from accord.handoffs import work
from accord.handoffs.find import view
from accord.handoffs.models import Handoff
from accord.handoffs.own import ASIDE, HOW, TRIED, UNDO_WITHIN, UNDONE, put_aside, say_tried
from accord.handoffs.shapes import HandoffView
from accord.handoffs.words import take_words_back
from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.ledger.models import Act
from accord.ledger.sql import take_turn
from accord.reporting.lead_now import find_lead
from accord.teams.agreements import chain_at
from accord.teams.notices.whom import find_actor_names
from accord.teams.roster.reads import find_member
from accord.vocabulary.errors import Invalid
from accord.vocabulary.handoffs import OUTCOMES, HandoffState
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs.ask import LOOK_NOW
from accord.workflows.handoffs.clock import ask_for_clock, restart_clock
from accord.workflows.handoffs.evidence import check_papers, find_lacking, find_missing_papers
from accord.workflows.handoffs.situation import contact_of, people_at_work
from accord.workflows.handoffs.tell import (
    OWNER_JOB,
    TELL,
    TRIED_JOB,
    forget_told,
    is_told,
    tell_attempt,
    tell_journey,
    tell_moved,
    tell_passed_on,
    write_owner,
)
from accord.workflows.handoffs.terms import document_of


def accept_lead(by: Viewer, key: int, *, now: datetime) -> HandoffView:
    """Take a lead to work; its clock goes on until the first attempt, and that of its outcome begins."""
    with transaction.atomic():
        take_turn()
        row = work.accept(by, key, now=now)
        ask_for_clock(row, now)
        _tell_later(row, now)
    return view(row, turns=True)


def end_lead(by: Viewer, key: int, ending: work.Ending, *, now: datetime) -> HandoffView:
    """Return, recycle, disqualify or call sales-ready. A reason without its evidence is taken, and listed."""
    with transaction.atomic():
        take_turn()
        row = work.get_mine(by, key)
        document = document_of(row.agreement_hash)
        lacks = _lacks(row, document, ending, now)
        row = work.conclude(by, key, ending, document.outcomes, lacks=lacks, now=now)
        tell_moved(row, now, by=by)
        ask_for_clock(row, now)
        _tell_later(row, now)
    return view(row, turns=True)


def reassign_lead(by: Viewer, key: int, owner: str, why: str, *, now: datetime) -> HandoffView:
    """Give a lead to somebody else, who must be here. Raises `Invalid` for who is not, has left, or works no leads.

    Given to whose it is, by whichever of their ids, it stays theirs: no clock begins anew.
    """
    with transaction.atomic():
        take_turn()
        work.get_mine(by, key)
        person, taker = find_taker(owner, now)
        before = Handoff.objects.filter(key=key).values_list("turn", "owner").first()
        if before is not None and person is not None and person.is_called(before[1]):
            taker = before[1]
        row = work.reassign(by, key, taker, why, now=now)
        if before is not None and row.turn != before[0]:
            restart_clock(row, now)
            tell_passed_on(row, now, by=by)
            _tell_owner_later(row, now)
    return view(row, turns=True)


def undo_lead(by: Viewer, key: int, *, now: datetime) -> HandoffView:
    """Take one's own last act back within ten seconds, an outcome with all that was written with it.

    Nobody was told of it yet.

    Raises `Refused` where it was told meanwhile: who asks in the tenth second may be heard in the eleventh.
    """
    with transaction.atomic():
        take_turn()
        row = Handoff.objects.filter(key=key).first()
        state = HandoffState(row.state) if row else HandoffState.offered
        row, last = work.undo(by, key, now=now)
        if is_told(last):
            raise work.too_late()
        if state in OUTCOMES and last.kind == f"handoff_{state.value}":
            take_words_back(key, last.occurred_at, by.actor)
        if last.kind not in (ASIDE, TRIED):
            forget_told(row, state, now)
            ask_for_clock(row, now)
    return view(row, turns=True)


def say_lead_tried(by: Viewer, key: int, how: str, at: datetime, *, now: datetime) -> HandoffView:
    """An attempt made outside the CRM: in ten seconds a fact like any other, and the clause says what it stops."""
    with transaction.atomic():
        take_turn()
        row = work.get_mine(by, key)
        act = say_tried(by, row, how, at, now=now)
        said = Act.objects.get(key=act)
        if said.occurred_at == now:
            _tell_act(row, said, now, TRIED_JOB)
    return view(row, turns=True)


def put_lead_aside(by: Viewer, key: int, until: datetime | None, *, now: datetime) -> HandoffView:
    """Put a lead aside until an instant; None: look at it again now. Nobody is told, and no clock stops."""
    with transaction.atomic():
        take_turn()
        row = work.get_mine(by, key)
        put_aside(by, row, until, now=now)
    return view(row, turns=True)


def find_taker(owner: str, now: datetime) -> tuple[Candidate | None, str]:
    """Who takes a lead, and the one id by which hand-offs keep them; of a queue of the CRM its id alone.

    Raises `Invalid` for who is nobody of ours, has left, only looks on, or is of marketing.
    """
    people = people_at_work(chain_at(now)[-1], now)
    person = next((one for one in people if one.is_called(owner)), None)
    seat = find_member(owner, now) if person is None else None
    if person is None and (seat is None or seat.member is not None):
        raise Invalid(
            "handoff.owner_unknown",
            f'nobody who works leads is called "{owner}"',
            "accord roster lists everyone",
        )
    if not (person.active if person is not None else seat is not None and seat.active):
        name = find_actor_names([owner]).get(owner, owner)
        raise Invalid("handoff.owner_left", f"{name} is not active", "choose somebody who is: accord roster")
    if person is not None and person.team == MARKETING:
        raise Invalid("handoff.owner_of_marketing", f'"{owner}" is of marketing', "choose somebody of sales")
    return person, person.ref if person is not None else owner


def _lacks(row: Handoff, document: Document, ending: work.Ending, now: datetime) -> str:
    check_papers(document, row, ending.papers)
    if ending.outcome is HandoffState.sales_ready:
        return find_missing_papers(document, row, ending.papers)
    contact = contact_of(row.subject)
    lead = find_lead(contact, now) if contact else None
    return find_lacking(document, ending.reason, row, lead) if lead else ""


def _tell_later(row: Handoff, now: datetime) -> None:
    """What was done at this instant is told in ten seconds; what is said again was, or will be."""
    act = Act.objects.filter(key=f"handoff:{row.key}:{row.state}:{row.version}", occurred_at=now).first()
    if act is not None:
        _tell_act(row, act, now)


def _tell_act(row: Handoff, act: Act, now: datetime, prefix: str = "") -> None:
    enqueue_job(TELL, f"{prefix}{row.key}:{act.pk}", due_at=now + UNDO_WITHIN, payload={"act": act.key})


def _tell_owner_later(row: Handoff, now: datetime) -> None:
    payload = {"handoff": row.key, "turn": row.turn}
    enqueue_job(TELL, f"{OWNER_JOB}{row.key}:{row.turn}", due_at=now + UNDO_WITHIN, payload=payload)


def do_tell(job: ClaimedJob, now: datetime) -> None:
    """The worker's part: what was not undone becomes a fact of the journey, at its own instant; the CRM is told.

    It is told of the act, not of the row: what else changed within the ten seconds takes nothing of it back.
    """
    with transaction.atomic():
        take_turn()
        if "turn" in job.payload:
            mine = Handoff.objects.filter(key=job.payload["handoff"], turn=job.payload["turn"]).first()
            if mine is not None:  # else it went on meanwhile, and whoever has it is told of by then
                write_owner(mine, now)
            return
        act = Act.objects.get(key=job.payload["act"])
        row = Handoff.objects.filter(key=act.payload["handoff"]).first()
        undone = Act.objects.filter(kind=UNDONE, corrects=act.key, subject=act.subject)
        if row is None or undone.exists():
            return
        if act.kind == TRIED:
            at = datetime.fromisoformat(act.payload["at"])
            tell_attempt(row, HOW[act.payload["how"]], at, act, now)
            enqueue_job(LOOK_NOW, str(row.subject), due_at=now)
        else:
            tell_journey(row, act, now)
            if act.kind == f"handoff_{HandoffState.sales_ready.value}":
                enqueue_job(LOOK_NOW, str(row.subject), due_at=now)  # the next team has it at once
