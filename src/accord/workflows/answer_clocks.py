"""The clocks of what a team promised: to answer a lead given back, a request; a list, a notice, a draft, a review.

They look before they speak. Of what was answered, or has arrived, nothing is said; of what is missing the team that
promised hears at each share of the time that the clock warns at, and from the whole of it on whoever leads them too.
Answers are given here: the record is the reading. An event's list is known by its arrival.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accord.agreement.dated import Runs, find_dated, is_on
from accord.agreement.handing_over import grace, mode_of
from accord.agreement.shape.heading import Mode
from accord.alignment.talk.models import Remark
from accord.alignment.talk.say import keepers
from accord.ledger.acts import record_act
from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.ledger.models import Act
from accord.ledger.sql import take_turn
from accord.reporting.desk.answers import ANSWER, ARRIVED, PROMISED, Awaited, get_awaited
from accord.teams.notices import find_leads_of, notify
from accord.vocabulary.facts import FactKind, RowRead
from accord.vocabulary.notices import NoticeKind
from accord.workflows.handoffs.terms import document_of

_OF_EVENTS = frozenset({FactKind.webinar_attended, FactKind.event_conversation})


def ask_for_answer(what: str, key: int, now: datetime) -> None:
    """Queue a look at one promise to answer. Expects the transaction that asks."""
    enqueue_job(ANSWER, f"{what}:{key}", due_at=now)


def note_lists(rows: Iterable[RowRead], now: datetime) -> int:
    """An event's list that was asked for has come: of each open one whose day these rows tell of; how many.

    Expects the transaction that writes the rows.
    """
    told = [fact.occurred_at for row in rows for fact in row.facts if fact.kind in _OF_EVENTS]
    open_ones = Remark.objects.filter(question=True, answered_at=None, removed_at=None).exclude(day=None)
    found = 0
    for asked in open_ones if told else ():
        awaited = get_awaited(PROMISED, asked.key, now)
        document = document_of(awaited.agreement_hash) if awaited else None
        dated = find_dated(document).get(awaited.clause) if awaited and document else None
        if awaited is None or document is None or dated is None or dated.runs is not Runs.since_day:
            continue
        if asked.day is not None and any(is_on(document, at, asked.day) for at in told):
            record_act(
                key=f"arrived:{asked.key}", kind=ARRIVED, actor="rule", reason=awaited.clause,
                agreement_hash=awaited.agreement_hash, payload={"key": asked.key, "at": now.isoformat()}, now=now,
            )  # fmt: skip
            found += Remark.objects.filter(key=asked.key, answered_at=None).update(answered_at=now)
    return found


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
    team = keepers(found.team)
    whom = {*team, *(lead for one in team for lead in find_leads_of(one))} if overdue else set(team)
    due = {"due": found.due_at.isoformat()} if found.due_at else {}
    notify(NoticeKind.promise_due, found.about, sorted(whom), cause=key, now=now, values=due)
