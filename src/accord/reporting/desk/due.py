"""The desk of one person: what is due next, how much their people have to do, what is asked of marketing."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from accord.alignment.talk.models import Remark
from accord.handoffs.find import count_open, visible_handoffs
from accord.handoffs.models import Handoff
from accord.ledger.models import Act
from accord.reporting.desk.answers import find_awaited
from accord.reporting.desk.find import Wanted, choose, in_order, own_names
from accord.reporting.desk.rows import make_rows
from accord.reporting.desk.shapes import Asked, Desk, LeadRow, Load
from accord.teams.agreements import current
from accord.teams.candidates import find_candidates
from accord.teams.figures import FiguresSeen, figures_seen
from accord.teams.notices.whom import find_actor_names
from accord.teams.rights import Right, may
from accord.vocabulary.handoffs import OPEN, OUTCOMES, HandoffState
from accord.vocabulary.people import Role, Viewer

SHOWN = 50
_LATELY = timedelta(days=14)  # how far back the desk shows outcomes; /leads shows all of them


def desk(viewer: Viewer, now: datetime) -> Desk:
    """What stands on this person's desk now. Raises `Refused` for a role that sees aggregates only."""
    seen = figures_seen(viewer, now)
    own = choose(viewer, Wanted(whose="mine"), now)
    loads = _loads(viewer, seen, now) if may(viewer, Right.reassign_leads) else ()
    lately = visible_handoffs(viewer).filter(closed_at__gte=now - _LATELY) if _sends(viewer) else None
    back = (
        lately.filter(state__in=[s.value for s in OUTCOMES]).order_by("-closed_at", "key") if lately else ()
    )
    return Desk(
        mine=make_rows(in_order(own)[:SHOWN], seen),
        mine_total=own.count(),
        loads=loads,
        urgent=_urgent(viewer, seen) if loads else (),
        asked=_asked_of_marketing(viewer, seen, now) if _sends(viewer) else (),
        back=make_rows(back[:SHOWN], seen) if back else (),
        as_of=now,
    )


def desk_version(viewer: Viewer, now: datetime) -> str:
    """A word that changes whenever the viewer's desk may show something else; cheap to ask for again and again."""
    recent = Q(closed_at=None) | Q(closed_at__gte=now - _LATELY)
    rows = visible_handoffs(viewer).filter(recent)
    if not (_sends(viewer) or may(viewer, Right.reassign_leads)):
        rows = rows.filter(owner__in=sorted(own_names(viewer)))
    digest = hashlib.blake2b(digest_size=8)
    for key, version in rows.order_by("key").values_list("key", "version"):
        digest.update(f"{key}:{version};".encode())
    told = Act.objects.filter(kind__in=("handoff_reminded", "handoff_overdue")).order_by("-id")
    digest.update(str(told.values_list("id", flat=True).first()).encode())
    if _sends(viewer):
        talk = Remark.objects.exclude(subject=0)
        digest.update(str(talk.aggregate(Max("said_at"), Count("answered_at"), Count("removed_at"))).encode())
    return digest.hexdigest()


def _sends(viewer: Viewer) -> bool:
    """Whether what became of the leads is this person's to hear: marketing's, and operations'."""
    return viewer.role in {Role.marketing, Role.ops}


def _loads(viewer: Viewer, seen: FiguresSeen, now: datetime) -> tuple[Load, ...]:
    """The load of everyone whose figures the viewer may see: who has most to do stands first."""
    rows = list(
        Handoff.objects.filter(closed_at=None).only("key", "owner", "responded_at", "turn", "subject")
    )
    mine = [row for row in rows if seen.of(row.owner) or row.owner in viewer.team_sales_ids]
    standing = current(now)
    if standing is None:
        return ()
    people = find_candidates(standing.document, now, open_leads=count_open({row.owner for row in rows}))
    told = _told(mine)
    names = find_actor_names(one.ref for one in people)
    found = []
    for one in people:
        if not (seen.of(one.ref) or any(seen.of(name) for name in one.known_as)):
            continue
        held = [row for row in mine if one.is_called(row.owner)]
        if not held and (not one.active or not one.rotates or one.capacity is None):
            continue
        untried = [row for row in held if row.responded_at is None]
        late = sum(told.get(row.key) == "handoff_overdue" for row in untried)
        near = sum(told.get(row.key) == "handoff_reminded" for row in untried)
        found.append(
            Load(
                owner=one.ref,
                name=names.get(one.ref, one.ref),
                team=one.team,
                active=one.active,
                open=len(held),
                capacity=one.capacity,
                untried=len(untried),
                near=near,
                late=late,
            )
        )
    return tuple(sorted(found, key=lambda load: (-load.late, -load.near, -load.open, load.name)))


def _told(rows: Iterable[Handoff]) -> dict[int, str]:
    """The last that the clocks said of each hand-off's present turn."""
    by_turn = {(row.key, row.turn) for row in rows}
    acts = Act.objects.filter(subject__in={row.subject for row in rows})
    found: dict[int, str] = {}
    for kind, key in acts.filter(kind__in=("handoff_reminded", "handoff_overdue")).values_list("kind", "key"):
        _, handoff, _, turn, *_ = key.split(":")
        if (int(handoff), int(turn)) in by_turn and found.get(int(handoff)) != "handoff_overdue":
            found[int(handoff)] = kind
    return found


def _urgent(viewer: Viewer, seen: FiguresSeen) -> tuple[LeadRow, ...]:
    """Leads of the viewer's people that nobody has tried yet, the next due first."""
    rows = in_order(visible_handoffs(viewer).filter(closed_at=None, responded_at=None))
    owners = [owner for owner in rows.values_list("owner", flat=True).order_by().distinct() if seen.of(owner)]
    return make_rows(rows.filter(owner__in=owners)[:SHOWN], seen)


def _asked_of_marketing(viewer: Viewer, seen: FiguresSeen, now: datetime) -> tuple[Asked, ...]:
    """What waits for marketing: leads given back lately, and recycled ones whose day to come back is near or past.

    A recycled lead leaves the list when it comes back, which opens a new one, or two weeks after its day.
    """
    rows = visible_handoffs(viewer)
    awaited = [one for one in find_awaited(now, since=now - _LATELY) if one.answered_at is None]
    due = rows.filter(
        state=HandoffState.recycled.value, back_at__lte=now + _LATELY / 2, back_at__gte=now - _LATELY
    )
    again = set(
        rows.filter(subject__in=due.values("subject"), state__in=[s.value for s in OPEN]).values_list(
            "subject", flat=True
        )
    )
    back = make_rows(due.exclude(subject__in=again).order_by("back_at")[:SHOWN], seen)
    newest = {
        row.subject: row
        for row in rows.filter(subject__in={one.subject for one in awaited}).order_by("offered_at")
    }
    shown = [one for one in awaited if one.subject in newest][:SHOWN]
    leads = {row.key: row for row in make_rows(newest.values(), seen)}
    return (
        *(
            Asked(
                what=one.what, lead=leads[newest[one.subject].key], at=one.since, due_at=one.due_at,
                clause=one.clause, late=one.late(now),
            )
            for one in shown
        ),
        *(Asked(what="back", lead=lead, at=lead.back_at) for lead in back if lead.back_at is not None),
    )  # fmt: skip
