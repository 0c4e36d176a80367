"""Everyone of ours once: the roster's members with the user they sign in as, and users who are on no roster."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from accord.agreement.shape import Document
from accord.teams.models import User
from accord.teams.people import SYSTEM, actors_of
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.reads import find_roster, sources_of
from accord.teams.roster.resolve import ACCORD
from accord.teams.roster.shapes import Member
from accord.vocabulary.people import Role
from accord.vocabulary.roster import Seat

_WITH_EYES = frozenset({Role.rep.value, Role.manager.value, Role.marketing.value, Role.ops.value})


@dataclass(frozen=True, slots=True)
class Person:
    """One of our people, from the roster, from those who sign in here, or from both."""

    ref: str  # the one id that a hand-off keeps
    name: str
    key: int  # of the member; 0 for who is on no roster
    team: str
    active: bool
    zone: str
    known_as: frozenset[str]
    user: int  # 0 for who does not sign in here
    role: str
    manager: tuple[int, int]  # a member's key, a user's id; 0 each where none is known


def find_persons(document: Document | None, now: datetime) -> list[Person]:
    """Everyone who can own a lead or has a seat, those who have left too, in order of `ref`. Asks for no right.

    The agreement says which system's id is theirs (`systems: master_of: owner`).
    """
    members = {one.key: one for one in find_roster(SYSTEM, now).members}
    users = {user.pk: user for user in User.objects.filter(role__in=_WITH_EYES)}
    names, refs = _names(members), _refs(members, document)
    signs_in = _users_of(members, names, users)
    found = [
        _member(one, refs[key], names[key], users.get(signs_in.get(key, 0))) for key, one in members.items()
    ]
    taken = set(signs_in.values())
    found += [_alone(user) for pk, user in users.items() if pk not in taken]
    shared = Counter(name for one in found for name in one.known_as)
    return sorted((_alone_named(one, shared) for one in found), key=lambda one: one.ref)


def _member(one: Member, ref: str, names: frozenset[str], user: User | None) -> Person:
    """A team set on the roster goes before that of the user, and this before what a system says."""
    team = one.team if one.team_by == ACCORD or user is None or not user.team else user.team
    own = actors_of(user.sales_id) | {f"user:{user.pk}"} if user else frozenset()
    return Person(
        ref=ref,
        name=one.name,
        key=one.key,
        team=team,
        active=one.active and (user is None or user.is_active),
        zone=one.zone or (user.zone if user else ""),
        known_as=names | own,
        user=user.pk if user else 0,
        role=user.role if user and user.is_active else "",
        manager=(one.manager, (user.manager_id or 0) if user else 0),
    )


def _alone(user: User) -> Person:
    return Person(
        ref=f"user:{user.pk}",
        name=user.name,
        key=0,
        team=user.team,
        active=user.is_active,
        zone=user.zone,
        known_as=actors_of(user.sales_id),
        user=user.pk,
        role=user.role if user.is_active else "",
        manager=(0, user.manager_id or 0),
    )


def _alone_named(one: Person, shared: Mapping[str, int]) -> Person:
    """A name that two people bear is nobody's."""
    return replace(one, known_as=frozenset(name for name in one.known_as if shared[name] == 1))


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


def _refs(members: Mapping[int, Member], document: Document | None) -> dict[int, str]:
    """The one id that a hand-off keeps: of the system that is master of `owner`, of an active seat first."""
    systems = document.systems.each if document and document.systems else {}
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
