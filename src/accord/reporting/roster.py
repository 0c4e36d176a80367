"""The roster with its gaps: owners of open leads whom nobody knows or who have left, people without a time zone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accord.reporting.mirror.current import open_current
from accord.reporting.sight import mirror_folder
from accord.teams.people import SYSTEM
from accord.teams.rights import Right, may, require
from accord.teams.roster.reads import find_members, find_roster
from accord.teams.roster.shapes import Member, Owner, Queue, Roster
from accord.vocabulary.people import Viewer
from accord.vocabulary.roster import Seat

_OWNERS = """
SELECT p.owner, count(*) AS leads
FROM leads AS l JOIN people AS p ON p.contact = l.contact
WHERE l.closed_at IS NULL AND l.ended_at IS NULL AND coalesce(p.owner, '') <> ''
GROUP BY p.owner ORDER BY p.owner
"""
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class RosterGap:
    """Something that keeps a lead from reaching somebody: how many are so, how many open leads they own.

    `rows` names the first twenty; empty for a viewer who may not see the list of people.
    """

    kind: str
    count: int
    leads: int
    sentence: str
    remedy: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RosterPage:
    """Everyone, every queue, and what is missing."""

    members: tuple[Member, ...]
    queues: tuple[Queue, ...]
    master: str
    gaps: tuple[RosterGap, ...]


def read_roster(viewer: Viewer, now: datetime) -> RosterPage:
    """Our own people as the systems name them. Raises `Refused` without the right."""
    roster = find_roster(viewer, now)
    return RosterPage(roster.members, roster.queues, roster.master, _gaps(roster, now))


def find_roster_gaps(viewer: Viewer, now: datetime) -> tuple[RosterGap, ...]:
    """What is missing on the roster; without names for who may not see the list of people."""
    require(viewer, Right.see_trust)
    found = _gaps(find_roster(SYSTEM, now), now)
    return found if may(viewer, Right.see_people) else tuple(replace(gap, rows=()) for gap in found)


def _gaps(roster: Roster, now: datetime) -> tuple[RosterGap, ...]:
    leads = _open_leads_by_owner(now)
    owners = find_members(leads, now)
    queues = {queue.key: queue for queue in roster.queues}
    here = {member.key for member in roster.members if member.active}
    unknown = [ref for ref in leads if ref not in owners]
    left = [ref for ref, one in owners.items() if not one.active]
    idle = [ref for ref, one in owners.items() if one.active and _is_idle(one, queues, here)]
    zoneless = [member.name for member in roster.members if member.active and not member.zone]
    named = {ref: one.name for ref, one in owners.items()}
    return tuple(
        gap
        for gap in (
            _gap(
                "unknown_owner",
                "owners of open leads who are on no roster",
                "connect the CRM, or import its users beside its leads",
                unknown,
                leads,
                named,
            ),
            _gap(
                "left_owner",
                "owners of open leads who have left, or to whom no lead can be given",
                "give their leads to somebody in the CRM",
                left,
                leads,
                named,
            ),
            _gap(
                "idle_queue",
                "queues with open leads and nobody active in them",
                "put somebody into the queue in the CRM, or give its leads to somebody",
                idle,
                leads,
                named,
            ),
            _gap(
                "no_zone",
                "active members without a time zone, whose working hours are not known",
                "set it on the roster, or in the CRM",
                zoneless,
                {},
                {},
            ),
        )
        if gap.count
    )


def _is_idle(owner: Owner, queues: Mapping[int, Queue], here: set[int]) -> bool:
    if owner.seat is not Seat.queue or owner.queue is None:
        return False
    queue = queues.get(owner.queue.key, owner.queue)
    return queue.known and not here & set(queue.members)


def _gap(
    kind: str,
    sentence: str,
    remedy: str,
    refs: Sequence[str],
    leads: Mapping[str, int],
    names: Mapping[str, str],
) -> RosterGap:
    ordered = sorted(refs, key=lambda ref: (-leads.get(ref, 0), ref))
    rows = tuple(names.get(ref) or ref for ref in ordered[:_SHOWN])
    return RosterGap(kind, len(refs), sum(leads.get(ref, 0) for ref in refs), sentence, remedy, rows)


def _open_leads_by_owner(now: datetime) -> dict[str, int]:
    with open_current(mirror_folder(), now) as mirror:
        if not mirror.manifest.tables.get("leads") or not mirror.manifest.tables.get("people"):
            return {}
        return {row["owner"]: row["leads"] for row in mirror.fetch(_OWNERS, {})}
