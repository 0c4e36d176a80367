"""Hand-offs to look at: one's own, a team's, one by its number. Who may not see a contact sees none of its."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from accord.contacts.models import Identity
from accord.contacts.visible import visible_contacts
from accord.handoffs.models import Handoff, HandoffTurn
from accord.handoffs.shapes import HandoffView, Line, TurnView
from accord.ledger.sql import in_chunks
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.handoffs import HandoffState
from accord.vocabulary.people import Role, Viewer

PAGE = 100


def visible_handoffs(viewer: Viewer) -> QuerySet[Handoff]:
    """The hand-offs this viewer may see: of contacts that they may see, and what is theirs.

    Raises `Refused` for a role that sees aggregates only.
    """
    require(viewer, Right.see_contacts)
    if viewer.role != Role.rep:
        return Handoff.objects.all()
    seen = Identity.objects.filter(contact__in=visible_contacts(viewer)).values("key")
    mine = sorted(viewer.sales_ids | viewer.team_sales_ids | {viewer.actor})
    return Handoff.objects.filter(Q(subject__in=seen) | Q(owner__in=mine))


def row_for(viewer: Viewer, key: int) -> Handoff:
    """One row that the viewer may see. Raises `NotFound`."""
    row = visible_handoffs(viewer).filter(key=key).first()
    if row is None:
        raise NotFound("handoff.unknown", f"there is no lead {key}", "look at the list of leads")
    return row


def find_handoffs(
    viewer: Viewer,
    *,
    owners: Collection[str] = (),
    states: Collection[HandoffState] = (),
    subjects: Collection[int] = (),
    since: datetime | None = None,
    limit: int = PAGE,
    after: int = 0,
) -> tuple[list[HandoffView], int]:
    """A page of hand-offs, the next due first, and how many there are in all."""
    found = visible_handoffs(viewer)
    if owners:
        found = found.filter(owner__in=sorted(owners))
    if states:
        found = found.filter(state__in=sorted(s.value for s in states))
    if subjects:
        found = found.filter(subject__in=sorted(subjects))
    if since:
        found = found.filter(offered_at__gte=since)
    open_first, due_first = F("closed_at").asc(nulls_first=True), F("due_at").asc(nulls_last=True)
    rows = found.order_by(open_first, due_first, "offered_at", "key")[after : after + limit]
    return [view(row) for row in rows], found.count()


def find_of_contact(viewer: Viewer, contact: int) -> list[HandoffView]:
    """Every hand-off of a contact, newest first."""
    keys = Identity.objects.filter(contact_id=contact).values("key")
    rows = visible_handoffs(viewer).filter(subject__in=keys).order_by("-offered_at", "-key")
    return [view(row, turns=True) for row in rows]


def count_open(owners: Iterable[str]) -> dict[str, int]:
    """How many open leads each owner has; owners without any are absent."""
    rows = Handoff.objects.filter(owner__in=sorted(owners), closed_at=None)
    return dict(rows.values_list("owner").annotate(n=Count("key")))


def find_open_owners(contacts: Iterable[int]) -> dict[int, str]:
    """Whose the open hand-off of each contact is; contacts without one are absent."""
    found: dict[int, str] = {}
    for some in in_chunks(sorted(set(contacts))):
        keys = dict(Identity.objects.filter(contact_id__in=some).values_list("key", "contact_id"))
        rows = Handoff.objects.filter(subject__in=keys, closed_at=None).order_by("-offered_at", "key")
        found |= {keys[subject]: owner for subject, owner in rows.values_list("subject", "owner")}
    return found


def view(row: Handoff, *, turns: bool = False) -> HandoffView:
    """A row as a frozen value."""
    plain: dict[str, Any] = {
        name: getattr(row, name) for name in HandoffView.__dataclass_fields__ if hasattr(row, name)
    }
    plain |= {
        "state": HandoffState(row.state),
        "lines": tuple(Line(*line) for line in row.lines),
        "turns": _turns(row) if turns else (),
    }
    return HandoffView(**{name: plain[name] for name in HandoffView.__dataclass_fields__})


def _turns(row: Handoff) -> tuple[TurnView, ...]:
    rows: Sequence[HandoffTurn] = list(HandoffTurn.objects.filter(handoff=row).order_by("turn"))
    return tuple(
        TurnView(turn=each.turn, owner=each.owner, since=each.since, step=each.step, why=each.why)
        for each in rows
    )
