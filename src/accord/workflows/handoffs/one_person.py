"""One person has one hand-off of a kind: two whose people turn out to be one become one, and two again when parted.

The one whose lead began first goes on. Its owner stays, unless only the other one's had acted on the person: then it
is theirs. Whoever loses it is told; the CRM's follow-up tasks of the one that ends are taken back.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, F, OuterRef, Subquery

from accord.contacts.models import Identity
from accord.handoffs.models import Handoff, HandoffTurn
from accord.handoffs.move import change, move, open_of, pass_on
from accord.ledger.acts import record_act
from accord.ledger.models import Act
from accord.reporting.lead_now import LeadNow
from accord.vocabulary.handoffs import HandoffState
from accord.workflows.handoffs.clock import ask_for_clock, restart_clock
from accord.workflows.handoffs.situation import keys_of
from accord.workflows.handoffs.tell import tell_lost, tell_parted, write_owner, write_person
from accord.workflows.take_back_task import take_back_tasks

ONE, TWO = "one person", "two people"  # the steps by which turns begin
_RULE = "rule"


def make_one(lead: LeadNow, now: datetime) -> list[Handoff]:
    """Part what is two people again, then leave one open hand-off of each kind; those that changed.

    Expects a transaction and its turn; where nothing moved it changes nothing.
    """
    keys = keys_of(lead.contact)
    changed = _part(keys, now)
    by_kind: dict[str, list[Handoff]] = {}
    for row in open_of(keys):
        by_kind.setdefault(row.kind, []).append(row)
    for rows in by_kind.values():
        first, *others = sorted(rows, key=lambda row: (row.lead_at, row.offered_at, row.key))
        for other in others:
            _join(first, other, now)
            changed += [first, other]
    return changed


def find_not_one() -> list[int]:
    """A subject of each person with two open hand-offs of a kind, and of each merged one whose person was parted."""
    held = Identity.objects.filter(key=OuterRef("subject")).values("contact_id")
    opened = Handoff.objects.filter(closed_at=None).annotate(who=Subquery(held))
    twice = opened.values("who", "kind").annotate(n=Count("key")).filter(n__gt=1).values("who")
    found = set(opened.filter(who__in=twice).values_list("subject", flat=True))
    into = Handoff.objects.filter(key=OuterRef("joined")).values("subject")
    ended = Handoff.objects.filter(state=HandoffState.merged.value).annotate(
        who=Subquery(held), into=Subquery(into)
    )
    there = Identity.objects.filter(key=OuterRef("into")).values("contact_id")
    parted = ended.annotate(there=Subquery(there)).exclude(who=F("there"))
    return sorted(found | set(parted.values_list("subject", flat=True)))


def joined_at(row: Handoff) -> datetime | None:
    """When another hand-off became one with this one last; None: it never did."""
    rows = Handoff.objects.filter(joined=row.key, state=HandoffState.merged.value)
    return max(filter(None, rows.values_list("closed_at", flat=True)), default=None)


def give_back(lead: LeadNow, now: datetime) -> None:
    """After a parting an open hand-off keeps no response and no state that rests on what the other person did."""
    own = {each.fact.occurred_at for each in lead.known}
    for row in open_of(keys_of(lead.contact)):
        changed: dict[str, object] = {}
        if row.responded_at is not None and row.responded_at not in own:
            changed["responded_at"] = None
        stood = row.worked_at or row.accepted_at
        if row.state != HandoffState.offered.value and row.reason and stood not in own:
            changed |= {"state": HandoffState.offered.value, "accepted_at": None, "worked_at": None}
            changed |= {"reason": "", "moved_by": _RULE}
        if changed:
            change(row, changed)
            _record(row, "parted", TWO, now)
            _begin_anew(row, now)


def _part(keys: Iterable[int], now: datetime) -> list[Handoff]:
    mine, parted = set(keys), []
    for row in Handoff.objects.filter(subject__in=mine, state=HandoffState.merged.value).order_by(
        "lead_at", "key"
    ):
        into = _goes_on_as(row)
        if into is not None and into.subject not in mine:
            _reopen(row, now)
            parted.append(row)
    return parted


def _goes_on_as(row: Handoff) -> Handoff | None:
    """The hand-off that a merged one goes on as, at the end of the chain."""
    found: Handoff | None = row
    while found is not None and found.state == HandoffState.merged.value:
        found = Handoff.objects.filter(key=found.joined).first()
    return found


def _reopen(row: Handoff, now: datetime) -> None:
    """Two people after all: the hand-off that ended for the other is its owner's again, with clocks of its own."""
    state = (
        HandoffState.worked
        if row.worked_at
        else HandoffState.accepted
        if row.accepted_at
        else HandoffState.offered
    )
    ended = Act.objects.filter(
        kind="handoff_merged", key__startswith=f"handoff:{row.key}:", subject=row.subject
    )
    key = ended.order_by("-id").values_list("key", flat=True).first() or ""
    change(row, {"state": state.value, "closed_at": None, "joined": 0, "reason": "", "moved_by": _RULE})
    _record(row, "parted", TWO, now, corrects=key)
    _begin_anew(row, now)
    tell_parted(row, now)
    write_owner(row, now)


def _begin_anew(row: Handoff, now: datetime) -> None:
    """A new turn of the same owner: nobody is late for the time in which it was not theirs, or seemed done."""
    since = max(now, HandoffTurn.objects.get(handoff=row, turn=row.turn).since)
    change(row, {"turn": row.turn + 1, "accept_by": None, "due_at": None})
    HandoffTurn.objects.create(handoff=row, turn=row.turn, owner=row.owner, since=since, step=TWO, why=TWO)
    restart_clock(row, now)


def _join(row: Handoff, other: Handoff, now: datetime) -> None:
    """End `other`, whose lead began later, for `row`."""
    before, acted = row.owner, _acted(other) > _acted(row)
    if acted:
        since = HandoffTurn.objects.get(handoff=other, turn=other.turn).since
        if pass_on(
            row, other.owner, step=ONE, why="they had acted on the person", actor=_RULE, since=since, now=now
        ):
            restart_clock(row, now)
            take_back_tasks(row, ONE, now)
        _take_over(row, other, now)
    why = f"{ONE}: goes on as lead {row.key}"
    move(other, HandoffState.merged, actor=_RULE, at=now, now=now, reason=why, also={"joined": row.key})
    _record(row, "one_person", f"{ONE}: lead {other.key} goes on here", now, other=other)
    if not acted:
        take_back_tasks(other, ONE, now)
    lost = before if acted else other.owner
    if lost != row.owner:
        tell_lost(row, other, lost, now)
    for subject in (row.subject, other.subject):
        write_person(row, subject, now)
    ask_for_clock(row, now)


def _acted(row: Handoff) -> int:
    """How far its owner came with the person: 0 nothing, 1 tried or took it, 2 spoke with them."""
    if row.state == HandoffState.worked.value:
        return 2
    return int(row.state == HandoffState.accepted.value or row.responded_at is not None)


def _take_over(row: Handoff, other: Handoff, now: datetime) -> None:
    """What the other's owner did holds for the one that goes on."""
    if other.responded_at is not None and (row.responded_at is None or other.responded_at < row.responded_at):
        change(row, {"responded_at": other.responded_at})
    state = HandoffState(other.state)
    at = other.worked_at if state is HandoffState.worked else other.accepted_at
    if state is not HandoffState.offered:
        move(row, state, actor=other.moved_by, at=at or now, now=now, reason=ONE)


def _record(
    row: Handoff, kind: str, why: str, now: datetime, *, corrects: str = "", other: Handoff | None = None
) -> None:
    record_act(
        key=f"handoff:{row.key}:{kind}:{row.version}",
        kind=f"handoff_{kind}",
        actor=_RULE,
        subject=row.subject,
        other=other.subject if other else 0,
        reason=why,
        agreement_hash=row.agreement_hash,
        corrects=corrects,
        payload={"handoff": row.key, "owner": row.owner, **({"with": other.key} if other else {})},
        now=now,
    )
