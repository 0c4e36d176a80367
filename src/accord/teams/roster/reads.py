"""The roster as it stands: everyone for a page, and whose an owner's id is for those who give out work."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from accord.ledger.models import Import, SyncSystem
from accord.ledger.sql import in_chunks
from accord.teams.agreements import current
from accord.teams.models import User
from accord.teams.rights import Right, require
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.resolve import Resolved, resolve
from accord.teams.roster.shapes import Member, Owner, Queue, Roster, SeatView
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer
from accord.vocabulary.roster import Seat


def find_roster(viewer: Viewer, now: datetime) -> Roster:
    """Everyone of our own that a connected system or an export names. Raises `Refused` without the right."""
    require(viewer, Right.see_people)
    system, sources = master_of_roster(now)
    members, queues = _build(list(RosterSeat.objects.all()), sources)
    ordered = sorted(members.values(), key=lambda one: (not one.active, one.name.casefold(), one.email))
    return Roster(
        tuple(ordered), tuple(sorted(queues.values(), key=lambda q: (not q.active, q.name))), system
    )


def get_member(viewer: Viewer, key: int, now: datetime) -> Member:
    """One member, by the key of any of their seats. Raises `NotFound`, `Refused` without the right."""
    require(viewer, Right.see_people)
    row = RosterSeat.objects.filter(key=key, seat=Seat.person.value).first()
    if row is None:
        raise NotFound("roster.unknown", "nobody on the roster has this number", "look at the roster")
    members, _ = _build(_with_colleagues([row]), master_of_roster(now)[1])
    return members[row.member]


def members_by_key(keys: Collection[int], now: datetime) -> dict[int, Member]:
    """Members by the keys asked for, each of which may be that of any of their seats; unknown ones are absent.

    For those who decide, never for a page: it asks for no right.
    """
    rows = [
        row
        for chunk in in_chunks(sorted(keys))
        for row in RosterSeat.objects.filter(key__in=chunk, seat=Seat.person.value)
    ]
    members, _ = _build(_with_colleagues(rows), master_of_roster(now)[1]) if rows else ({}, {})
    return {row.key: members[row.member] for row in rows}


def find_member(ref: str, now: datetime, source: str = "") -> Owner | None:
    """Whose this owner is, as facts name them; None where it is nobody's of the roster."""
    return find_members([ref], now, source).get(ref)


def find_members(refs: Iterable[str], now: datetime, source: str = "") -> dict[str, Owner]:
    """Whose these owners are: ids of a system, or what `actor_of` makes of a name. Unknown ones are absent.

    So is one that two people could be. `active` is False for whom no lead may be given to. With `source`
    only that system's seats are looked at.
    """
    named = seats_of(refs, source)
    if not named:
        return {}
    rows = _with_colleagues([row for found in named.values() for row in found])
    members, queues = _build(rows, master_of_roster(now)[1])
    return {ref: _owner(ref, found, members, queues) for ref, found in named.items()}


def seats_of(refs: Iterable[str], source: str = "") -> dict[str, list[RosterSeat]]:
    """The seats by which facts name someone, of one person each."""
    asked = set(refs) - {""}
    found: dict[str, list[RosterSeat]] = defaultdict(list)
    for chunk in in_chunks(sorted(asked)):
        wanted = Q(external_id__in=chunk) | Q(name_actor__in=chunk) | Q(email_actor__in=chunk)
        rows = RosterSeat.objects.filter(wanted)
        for row in rows.filter(source=source) if source else rows:
            for ref in {row.external_id, row.name_actor, row.email_actor} & asked:
                found[ref].append(row)
    return {ref: rows for ref, rows in found.items() if len({row.member for row in rows}) == 1}


def master_of_roster(now: datetime) -> tuple[str, frozenset[str]]:
    """The system that the agreement names as the roster's master, and the sources its records stand under."""
    standing = current(now)
    systems = standing.document.systems if standing else None
    each = systems.each if systems else {}
    system = next((name for name, one in each.items() if "roster" in one.master_of), "")
    return system, sources_of(system) if system else frozenset()


def sources_of(system: str) -> frozenset[str]:
    """The sources that a system's records stand under, read live and from files."""
    live = SyncSystem.objects.filter(system=system).values_list("source", flat=True)
    files = Import.objects.filter(connector=system).values_list("source", flat=True).distinct()
    return frozenset({system, *live, *files})


def _with_colleagues(rows: Sequence[RosterSeat]) -> list[RosterSeat]:
    """These seats, the other seats of the same people, their managers, every queue, and who is in one asked for."""
    waiting = [(row.source, one) for row in rows for one in row.members or ()]
    keys = {row.member for row in rows} | _members_of(waiting)
    seats = list(RosterSeat.objects.filter(member__in=keys))
    others = _members_of([(row.source, row.manager) for row in seats if row.manager]) - keys
    return [
        *seats,
        *RosterSeat.objects.filter(member__in=others),
        *RosterSeat.objects.filter(seat=Seat.queue.value).exclude(member__in=keys | others),
    ]


def _members_of(named: Iterable[tuple[str, str]]) -> set[int]:
    """The members that these ids of these sources name."""
    by_source: dict[str, set[str]] = defaultdict(set)
    for source, external_id in named:
        by_source[source].add(external_id)
    found: set[int] = set()
    for source, ids in by_source.items():
        for chunk in in_chunks(sorted(ids)):
            seats = RosterSeat.objects.filter(source=source, external_id__in=chunk)
            found.update(seats.values_list("member", flat=True))
    return found


def _build(
    rows: Sequence[RosterSeat], masters: Collection[str]
) -> tuple[dict[int, Member], dict[int, Queue]]:
    by_member: dict[int, list[RosterSeat]] = defaultdict(list)
    for row in rows:
        if row.seat == Seat.person:
            by_member[row.member].append(row)
    stands = {key: resolve(seats, masters) for key, seats in by_member.items()}
    whose = {(row.source, row.external_id): row.member for row in rows if row.seat == Seat.person}
    queues = {row.key: _queue(row, whose) for row in rows if row.seat == Seat.queue}
    waits: dict[int, list[str]] = defaultdict(list)
    for queue in queues.values():
        for key in queue.members if queue.active else ():
            waits[key].append(queue.name)
    users = _users({one.email for one in stands.values()} - {""})
    members = {
        key: _member(key, by_member[key], stands, whose, tuple(sorted(waits[key])), users) for key in stands
    }
    return members, queues


def _queue(row: RosterSeat, whose: dict[tuple[str, str], int]) -> Queue:
    ids = row.members or ()
    keys = {whose[row.source, one] for one in ids if (row.source, one) in whose}
    here, known = row.active is not False, row.members is not None
    return Queue(row.key, row.source, row.external_id, row.name, here, tuple(sorted(keys)), known)


def _users(emails: Collection[str]) -> dict[str, int]:
    return dict(User.objects.filter(email__in=emails).values_list("email", "id"))


def _member(
    key: int,
    seats: Sequence[RosterSeat],
    stands: dict[int, Resolved],
    whose: dict[tuple[str, str], int],
    queues: tuple[str, ...],
    users: dict[str, int],
) -> Member:
    said = stands[key]
    boss = whose.get(said.manager, 0) if said.manager else 0
    boss = boss if boss != key else 0
    return Member(
        key=key,
        name=said.name or said.email or min(one.external_id for one in seats),
        email=said.email,
        active=said.active,
        inactive_in=said.inactive_in,
        manager=boss,
        manager_name=stands[boss].name if boss in stands else "",
        zone=said.zone[0],
        zone_by=said.zone[1],
        team=said.team[0],
        team_by=said.team[1],
        queues=queues,
        seats=tuple(
            SeatView(one.source, one.external_id, one.active, one.said_at)
            for one in sorted(seats, key=lambda one: (one.source, one.external_id))
        ),
        user_id=users.get(said.email, 0),
        since=said.since,
    )


def _owner(
    ref: str, found: Sequence[RosterSeat], members: dict[int, Member], queues: dict[int, Queue]
) -> Owner:
    row = next((one for one in found if one.active is not False), found[0])
    seat, here = Seat(row.seat), row.active is not False
    if seat is Seat.person:
        member = members[row.member]
        return Owner(ref, seat, member.name, here and member.active, member, None)
    return Owner(ref, seat, row.name, here and seat is Seat.queue, None, queues.get(row.key))
