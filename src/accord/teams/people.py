"""Users as values and the acts on them: add, change, deactivate. A person who leaves is out at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from accord.teams.models import User
from accord.teams.rights import Right, require
from accord.teams.roster.reads import seats_of
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.people import Role, Viewer, actor_of
from accord.vocabulary.zones import known_zones

SYSTEM = Viewer(user_id=0, role=Role.ops, display="the operating system's account")


@dataclass(frozen=True, slots=True)
class Person:
    """A user as pages and the roster show them."""

    id: int
    email: str
    name: str
    role: Role
    team: str
    position: str
    sales_id: str
    zone: str
    active: bool


def viewer_of(user: User) -> Viewer:
    """The value every read and act takes: who this user is, and whose leads are theirs or their team's."""
    own = actors_of(user.sales_id)
    mates = User.objects.filter(team=user.team, is_active=True).exclude(sales_id="") if user.team else ()
    team = frozenset(actor for mate in mates for actor in actors_of(mate.sales_id))
    return Viewer(user.pk, Role(user.role), user.team, own, team | own, user.name)


def actors_of(sales_id: str) -> frozenset[str]:
    """How facts may name someone: each of their ids (several by comma), and what becomes of a name."""
    named = [part.strip() for part in sales_id.split(",") if part.strip()]
    return frozenset(named) | frozenset(actor_of(part) for part in named)


def find_viewer(email: str) -> Viewer | None:
    """The active user with this address, as a viewer; None when there is none."""
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    return viewer_of(user) if user else None


def find_people(viewer: Viewer) -> list[Person]:
    """Everyone, active first, by name."""
    require(viewer, Right.see_people)
    return [_person(user) for user in User.objects.order_by("-is_active", "name", "pk")]


def find_owners(viewer: Viewer, sales_ids: Iterable[str]) -> dict[str, tuple[str, bool]]:
    """Whose these ids of the CRM are, or `user:17`: name, and whether they are still here. Unknown ones are absent.

    Who signs in here goes before what the CRM says of its users: one id of several that is active is enough.
    """
    require(viewer, Right.see_contacts)
    asked = set(sales_ids) - {""}
    seats = seats_of(asked).items()
    found = {
        ref: (name, any(row.active is not False for row in rows))
        for ref, rows in seats
        if (name := next((row.name or row.email for row in rows if row.name or row.email), ""))
    }
    ids = [int(one[5:]) for one in asked if one.startswith("user:") and one[5:].isdigit()]
    users = User.objects.filter(Q(sales_id__in=asked) | Q(pk__in=ids)).order_by("is_active", "pk")
    for pk, sales_id, name, active in users.values_list("pk", "sales_id", "name", "is_active"):
        found |= dict.fromkeys(asked & {sales_id, f"user:{pk}"}, (name, active))
    return found


def get_person(viewer: Viewer, user_id: int) -> Person:
    """One person. Yourself always; others with the right."""
    if viewer.user_id != user_id:
        require(viewer, Right.see_people)
    return _person(_get(user_id))


def add_person(
    by: Viewer,
    *,
    email: str,
    name: str,
    role: Role,
    password: str | None,
    team: str = "",
    position: str = "",
    sales_id: str = "",
    zone: str = "UTC",
) -> Person:
    """Add someone who can sign in with this address and password; without one, through the provider alone."""
    require(by, Right.manage_people)
    address = email.strip().lower()
    _check_address(address)
    if password is not None:
        check_password(password, address)
    if User.objects.filter(email=address).exists():
        raise Invalid(
            "people.address_taken",
            f"someone already signs in with {address}",
            "use another address, or change that person",
        )
    return _person(
        User.objects.create_user(
            address,
            password,
            name=name.strip() or address,
            role=role.value,
            team=team,
            position=position,
            sales_id=sales_id,
            zone=zone,
        )
    )


def change_person(by: Viewer, user_id: int, **changes: str) -> Person:
    """Change name, role, team, position, sales_id or zone; unknown names are refused."""
    require(by, Right.manage_people)
    user = _get(user_id)
    unknown = set(changes) - {"name", "role", "team", "position", "sales_id", "zone"}
    if unknown:
        raise Invalid(
            "people.unknown_field",
            f"a person has no field {sorted(unknown)[0]}",
            "change name, role, team, position, sales_id or zone",
        )
    if "role" in changes:
        _check_word("role", changes["role"], [role.value for role in Role])
        _keep_one_ops(user, becomes=Role(changes["role"]))
    if changes.get("zone"):
        _check_word("zone", changes["zone"], sorted(known_zones()))
    for field, value in changes.items():
        setattr(user, field, value)
    user.save(update_fields=list(changes))
    return _person(user)


def deactivate(by: Viewer, user_id: int) -> Person:
    """End someone's access now: they cannot sign in, their sessions and keys end and never come back."""
    require(by, Right.manage_people)
    user = _get(user_id)
    _keep_one_ops(user, becomes=None)
    user.is_active = False
    user.epoch += 1
    user.save(update_fields=["is_active", "epoch"])
    end_sessions(user.pk)
    return _person(user)


def reactivate(by: Viewer, user_id: int) -> Person:
    """Give access back: they sign in anew, for no session or key from before holds."""
    require(by, Right.manage_people)
    user = _get(user_id)
    user.is_active = True
    user.save(update_fields=["is_active"])
    return _person(user)


def set_password(by: Viewer, user_id: int, password: str) -> None:
    """Set a password: your own, or anyone's as operations. Their other sessions end."""
    if by.user_id != user_id:
        require(by, Right.manage_people)
    user = _get(user_id)
    check_password(password, user.email)
    user.set_password(password)
    user.save(update_fields=["password"])


def check_password(password: str, email: str) -> None:
    """Raise `Invalid` for a password that is too short or too common."""
    try:
        validate_password(password, User(email=email))
    except ValidationError as problem:
        raise Invalid(
            "people.weak_password",
            " ".join(problem.messages),
            "choose at least 12 characters that nobody guesses",
        ) from problem


def _check_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as problem:
        raise Invalid(
            "people.bad_address", f'"{address}" is not an e-mail address', "write it as name@company.example"
        ) from problem


def _check_word(field: str, word: str, known: Sequence[str]) -> None:
    """Raise `Invalid` for a word that is none of a closed list, with the nearest that is."""
    if word not in known:
        near = get_close_matches(word, known, 1)
        raise Invalid(
            f"people.unknown_{field}",
            f'"{word}" is no {field}',
            f'write "{near[0]}"?' if near else f"write one of: {', '.join(known[:6])}",
        )


def is_last_ops(user: User) -> bool:
    """Whether nobody else active is in operations."""
    others = User.objects.filter(role=Role.ops.value, is_active=True).exclude(pk=user.pk)
    return user.role == Role.ops and not others.exists()


def _keep_one_ops(user: User, becomes: Role | None) -> None:
    """Nobody may lock everyone out."""
    if becomes != Role.ops and is_last_ops(user):
        raise Refused(
            "people.last_ops",
            f"{user.name} is the last person in operations",
            "give someone else the role ops first",
        )


def end_sessions(user_id: int) -> None:
    """End every session of theirs. Sessions hold the user id inside signed data, so each is opened and looked at."""
    _delete(
        s for s in Session.objects.all().iterator() if s.get_decoded().get("_auth_user_id") == str(user_id)
    )


def _delete(sessions: Iterable[Session]) -> None:
    for session in sessions:
        session.delete()


def _get(user_id: int) -> User:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound("people.unknown", "there is no such person", "look at the list of people")
    return user


def _person(user: User) -> Person:
    return Person(
        user.pk,
        user.email,
        user.name,
        Role(user.role),
        user.team,
        user.position,
        user.sales_id,
        user.zone,
        user.is_active,
    )
