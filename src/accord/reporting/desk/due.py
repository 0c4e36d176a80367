"""The desk of one person: what is due next, how much their people have to do, what is asked of their team."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Max, Q

from accord.alignment.talk.models import Remark
from accord.handoffs.find import count_open, visible_handoffs
from accord.handoffs.models import Handoff
from accord.ledger.models import Act
from accord.reporting.desk.asked_of import LATELY, asked_of, hears, sends
from accord.reporting.desk.find import Wanted, choose, in_order, own_names
from accord.reporting.desk.rows import make_rows
from accord.reporting.desk.shapes import Desk, LeadRow, Load
from accord.teams.agreements import current
from accord.teams.candidates import find_candidates
from accord.teams.figures import FiguresSeen, figures_seen
from accord.teams.notices.whom import find_actor_names
from accord.teams.rights import Right, may
from accord.vocabulary.handoffs import OUTCOMES
from accord.vocabulary.people import Viewer

SHOWN = 50


def desk(viewer: Viewer, now: datetime) -> Desk:
    """What stands on this person's desk now. Raises `Refused` for a role that sees aggregates only."""
    seen = figures_seen(viewer, now)
    own = choose(viewer, Wanted(whose="mine"), now)
    loads = _loads(viewer, seen, now) if may(viewer, Right.reassign_leads) else ()
    lately = visible_handoffs(viewer).filter(closed_at__gte=now - LATELY) if sends(viewer) else None
    back = (
        lately.filter(state__in=[s.value for s in OUTCOMES]).order_by("-closed_at", "key") if lately else ()
    )
    return Desk(
        mine=make_rows(in_order(own.exclude(aside_until__gt=now))[:SHOWN], seen),
        mine_total=own.count(),
        aside=make_rows(own.filter(aside_until__gt=now).order_by("aside_until", "key")[:SHOWN], seen),
        loads=loads,
        urgent=_urgent(viewer, seen) if loads else (),
        asked=asked_of(viewer, seen, now),
        back=make_rows(back[:SHOWN], seen) if back else (),
        as_of=now,
    )


def desk_version(viewer: Viewer, now: datetime) -> str:
    """A word that changes whenever the viewer's desk may show something else; cheap to ask for again and again."""
    recent = Q(closed_at=None) | Q(closed_at__gte=now - LATELY)
    rows = visible_handoffs(viewer).filter(recent)
    if not (sends(viewer) or may(viewer, Right.reassign_leads)):
        rows = rows.filter(owner__in=sorted(own_names(viewer)))
    digest = hashlib.blake2b(digest_size=8)
    for key, version in rows.order_by("key").values_list("key", "version"):
        digest.update(f"{key}:{version};".encode())
    digest.update(str(rows.filter(aside_until__lte=now).count()).encode())
    told = Act.objects.filter(kind__in=("handoff_reminded", "handoff_overdue")).order_by("-id")
    digest.update(str(told.values_list("id", flat=True).first()).encode())
    if hears(viewer):
        talk = Remark.objects.filter(Q(question=True) | ~Q(subject=0) | ~Q(answers=0))
        digest.update(str(talk.aggregate(Max("said_at"), Count("answered_at"), Count("removed_at"))).encode())
    return digest.hexdigest()


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
