"""Our own people as routing sees them: the roster, those who only sign in here, and what each can take."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accord.agreement.clocks import OpenHours, Span, open_hours
from accord.agreement.routing import Candidate, calendar_of, capacity_of
from accord.agreement.shape import Document
from accord.teams.absence.reads import absences_of, find_absences_of_users
from accord.teams.charge.reads import Charges, find_charges
from accord.teams.models import User
from accord.teams.people import SYSTEM, actors_of
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.reads import find_roster, sources_of
from accord.teams.roster.resolve import ACCORD
from accord.teams.roster.shapes import Member
from accord.vocabulary.people import Role
from accord.vocabulary.roster import Seat

_LOOKS = timedelta(days=370)  # how far ahead absences are read: nobody is away for longer in one go
_WITH_EYES = frozenset({Role.rep.value, Role.manager.value, Role.marketing.value, Role.ops.value})
_MARKETING = "marketing"


@dataclass(frozen=True, slots=True)
class _Person:
    """One of our people, from the roster, from those who sign in here, or from both."""

    ref: str
    key: int
    team: str
    active: bool
    zone: str
    known_as: frozenset[str]
    user: User | None
    manager: tuple[int, int]  # a member's key, a user's id; 0 each where none is known


def find_candidates(
    document: Document,
    now: datetime,
    *,
    open_leads: Mapping[str, int] | None = None,
    last_assigned: Mapping[str, datetime] | None = None,
) -> tuple[Candidate, ...]:
    """Everyone who may own a lead, of every team; those who have left too, so that routing can say so.

    `open_leads` and `last_assigned` are by whatever ids or digests the caller knows people; those of one person
    are added up. Capacity and calendar are the agreement's. In order of `ref`.
    """
    members = {one.key: one for one in find_roster(SYSTEM, now).members}
    people = _people(document, members)
    leads = _leads(people)
    since, until = now - timedelta(days=1), now + _LOOKS
    away = absences_of(list(members.values()), since, until)
    alone = find_absences_of_users([one.user.pk for one in people if one.user and not one.key], since, until)
    charges = find_charges(list(members))
    found = []
    for one in people:
        spans = away.get(one.key, ()) if one.key else alone.get(one.user.pk if one.user else 0, ())
        charge = charges.get(one.key, Charges())
        found.append(
            _candidate(
                document, now, one, spans, leads[one.ref], charge, open_leads or {}, last_assigned or {}
            )
        )
    return tuple(sorted(found, key=lambda one: one.ref))


def _candidate(
    document: Document,
    now: datetime,
    one: _Person,
    absences: tuple[Span, ...],
    leads: frozenset[str],
    charge: Charges,
    open_leads: Mapping[str, int],
    last_assigned: Mapping[str, datetime],
) -> Candidate:
    role = one.user.role if one.user and one.user.is_active else ""
    calendar = calendar_of(document, one.zone, now)
    names = one.known_as | {one.ref}
    return Candidate(
        ref=one.ref,
        team=one.team,
        active=one.active,
        key=one.key,
        known_as=one.known_as,
        zone=one.zone,
        calendar=calendar,
        hours=_hours(document, calendar, now),
        absences=absences,
        open_leads=sum(open_leads.get(name, 0) for name in names),
        capacity=capacity_of(document, one.team),
        last_assigned=max((last_assigned[name] for name in names if name in last_assigned), default=None),
        rotates=one.team not in leads and role != Role.ops.value,
        leads=leads,
        manages=role == Role.manager.value and one.team != _MARKETING,
        ops=role == Role.ops.value,
        territories=charge.territories,
        segments=charge.segments,
        accounts=charge.accounts,
    )


def _hours(document: Document, calendar: str, now: datetime) -> OpenHours | None:
    if not calendar:
        return None
    first, last = date(now.year - 1, 1, 1), date(now.year + 1, 12, 31)
    return open_hours(document.calendars[calendar], first, last)


def _people(document: Document, members: Mapping[int, Member]) -> list[_Person]:
    """Everyone once: a member with the user they sign in as, and users who are on no roster."""
    users = {user.pk: user for user in User.objects.filter(role__in=_WITH_EYES)}
    names, refs = _names(members), _refs(members, document)
    signs_in = _users_of(members, names, users)
    found = [
        _member(one, refs[key], names[key], users.get(signs_in.get(key, 0))) for key, one in members.items()
    ]
    taken = set(signs_in.values())
    found += [_alone(user) for pk, user in users.items() if pk not in taken]
    shared = Counter(name for one in found for name in one.known_as)
    return [_without(one, frozenset(name for name in one.known_as if shared[name] > 1)) for one in found]


def _member(one: Member, ref: str, names: frozenset[str], user: User | None) -> _Person:
    """A team set on the roster goes before that of the user, and this before what a system says."""
    team = one.team if one.team_by == ACCORD or user is None or not user.team else user.team
    own = actors_of(user.sales_id) | {f"user:{user.pk}"} if user else frozenset()
    return _Person(
        ref=ref,
        key=one.key,
        team=team,
        active=one.active and (user is None or user.is_active),
        zone=one.zone or (user.zone if user else ""),
        known_as=names | own,
        user=user,
        manager=(one.manager, (user.manager_id or 0) if user else 0),
    )


def _alone(user: User) -> _Person:
    return _Person(
        ref=f"user:{user.pk}",
        key=0,
        team=user.team,
        active=user.is_active,
        zone=user.zone,
        known_as=actors_of(user.sales_id),
        user=user,
        manager=(0, user.manager_id or 0),
    )


def _without(one: _Person, names: frozenset[str]) -> _Person:
    """A name that two people bear is nobody's."""
    if not names:
        return one
    return _Person(
        one.ref, one.key, one.team, one.active, one.zone, one.known_as - names, one.user, one.manager
    )


def _users_of(
    members: Mapping[int, Member], names: Mapping[int, frozenset[str]], users: Mapping[int, User]
) -> dict[int, int]:
    """Which user each member signs in as: by address, else by the id of the CRM that the user bears."""
    found = {key: one.user_id for key, one in members.items() if one.user_id in users}
    free = {pk: actors_of(user.sales_id) for pk, user in users.items() if pk not in set(found.values())}
    for pk, own in sorted(free.items()):
        called = [key for key in members if key not in found and own & names[key]]
        if len(called) == 1:
            found[called[0]] = pk
    return found


def _names(members: Iterable[int]) -> dict[int, frozenset[str]]:
    """Every id and digest by which facts name a member."""
    found: dict[int, set[str]] = {key: set() for key in members}
    rows = RosterSeat.objects.filter(seat=Seat.person.value)
    for member, *named in rows.values_list("member", "external_id", "name_actor", "email_actor"):
        if member in found:
            found[member].update(name for name in named if name)
    return {key: frozenset(names) for key, names in found.items()}


def _refs(members: Mapping[int, Member], document: Document) -> dict[int, str]:
    """The one id that a hand-off keeps: of the system that is master of `owner`, of an active seat first."""
    systems = document.systems.each if document.systems else {}
    master = next((name for name, one in systems.items() if "owner" in one.master_of), "")
    sources: Collection[str] = sources_of(master) if master else ()
    return {
        key: min(
            one.seats,
            key=lambda seat: (
                seat.source not in sources,
                seat.active is False,
                ":" in seat.external_id,  # HubSpot's users beside its owners: facts name the owner
                seat.source,
                seat.external_id,
            ),
        ).external_id
        for key, one in members.items()
    }


def _leads(people: Collection[_Person]) -> dict[str, frozenset[str]]:
    """Which teams each leads: who manages most of a team's active people, else its managers who sign in here."""
    by_member = {one.key: one for one in people if one.key}
    by_user = {one.user.pk: one for one in people if one.user}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in people:
        boss = by_member.get(one.manager[0]) or by_user.get(one.manager[1])
        if one.active and one.team and boss and boss.active and boss is not one:
            counts[one.team][boss.ref] += 1
    found: dict[str, set[str]] = {one.ref: set() for one in people}
    for team in {one.team for one in people if one.team}:
        most = max(counts[team].values(), default=0)
        named = [ref for ref, count in counts[team].items() if count == most] or [
            one.ref
            for one in people
            if one.team == team and one.active and one.user and one.user.role == Role.manager.value
        ]
        for ref in named:
            found[ref].add(team)
    return {ref: frozenset(teams) for ref, teams in found.items()}
