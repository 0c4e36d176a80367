"""What a person does with a hand-off: take it, give it back, say how it ended, pass it on. All may be repeated.

Each expects a transaction. The owner acts, their manager and operations may for them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accord.agreement.shape.promises import Outcomes
from accord.handoffs.find import row_for
from accord.handoffs.models import Handoff, HandoffTurn
from accord.handoffs.move import change, move, move_back, pass_on, taken
from accord.handoffs.own import ASIDE, TRIED, UNDONE, aside_before, find_undoable
from accord.ledger.acts import record_act
from accord.ledger.models import Act
from accord.teams.rights import Right, may, require
from accord.vocabulary.errors import Invalid, Overtaken, Refused
from accord.vocabulary.handoffs import OPEN, HandoffState
from accord.vocabulary.people import Viewer
from accord.vocabulary.quantity import Duration


@dataclass(frozen=True, slots=True)
class Ending:
    """How a lead ended, as a person says it: the outcome, why, and which papers are written for the next team."""

    outcome: HandoffState
    reason: str = ""
    papers: frozenset[str] = frozenset()  # by name alone: what they say goes to the personal store


def accept(by: Viewer, key: int, *, now: datetime) -> Handoff:
    """Take a lead to work. Of two who accept at once one wins; the other is told who."""
    row = get_mine(by, key)
    if row.state == HandoffState.accepted.value and row.moved_by == by.actor:
        return row
    if row.state in (HandoffState.accepted.value, HandoffState.worked.value):
        raise taken(row)
    move(row, HandoffState.accepted, actor=by.actor, at=now, now=now)
    return row


def conclude(
    by: Viewer, key: int, ending: Ending, terms: Outcomes | None, *, lacks: str = "", now: datetime
) -> Handoff:
    """Say how a lead ended. `lacks`: the evidence that its reason needs and has not: kept beside it, and listed.

    Whoever says the same again is answered with what stands. Raises `Refused` where another's word stands,
    `Invalid` for a reason that the agreement does not name.
    """
    row = get_mine(by, key)
    same = row.state == ending.outcome.value and row.reason == ending.reason
    if same and row.moved_by in by.sales_ids | {by.actor}:
        return row
    check_reason(ending, terms)
    back = back_at(ending, terms, now)
    also = {"back_at": back, "contradicts": lacks[:200]}
    if not move(row, ending.outcome, actor=by.actor, at=now, now=now, reason=ending.reason, also=also):
        raise taken(row)  # somebody else's word stands, or another reason
    return row


def reassign(by: Viewer, key: int, owner: str, why: str, *, now: datetime) -> Handoff:
    """Give a lead to somebody else: managers and operations, or its owner. The human part begins anew."""
    row = get_mine(by, key)
    if not may(by, Right.reassign_leads) and row.owner not in by.sales_ids | {by.actor}:
        raise Refused(
            "handoff.not_yours",
            "only a lead's owner, their manager or operations may pass it on",
            "ask the owner's manager",
        )
    pass_on(row, owner, step="reassigned", why=why or "reassigned", actor=by.actor, now=now)
    return row


def undo(by: Viewer, key: int, *, now: datetime) -> tuple[Handoff, Act]:
    """Take one's own last act back within ten seconds; the act. Raises `Refused` later, or for another's act."""
    row = get_mine(by, key)
    last = find_undoable(row, by.actor, now)
    if last is None:
        raise too_late()
    if last.kind == ASIDE:
        change(row, {"aside_until": aside_before(last)})
    elif last.kind != TRIED:
        move_back(row, last)
    record_act(
        key=f"{last.key}:undone",
        kind=UNDONE,
        actor=by.actor,
        subject=row.subject,
        corrects=last.key,
        agreement_hash=row.agreement_hash,
        payload={"handoff": row.key},
        now=now,
    )
    return row, last


def too_late() -> Refused:
    """The answer to who would undo what was told, or what is not theirs."""
    return Refused(
        "handoff.too_late",
        "there is nothing of yours to undo here, or ten seconds have passed",
        "say what holds now: accept, return or reassign it",
    )


def check_reason(ending: Ending, terms: Outcomes | None) -> None:
    """Raise `Invalid` unless the agreement names the reason for this outcome."""
    allowed = reasons_for(ending.outcome, terms)
    if ending.outcome not in _TABLES:
        return
    if not ending.reason or (allowed and ending.reason not in allowed):
        raise Invalid(
            "handoff.reason_unknown",
            f'"{ending.reason}" is no agreed reason for {ending.outcome.value}'
            if ending.reason
            else "a reason is missing",
            f"choose one of: {', '.join(allowed)}",
        )


_TABLES: dict[HandoffState, Callable[[Outcomes], tuple[str, ...]]] = {
    HandoffState.returned: lambda terms: terms.return_.reasons if terms.return_ else (),
    HandoffState.recycled: lambda terms: tuple(terms.recycle),
    HandoffState.disqualified: lambda terms: tuple(terms.disqualify),
}


def reasons_for(outcome: HandoffState, terms: Outcomes | None) -> tuple[str, ...]:
    """The agreed reasons of an outcome; empty where the agreement names none."""
    return _TABLES[outcome](terms) if terms is not None and outcome in _TABLES else ()


def back_at(ending: Ending, terms: Outcomes | None, now: datetime) -> datetime | None:
    """Until when nurture has a recycled lead; None for any other outcome, or where the agreement says no rest."""
    rest: Duration | None = terms.recycle.get(ending.reason) if terms else None
    if ending.outcome is not HandoffState.recycled or rest is None:
        return None
    return now + (rest.elapsed or timedelta(days=rest.days or rest.n))


def get_mine(by: Viewer, key: int) -> Handoff:
    """A hand-off that this person may act on: their own, or anybody's for who leads. Raises `NotFound`, `Refused`."""
    require(by, Right.work_leads)
    row = row_for(by, key)
    if may(by, Right.reassign_leads) or row.owner in by.sales_ids or row.owner == by.actor:
        return row
    # Whose it was saw it as theirs, and somebody was quicker; to anybody else it is simply not theirs.
    mine = by.sales_ids | {by.actor}
    was = HandoffTurn.objects.filter(handoff=row, owner__in=mine).exists()
    # Who moved it last themselves was not overtaken by themselves: it was given to somebody else since.
    if HandoffState(row.state) in OPEN and (row.owner in by.team_sales_ids or row.moved_by in mine):
        raise (Overtaken if was else Refused)(
            "handoff.anothers",
            f"this lead is {row.owner}'s",
            "ask them, or their manager, to give it to you",
            owner=row.owner,
        )
    second = taken(row)
    raise second if was else Refused(second.code, second.sentence, second.remedy, **second.fields)
