"""Alarms: what falls due on a hand-off is told, and what nobody took is handed on, after looking again.

Look before you shout: the lead is read afresh from the record, the CRM must have been read since, and the grace
for late activity has passed. A CRM that cannot be read pauses every alarm, and that is said.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from accord.agreement.clocks import FollowUp, clock_terms
from accord.agreement.handing_over import find_handoff, grace, mode_of
from accord.agreement.routing import steps_after_silence
from accord.agreement.shape import Document
from accord.agreement.shape.heading import Mode
from accord.handoffs.models import Handoff, HandoffTurn
from accord.ledger.acts import record_act
from accord.ledger.jobs import ClaimedJob
from accord.ledger.models import Act
from accord.ledger.sql import take_turn
from accord.reporting.lead_now import LeadNow, find_lead
from accord.vocabulary.handoffs import OPEN, HandoffState
from accord.workflows.handoffs.breaches import CORRECTED
from accord.workflows.handoffs.clock import find_clocks
from accord.workflows.handoffs.follow import follow
from accord.workflows.handoffs.fresh import ask_for_reading, unread_since
from accord.workflows.handoffs.outcome_clock import CLAUSE as OUTCOME
from accord.workflows.handoffs.outcome_clock import OVERDUE as OUTCOME_OVERDUE
from accord.workflows.handoffs.outcome_clock import outcome_warnings
from accord.workflows.handoffs.requeue import NOT_TAKEN, hand_on
from accord.workflows.handoffs.situation import contact_of
from accord.workflows.handoffs.tell import attempt_is_to_come, tell_warning
from accord.workflows.handoffs.terms import document_of, promised_for

_AGAIN = timedelta(seconds=30)  # an unread CRM is looked at again so soon
_SOON = timedelta(seconds=1)  # an attempt that is being written down is a fact by then, or taken back
_WHOLE = Decimal(1)
_CLAUSE = "sales_promises.follow_up"
_BACKUP, BACKUP = "hot goes to backup", "backup owner"  # words of `clock.warn`; the step that they mean


class Alarm(NamedTuple):
    """Something that falls due: at what instant, which share of the promised time, and who is told."""

    at: datetime
    share: Decimal
    who: tuple[str, ...]
    outcome: bool = False  # of the outcome; else of the first attempt


def do_clock(job: ClaimedJob, now: datetime) -> datetime | None:
    """The worker's part: tell what is due, hand on what nobody took; due again at the next instant."""
    return look_at_clock(int(job.key), now)


def look_at_clock(key: int, now: datetime) -> datetime | None:
    """Look at one hand-off's clocks; returns when to look again, None once nothing is left to fall due."""
    with transaction.atomic():
        take_turn()
        row = Handoff.objects.filter(key=key).first()
        contact = contact_of(row.subject) if row else None
        lead = find_lead(contact, now) if contact else None
        if row is None or lead is None:
            return None
        follow(lead, now)
        row.refresh_from_db()
        if HandoffState(row.state) not in OPEN:
            return None
        return _sound(row, lead, now)


def _sound(row: Handoff, lead: LeadNow, now: datetime) -> datetime | None:
    document = document_of(row.agreement_hash)
    waits, said = grace(document), _Said(row)
    todo = [
        (alarm.at + waits, alarm)
        for alarm in (
            *_alarms(document, find_clocks(row, lead, document, now)),
            *(Alarm(at, share, who, True) for share, at, who in outcome_warnings(row, lead, document)),
        )
        if said.key_of(alarm) not in said.keys
    ]
    late = _expires_at(row, waits, said)
    due = [at for at in (*(at for at, _ in todo), late) if at is not None]
    if any(at <= now for at in due):
        if attempt_is_to_come(row):
            return now + _SOON
        waiting = [at for at in due if at <= now]
        unread = unread_since(max(waiting), now)
        if unread is not None:
            ask_for_reading(unread, min(waiting), now)
            return now + _AGAIN
        told = [alarm for at, alarm in todo if at <= now]
        for alarm in told:
            _tell(row, document, alarm, said.key_of(alarm), now)
        if any(_goes_on(row, document, alarm) for alarm in told) and _to_backup(row, lead, document, now):
            return now
        if late is not None and late <= now and _let_lie(row, lead, document, now):
            return now
    return min((at for at in due if at > now), default=None)


def _alarms(document: Document, clocks: FollowUp | None) -> list[Alarm]:
    if clocks is None or clocks.responded is not None or document.clock is None:
        return []
    shares = [share for share, _ in clock_terms(document.clock).warns]
    return [Alarm(at, share, who) for share, (at, who) in zip(shares, clocks.warnings, strict=True)]


class _Said:
    """What was said of a hand-off already: the keys of its acts, and which of them were taken back."""

    def __init__(self, row: Handoff) -> None:
        acts = Act.objects.filter(subject=row.subject, key__startswith=f"handoff:{row.key}:")
        found = list(acts.values_list("key", "kind", "corrects"))
        self._row = row
        self.keys = frozenset(key for key, _, _ in found)
        self._taken_back = [of for _, kind, of in found if kind == CORRECTED]

    def key_of(self, alarm: Alarm) -> str:
        """The key that an alarm is said under; anew after it was taken back: it may come true by another instant."""
        kind = "overdue" if alarm.share >= _WHOLE else "reminded"
        of = "outcome_" if alarm.outcome else ""
        key = f"handoff:{self._row.key}:{of}{kind}:{self._row.turn}:{alarm.share}"
        if kind != "overdue":
            return key
        again = sum(each == key or each.startswith(f"{key}:") for each in self._taken_back)
        return f"{key}:{again}" if again else key


def _tell(row: Handoff, document: Document, alarm: Alarm, key: str, now: datetime) -> None:
    overdue, promised = alarm.share >= _WHOLE, promised_for(document, row)
    kind = "handoff_overdue" if overdue else "handoff_reminded"
    if alarm.outcome:
        kind = OUTCOME_OVERDUE if overdue else "handoff_outcome_reminded"
    clause = OUTCOME if alarm.outcome else promised.clause if promised else ""
    record_act(
        key=key,
        kind=kind,
        actor="rule",
        subject=row.subject,
        reason=clause,
        agreement_hash=row.agreement_hash,
        payload={
            "handoff": row.key, "owner": row.owner, "share": str(alarm.share), "due": alarm.at.isoformat(),
        },
        now=now,
    )  # fmt: skip
    if mode_of(document, OUTCOME if alarm.outcome else _CLAUSE) is not Mode.observe:
        about = {"due": "", "clause": clause} if alarm.outcome else {}
        tell_warning(row, alarm.share, alarm.who, cause=key, now=now, more=about)


def _goes_on(row: Handoff, document: Document, alarm: Alarm) -> bool:
    """Whether the clock's clause gives an untried hot lead to the backup at this share, and is enforced."""
    named = any(_BACKUP in phrase for phrase in alarm.who)
    return named and row.hot and not alarm.outcome and mode_of(document, _CLAUSE) is Mode.enforce


def _to_backup(row: Handoff, lead: LeadNow, document: Document, now: datetime) -> bool:
    """Give it to the backup, then by the route; never to who let it lie. True where somebody else has it now."""
    tried = HandoffTurn.objects.filter(handoff=row).values_list("owner", flat=True)
    steps = (BACKUP, *(step for step in document.route if step != BACKUP))
    return hand_on(row, lead, steps, dict.fromkeys(tried, "let it lie"), why=NOT_TAKEN, now=now)


def _expires_at(row: Handoff, waits: timedelta, said: _Said) -> datetime | None:
    """When an offer that nobody took has expired; None once it was taken, or noted for this turn."""
    if row.state != HandoffState.offered.value or row.responded_at is not None or row.accept_by is None:
        return None
    noted = f"handoff:{row.key}:expired:{row.turn}" in said.keys
    return None if noted else row.accept_by + waits


def _let_lie(row: Handoff, lead: LeadNow, document: Document, now: datetime) -> bool:
    """Note that nobody took an offer; where the clause is enforced it goes to the next owner: then True."""
    clause, mode = find_handoff(document, row.kind), mode_of(document, _CLAUSE)
    record_act(
        key=f"handoff:{row.key}:expired:{row.turn}",
        kind="handoff_expired",
        actor="rule",
        subject=row.subject,
        reason=f"handoffs.{row.kind}.accept_within",
        agreement_hash=row.agreement_hash,
        payload={"handoff": row.key, "owner": row.owner, "mode": mode.value},
        now=now,
    )
    if mode is not Mode.enforce or clause is None:
        return False
    tried = HandoffTurn.objects.filter(handoff=row).values_list("owner", flat=True)
    steps = steps_after_silence(document, clause)
    return hand_on(row, lead, steps, dict.fromkeys(tried, "let it lie"), why=NOT_TAKEN, now=now)
