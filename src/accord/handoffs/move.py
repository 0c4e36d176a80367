"""Move a hand-off from one state to another: of two who try at once one wins, the other is told who.

Everything here expects a transaction. The row changes only where its version is the one that was seen.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from accord.handoffs.models import Handoff, HandoffTurn
from accord.ledger.acts import record_act
from accord.ledger.models import Act
from accord.vocabulary.errors import Overtaken
from accord.vocabulary.handoffs import OPEN, HandoffState

SINCE = ("accepted_at", "worked_at")
GIVEN_BACK = ("state", "moved_by", *SINCE)  # what an act that is undone gives back

# Which way a hand-off may go. What is closed stays closed: coming back opens a new one.
_WAYS: Mapping[HandoffState, frozenset[HandoffState]] = {
    HandoffState.offered: frozenset(HandoffState)
    - {HandoffState.offered, HandoffState.known, HandoffState.joined},
    HandoffState.accepted: frozenset(
        {
            HandoffState.worked,
            HandoffState.sales_ready,
            HandoffState.returned,
            HandoffState.recycled,
            HandoffState.disqualified,
            HandoffState.merged,
        }
    ),
    HandoffState.worked: frozenset(
        {
            HandoffState.sales_ready,
            HandoffState.returned,
            HandoffState.recycled,
            HandoffState.disqualified,
            HandoffState.merged,
        }
    ),
}


def may_go(row: Handoff, to: HandoffState) -> bool:
    """Whether the hand-off may go there from where it stands."""
    return to in _WAYS.get(HandoffState(row.state), frozenset())


def move(
    row: Handoff,
    to: HandoffState,
    *,
    actor: str,
    at: datetime,
    now: datetime,
    reason: str = "",
    also: Mapping[str, Any] | None = None,
) -> bool:
    """Go to a state as of `at`; False where the hand-off is there already. Records the act.

    Raises `Refused` where somebody was quicker, or where no way leads there.
    """
    if row.state == to.value:
        return False
    if not may_go(row, to):
        raise taken(row)
    before = {name: getattr(row, name) for name in GIVEN_BACK}
    changed: dict[str, Any] = {"state": to.value, "moved_by": actor, "reason": reason[:120], **(also or {})}
    if to not in OPEN:
        changed["closed_at"] = at
    if row.accepted_at is None and to in (
        HandoffState.accepted,
        HandoffState.worked,
        HandoffState.sales_ready,
    ):
        changed["accepted_at"] = at
    if to is HandoffState.worked:
        changed["worked_at"] = at
    change(row, changed)
    record_act(
        key=f"handoff:{row.key}:{to.value}:{row.version}",
        kind=f"handoff_{to.value}",
        actor=actor,
        subject=row.subject,
        reason=reason[:300],
        agreement_hash=row.agreement_hash,
        payload={
            "handoff": row.key,
            "kind": row.kind,
            "owner": row.owner,
            "at": at.isoformat(),
            "before": {name: str(value or "") for name, value in before.items()},
        },
        now=now,
    )
    return True


def move_back(row: Handoff, act: Act) -> None:
    """Stand again as before the act that moved it: its state, by whom, and since when."""
    before = act.payload["before"]
    since = {name: datetime.fromisoformat(before[name]) if before[name] else None for name in SINCE}
    stood = {"state": before["state"], "moved_by": before["moved_by"], **since}
    change(row, {**stood, "closed_at": None, "reason": "", "back_at": None, "contradicts": ""})


def change(row: Handoff, changed: Mapping[str, Any]) -> None:
    """Change a row that nobody changed since it was read. Raises `Refused` where somebody did."""
    seen = Handoff.objects.filter(key=row.key, version=row.version)
    if not seen.update(version=row.version + 1, **changed):
        raise taken(Handoff.objects.get(key=row.key))
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1


def pass_on(
    row: Handoff,
    owner: str,
    *,
    step: str,
    why: str,
    actor: str,
    now: datetime,
    since: datetime | None = None,
    also: Mapping[str, Any] | None = None,
) -> bool:
    """Give an open hand-off to another owner; a new turn begins. False where it is theirs already.

    A turn begins no earlier than the one before it: of two who asked at once, the one whose clock was read first
    may be heard second.
    """
    if row.owner == owner:
        return False
    if HandoffState(row.state) not in OPEN:
        raise taken(row)
    before, turn = row.owner, row.turn + 1
    began = HandoffTurn.objects.get(handoff=row, turn=row.turn).since
    anew = {"accept_by": None, "due_at": None, "aside_until": None}
    change(row, {"owner": owner, "turn": turn, **anew, **(also or {})})
    HandoffTurn.objects.create(
        handoff=row, turn=turn, owner=owner, since=max(since or now, began), step=step[:60], why=why[:200]
    )
    record_act(
        key=f"handoff:{row.key}:owner:{turn}",
        kind="handoff_passed_on",
        actor=actor,
        subject=row.subject,
        reason=why[:300],
        agreement_hash=row.agreement_hash,
        payload={"handoff": row.key, "from": before, "to": owner, "step": step},
        now=now,
    )
    return True


def stamp_response(row: Handoff, at: datetime) -> bool:
    """Stamp the first response, once; an earlier one that came late corrects it. True where that changed it."""
    if row.responded_at is not None and row.responded_at <= at:
        return False
    change(row, {"responded_at": at})
    return True


def taken(row: Handoff) -> Overtaken:
    """The answer to who came second."""
    by = row.moved_by if row.moved_by not in ("", "rule") else "a rule"
    return Overtaken(
        "handoff.moved",
        f"this lead is {row.state.replace('_', '-')} since, by {by}; its owner is {row.owner}",
        "look at it again: the page shows where it stands now",
        state=row.state,
        by=by,
        owner=row.owner,
    )


def open_of(subjects: Collection[int]) -> list[Handoff]:
    """The open hand-offs of these subjects, oldest first."""
    return list(Handoff.objects.filter(subject__in=subjects, closed_at=None).order_by("offered_at", "key"))
