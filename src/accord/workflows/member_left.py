"""Someone of ours leaves: their access ends in the transaction that says so, their leads go on by a job of it.

The seam for what else must follow: a step in `STEPS`. Each is called by the worker, within a second or so, in a
transaction of its own and possibly twice, with every name by which leads may call their owner.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.teams.keys import end_keys_of
from accord.teams.models import User
from accord.teams.noted import note
from accord.teams.people import SYSTEM, Person, actors_of, deactivate, is_last_ops
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.reads import find_members
from accord.vocabulary.facts import Ref
from accord.vocabulary.people import Role, Viewer
from accord.vocabulary.roster import MemberDraft
from accord.workflows.handoffs.requeue import requeue

LEFT = "member_left"
ENDED_BY_CRM = (Role.rep.value, Role.manager.value)  # whose place of work the CRM is


@dataclass(frozen=True, slots=True)
class Left:
    """Who left, by every name that leads use for an owner, and how it became known."""

    owners: tuple[str, ...]
    why: str


Step = Callable[[Left, datetime], None]


def end_access(by: Viewer, user_id: int, now: datetime) -> Person:
    """Somebody of operations ends someone's access: sessions, keys, open pages; their leads are given out anew."""
    with transaction.atomic():
        person = deactivate(by, user_id)
        end_keys_of(user_id, now)
        note("access_ended", by.actor, now, of=f"user:{user_id}", role=person.role.value)
        names = {f"user:{user_id}", *actors_of(person.sales_id)} | _seats_by_address(person.email)
        _queue(names, "their access was ended", now)
    return person


def note_leaving(
    drafts: Iterable[MemberDraft], keys: Mapping[Ref, int], before: Mapping[str, bool], now: datetime
) -> int:
    """After a system spoke of our people: whoever was active by `before` and is no more has left; how many.

    Expects the transaction that wrote the roster. Who works in the CRM loses their access here with it; others
    (operations, marketing) keep theirs, for their place of work is not the CRM.
    """
    gone = sorted({draft.ref.external_id for draft in drafts if draft.ref in keys and draft.active is False})
    left = 0
    for ref, owner in find_members(gone, now).items():
        member = owner.member
        if member is None or member.active or not before.get(ref, True):
            continue
        left += 1
        user = User.objects.filter(pk=member.user_id, is_active=True).first()
        names = {seat.external_id for seat in member.seats}
        if user is not None:
            names |= {f"user:{user.pk}", *actors_of(user.sales_id)}
            if user.role in ENDED_BY_CRM and not is_last_ops(user):
                deactivate(SYSTEM, user.pk)
                end_keys_of(user.pk, now)
                note(
                    "access_ended",
                    f"source:{member.inactive_in[0]}",
                    now,
                    of=f"user:{user.pk}",
                    role=user.role,
                )
        _queue(names, "inactive in the CRM", now)
    return left


def active_before(drafts: Iterable[MemberDraft], now: datetime) -> dict[str, bool]:
    """Of those whom these statements call inactive, who is active as it stands: asked before they are written."""
    gone = sorted({draft.ref.external_id for draft in drafts if draft.active is False})
    known = find_members(gone, now)
    return {ref: bool(owner.member and owner.member.active) for ref, owner in known.items()}


def requeue_leads(left: Left, now: datetime) -> None:
    """Every open lead of theirs goes to the next owner: never to nobody."""
    for owner in left.owners:
        requeue(owner, left.why, now)


STEPS: tuple[Step, ...] = (requeue_leads,)


def do_left(job: ClaimedJob, now: datetime) -> None:
    """The job: every step, each in its own transaction."""
    left = Left(tuple(job.payload["owners"]), str(job.payload["why"]))
    for step in STEPS:
        with transaction.atomic():
            step(left, now)


def _queue(names: Iterable[str], why: str, now: datetime) -> None:
    owners = sorted({name for name in names if name})
    enqueue_job(LEFT, owners[0], due_at=now, payload={"owners": owners, "why": why})


def _seats_by_address(email: str) -> set[str]:
    members = RosterSeat.objects.filter(email=email).exclude(email="").values_list("member", flat=True)
    seats = RosterSeat.objects.filter(member__in=list(members))
    return set(seats.values_list("external_id", flat=True))
