"""The clocks of what marketing promised to answer: a lead given back, a request on a lead. They look before they speak.

Of an answer that was given nothing is said; of one that is missing marketing hears at each share of the time that the
clock warns at, and from the whole of it on whoever leads them too. Answers are given here: the record is the reading.
"""

from datetime import datetime

from django.db import transaction

from accord.agreement.handing_over import grace, mode_of
from accord.agreement.shape.heading import Mode
from accord.ledger.acts import record_act
from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.ledger.models import Act
from accord.ledger.sql import take_turn
from accord.reporting.desk.answers import ANSWER, Awaited, get_awaited
from accord.teams.notices import find_leads_of, find_of_team, notify
from accord.vocabulary.notices import NoticeKind
from accord.workflows.handoffs.terms import document_of


def ask_for_answer(what: str, key: int, now: datetime) -> None:
    """Queue a look at one promise to answer. Expects the transaction that asks."""
    enqueue_job(ANSWER, f"{what}:{key}", due_at=now)


def do_answer_clock(job: ClaimedJob, now: datetime) -> datetime | None:
    """The worker's part: tell what is due; again at the next instant, no more once it is answered."""
    what, _, key = job.key.partition(":")
    with transaction.atomic():
        take_turn()
        found = get_awaited(what, int(key), now)
        if found is None or found.answered_at is not None:
            return None
        document = document_of(found.agreement_hash)
        waits, left = grace(document), []
        for share, at in found.warnings:
            key_of_act = f"asked:{found.what}:{found.key}:{share}"
            if Act.objects.filter(key=key_of_act).exists():
                continue
            if at + waits > now:
                left.append(at + waits)
                continue
            _say(
                found,
                key_of_act,
                overdue=share >= 1,
                quiet=mode_of(document, found.clause) is Mode.observe,
                now=now,
            )
    return min(left, default=None)


def _say(found: Awaited, key: str, *, overdue: bool, quiet: bool, now: datetime) -> None:
    record_act(
        key=key,
        kind="promise_overdue" if overdue else "promise_reminded",
        actor="rule",
        subject=found.subject,
        reason=found.clause,
        agreement_hash=found.agreement_hash,
        payload={
            "what": found.what,
            "key": found.key,
            "due": found.due_at.isoformat() if found.due_at else "",
        },
        now=now,
    )
    if quiet:
        return
    team = find_of_team("marketing")
    whom = {*team, *(lead for one in team for lead in find_leads_of(one))} if overdue else set(team)
    due = {"due": found.due_at.isoformat()} if found.due_at else {}
    notify(NoticeKind.promise_due, f"lead:{found.subject}", sorted(whom), cause=key, now=now, values=due)
