"""Facts that stand no more: what a source took back is withdrawn, never deleted, and can be brought back.

Expects a transaction of the caller where it writes.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max, QuerySet, Sum

from accord.ledger.announced import announce_changed
from accord.ledger.models import Fact, Withdrawal
from accord.ledger.sql import in_chunks
from accord.vocabulary.facts import FactKind

SAID_ANEW, DELETED = "said_anew", "deleted"
# What a person said of being written to holds, whoever deletes their record.
_HOLDS = frozenset({FactKind.unsubscribed, FactKind.complained, FactKind.opted_out})


class Step(NamedTuple):
    """One word on a fact: it counts no more (1), or again (-1)."""

    seq: int
    subject: int
    step: int


def record_steps(steps: Iterable[Step], why: str, now: datetime) -> int:
    """Append these words; how many."""
    rows = [Withdrawal(seq=s.seq, subject=s.subject, step=s.step, why=why, decided_at=now) for s in steps]
    Withdrawal.objects.bulk_create(rows, batch_size=500)
    announce_changed([row.seq for row in rows], now)
    return len(rows)


def withdrawn_facts(subjects: Any, why: str = "") -> QuerySet[Withdrawal, int]:
    """The sequence numbers of these subjects' facts that stand no more, for `exclude(seq__in=...)`.

    `subjects`: keys, or a query for them. With `why`, only those withdrawn for that reason.
    """
    rows = Withdrawal.objects.filter(subject__in=subjects)
    rows = rows.filter(why=why) if why else rows
    grouped = rows.values("seq").annotate(steps=Sum("step")).filter(steps__gt=0)
    return grouped.order_by().values_list("seq", flat=True)


def find_withdrawn(subjects: Collection[int], why: str = "") -> set[int]:
    """The same as a set."""
    found: set[int] = set()
    for some in in_chunks(sorted(subjects)):
        found.update(withdrawn_facts(some, why))
    return found


def withdrawn_by(subjects: Collection[int], moment: datetime) -> set[int]:
    """The facts of these subjects that stood no more at a moment, by what was decided up to it."""
    found: set[int] = set()
    for some in in_chunks(sorted(subjects)):
        rows = Withdrawal.objects.filter(subject__in=some, decided_at__lte=moment).values("seq")
        found.update(
            rows.annotate(steps=Sum("step")).filter(steps__gt=0).order_by().values_list("seq", flat=True)
        )
    return found


def newest_step() -> int:
    """The number of the last word on any fact; 0 without one."""
    return int(Withdrawal.objects.aggregate(last=Max("id"))["last"] or 0)


def withdraw_subjects(source: str, subjects: Collection[int], now: datetime) -> int:
    """Their records were deleted: what this source said of them counts no more; how many facts that changes."""
    gone = find_withdrawn(subjects, DELETED)
    steps: list[Step] = []
    for some in in_chunks(sorted(subjects)):
        facts = Fact.objects.filter(source=source, subject__in=some).exclude(
            kind__in=[int(k) for k in _HOLDS]
        )
        steps += [Step(seq, key, 1) for seq, key in facts.values_list("seq", "subject") if seq not in gone]
    return record_steps(steps, DELETED, now)


def bring_back_subjects(subjects: Collection[int], now: datetime) -> int:
    """Their records are there again: what was withdrawn with them counts again; how many facts that changes."""
    gone = find_withdrawn(subjects, DELETED)
    steps: list[Step] = []
    for some in in_chunks(sorted(gone)):
        rows = Fact.objects.filter(seq__in=some).values_list("seq", "subject")
        steps += [Step(seq, key, -1) for seq, key in rows]
    return record_steps(steps, DELETED, now)
