"""When a hand-off falls due, as it is known now: by its owner's hours and absences, and by what pauses the clock.

What moves it is recorded with its reason and written to the CRM; a breach that was said by the old instant is taken
back by an act that names it, as a call that came late takes one back.
"""

from datetime import datetime

from accord.agreement.shape import Document
from accord.handoffs.models import Handoff
from accord.handoffs.move import change
from accord.ledger.acts import record_act
from accord.ledger.jobs import ClaimedJob
from accord.reporting.lead_now import LeadNow
from accord.teams.absence.changed import EVERYBODY
from accord.teams.agreements import chain_at, in_force
from accord.workflows.handoffs.breaches import breaches_of, due_of, take_back
from accord.workflows.handoffs.clock import ask_for_clock, find_clocks
from accord.workflows.handoffs.pauses import find_row_pauses, since_of
from accord.workflows.handoffs.situation import people_at_work
from accord.workflows.handoffs.tell import write_owner
from accord.workflows.handoffs.terms import document_of, instants, owner_turn

ABSENT = "owner away"


def keep_due(row: Handoff, lead: LeadNow, now: datetime) -> bool:
    """Put the instants of an untried hand-off right; whether they moved. Expects a transaction."""
    if row.closed_at is not None or row.responded_at is not None:
        return False
    document = document_of(row.agreement_hash)
    turn = owner_turn(document, row.owner, lead.people, since_of(row))
    if turn is None:
        return False
    pauses = find_row_pauses(row, lead, document)
    accept_by, due = instants(document, row, turn, [pause.span for pause in pauses])
    if (accept_by, due) == (row.accept_by, row.due_at):
        return False
    before = row.due_at
    change(row, {"accept_by": accept_by, "due_at": due})
    why = pauses[-1].why if pauses else ABSENT
    record_act(
        key=f"handoff:{row.key}:due:{row.version}",
        kind="handoff_due_moved",
        actor="rule",
        subject=row.subject,
        reason=f"clock.pauses.{why}" if pauses else why,
        agreement_hash=row.agreement_hash,
        payload={
            "handoff": row.key, "from": _iso(before), "to": _iso(due),
            "until": _iso(pauses[-1].until) if pauses else "",
        },
        now=now,
    )  # fmt: skip
    _take_back(row, lead, document, now)
    write_owner(row, now)
    ask_for_clock(row, now)
    return True


def do_absences_changed(job: ClaimedJob, now: datetime) -> None:
    """The worker's part: look again at the clocks of everything untried that is theirs. Nothing without a signature."""
    if in_force(now) is None:
        return
    rows = Handoff.objects.filter(closed_at=None, responded_at=None)
    if job.key != EVERYBODY:
        people = people_at_work(chain_at(now)[-1], now)
        person = next((one for one in people if one.is_called(job.key)), None)
        rows = rows.filter(owner__in={job.key, *((person.ref, *person.known_as) if person else ())})
    for row in rows.order_by("key"):
        ask_for_clock(row, now)


def _take_back(row: Handoff, lead: LeadNow, document: Document, now: datetime) -> None:
    """Take back every breach of this turn that was said earlier than the clock would say it now."""
    clocks = find_clocks(row, lead, document, now)
    for breach in breaches_of(row, turn=row.turn):
        at = clocks.at_share(breach.payload["share"]) if clocks else None
        if at is not None and at > due_of(breach):
            take_back(row, breach, "the clock was paused: it falls due later", now, due=_iso(row.due_at))


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
