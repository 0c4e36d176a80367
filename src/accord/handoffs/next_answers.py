"""What was answered to a suggested act: an act in the ledger that stays as it was written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accord.agreement.next_act import NextAct
from accord.handoffs.models import Handoff
from accord.ledger.acts import record_act
from accord.ledger.models import Act
from accord.ledger.sql import in_chunks
from accord.vocabulary.next_answers import NextAnswer, NotNow
from accord.vocabulary.people import Viewer

NEXT = "next_act"


@dataclass(frozen=True, slots=True)
class NextAnswered:
    """One answer: to which suggestion (its mark, rule and act), what, why not, by whom, when."""

    lead: int
    mark: str
    rule: str
    act: str
    answer: NextAnswer
    why: NotNow | None
    by: str
    at: datetime


def record_next_answer(
    by: Viewer, row: Handoff, one: NextAct, answer: NextAnswer, why: NotNow | None, *, now: datetime
) -> bool:
    """Append one answer with what was suggested; the same one said again is not written twice. Expects a transaction.

    Kept are dimensions alone: rule, act, medium, piece, window, the segment and stage of the message, and of each
    reason its fact's instant and its clause.
    """
    told = find_next_answers([row])
    last = told[-1] if told else None
    if last is not None and (last.mark, last.answer, last.why, last.by) == (one.mark, answer, why, by.actor):
        return False
    return record_act(
        key=f"next:{row.key}:{one.mark}:{len(told)}",
        kind=NEXT,
        actor=by.actor,
        subject=row.subject,
        reason=why.value if why else "",
        agreement_hash=row.agreement_hash,
        payload={"handoff": row.key, "answer": answer.value, **_contents(one)},
        now=now,
    )


def find_next_answers(rows: Iterable[Handoff]) -> list[NextAnswered]:
    """Every answer on these leads, the oldest first."""
    leads = {row.key: row.subject for row in rows}
    found: list[Act] = []
    for some in in_chunks(sorted(set(leads.values()))):
        found += Act.objects.filter(kind=NEXT, subject__in=some)
    return [
        _view(act) for act in sorted(found, key=lambda act: act.pk) if act.payload.get("handoff") in leads
    ]


def _contents(one: NextAct) -> dict[str, object]:
    return {
        "mark": one.mark,
        "rule": one.rule.value,
        "act": one.act.value,
        "medium": one.medium.value if one.medium else "",
        "piece": one.piece,
        "reason": one.reason,
        "message": [one.line.segment, one.line.stage] if one.line else [],
        "not_before": one.not_before.isoformat() if one.not_before else "",
        "until": one.until.isoformat() if one.until else "",
        "because": [[each.at.isoformat() if each.at else "", each.clause] for each in one.because],
    }


def _view(act: Act) -> NextAnswered:
    said = act.payload
    why = NotNow(act.reason) if act.reason else None
    answer = NextAnswer(said["answer"])
    return NextAnswered(
        said["handoff"], said["mark"], said["rule"], said["act"], answer, why, act.actor, act.occurred_at
    )
