"""A person's acts on a lead, whole: the row, the act, and ten seconds later the fact, the CRM and marketing."""

from datetime import datetime

from django.db import transaction

from accord.agreement.shape import Document
from accord.handoffs import work
from accord.handoffs.find import view
from accord.handoffs.models import Handoff
from accord.handoffs.own import ASIDE, HOW, TRIED, UNDO_WITHIN, UNDONE, put_aside, say_tried
from accord.handoffs.shapes import HandoffView
from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.ledger.models import Act
from accord.ledger.sql import take_turn
from accord.reporting.lead_now import find_lead
from accord.teams.notices import find_users
from accord.teams.roster.reads import find_member
from accord.vocabulary.errors import Invalid
from accord.vocabulary.handoffs import HandoffState
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs.ask import LOOK_NOW
from accord.workflows.handoffs.clock import ask_for_clock, restart_clock
from accord.workflows.handoffs.evidence import find_lacking
from accord.workflows.handoffs.situation import contact_of
from accord.workflows.handoffs.tell import (
    TELL,
    TRIED_JOB,
    forget_told,
    tell_attempt,
    tell_journey,
    tell_moved,
    tell_passed_on,
)
from accord.workflows.handoffs.terms import document_of


def accept_lead(by: Viewer, key: int, *, now: datetime) -> HandoffView:
    """Take a lead to work; its clock goes on until the first attempt."""
    with transaction.atomic():
        take_turn()
        row = work.accept(by, key, now=now)
        _tell_later(row, now)
    return view(row, turns=True)


def end_lead(by: Viewer, key: int, ending: work.Ending, *, now: datetime) -> HandoffView:
    """Return, recycle, disqualify or call sales-ready. A reason without its evidence is taken, and listed."""
    with transaction.atomic():
        take_turn()
        row = Handoff.objects.filter(key=key).first()
        document = document_of(row.agreement_hash) if row else None
        lacks = _lacks(row, document, ending, now) if row and document else ""
        terms = document.outcomes if document else None
        row = work.conclude(by, key, ending, terms, lacks=lacks, now=now)
        assert document is not None, "who was found has an agreement"
        tell_moved(row, now, by=by)
        ask_for_clock(row, now)
        _tell_later(row, now)
    return view(row, turns=True)


def reassign_lead(by: Viewer, key: int, owner: str, why: str, *, now: datetime) -> HandoffView:
    """Give a lead to somebody else, who must be here. Raises `Invalid` for who is not, or has left."""
    check_owner(owner, now)
    with transaction.atomic():
        take_turn()
        before = Handoff.objects.filter(key=key).values_list("turn", flat=True).first()
        row = work.reassign(by, key, owner, why, now=now)
        if row.turn != before:
            restart_clock(row, now)
            tell_passed_on(row, now)
    return view(row, turns=True)


def undo_lead(by: Viewer, key: int, *, now: datetime) -> HandoffView:
    """Take one's own last act back within ten seconds: nobody was told of it yet."""
    with transaction.atomic():
        take_turn()
        row = Handoff.objects.filter(key=key).first()
        state = HandoffState(row.state) if row else HandoffState.offered
        row, last = work.undo(by, key, now=now)
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
            due = now + UNDO_WITHIN
            enqueue_job(TELL, f"{TRIED_JOB}{row.key}:{said.pk}", due_at=due, payload={"act": act})
    return view(row, turns=True)


def put_lead_aside(by: Viewer, key: int, until: datetime | None, *, now: datetime) -> HandoffView:
    """Put a lead aside until an instant; None: look at it again now. Nobody is told, and no clock stops."""
    with transaction.atomic():
        take_turn()
        row = work.get_mine(by, key)
        put_aside(by, row, until, now=now)
    return view(row, turns=True)


def check_owner(owner: str, now: datetime) -> None:
    """Raise `Invalid` unless a lead may be given to them."""
    found = find_member(owner, now)
    if found is None and not find_users([owner]):
        raise Invalid(
            "handoff.owner_unknown",
            f'nobody on the roster is called "{owner}"',
            "accord roster lists everyone",
        )
    if found is not None and not found.active:
        raise Invalid(
            "handoff.owner_left", f"{found.name} is not active", "choose somebody who is: accord roster"
        )


def _lacks(row: Handoff, document: Document, ending: work.Ending, now: datetime) -> str:
    contact = contact_of(row.subject)
    lead = find_lead(contact, now) if contact else None
    return find_lacking(document, ending.reason, row, lead) if lead else ""


def _tell_later(row: Handoff, now: datetime) -> None:
    enqueue_job(
        TELL,
        f"{row.key}:{row.version}",
        due_at=now + UNDO_WITHIN,
        payload={"handoff": row.key, "version": row.version, "at": now.isoformat()},
    )


def do_tell(job: ClaimedJob, now: datetime) -> None:
    """The worker's part: the act was not undone, so it becomes a fact of the journey, at its own instant."""
    with transaction.atomic():
        take_turn()
        if "act" in job.payload:
            _tell_tried(job.payload["act"], now)
            return
        row = Handoff.objects.filter(key=job.payload["handoff"]).first()
        if row is not None and row.version == job.payload["version"]:
            tell_journey(row, datetime.fromisoformat(job.payload["at"]))


def _tell_tried(key: str, now: datetime) -> None:
    act = Act.objects.get(key=key)
    row = Handoff.objects.filter(key=act.payload["handoff"]).first()
    if row is not None and not Act.objects.filter(kind=UNDONE, corrects=key, subject=act.subject).exists():
        tell_attempt(row, HOW[act.payload["how"]], datetime.fromisoformat(act.payload["at"]), act, now)
        enqueue_job(LOOK_NOW, str(row.subject), due_at=now)
