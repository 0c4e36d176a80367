"""The demonstration: an installation that says so lets anyone who is signed in look as each of its people."""

from dataclasses import dataclass

from accord.ledger.models import Installed
from accord.teams.models import User
from accord.vocabulary.errors import NotFound, Refused
from accord.vocabulary.people import Viewer

DEMO = "demo"
_ORDER = ("marketing", "rep", "manager", "viewer", "ops")


@dataclass(frozen=True, slots=True)
class Player:
    """One person to look as; `here` is the one who looks now."""

    id: int
    name: str
    role: str
    here: bool


def is_demonstration() -> bool:
    """Whether this installation holds the invented company, and nothing real."""
    return Installed.objects.filter(name=DEMO).exists()


def players(viewer: Viewer) -> list[Player]:
    """The people one may look as, in the order of the loop; nobody outside a demonstration."""
    if not is_demonstration():
        return []
    rows = User.objects.filter(is_active=True, role__in=_ORDER).values_list("pk", "name", "role")
    people = [Player(pk, name, role, pk == viewer.user_id) for pk, name, role in rows]
    first = {role: next((p.id for p in people if p.role == role), 0) for role in _ORDER}
    return sorted(
        (p for p in people if p.here or first[p.role] == p.id), key=lambda p: (_ORDER.index(p.role), p.id)
    )


def get_player(by: Viewer, user_id: int) -> User:
    """The user to look as. Refused outside a demonstration: there, everyone signs in as themselves."""
    if not is_demonstration():
        raise Refused(
            "demo.not_here", "this is no demonstration", "sign out, and sign in as the person you are"
        )
    user = User.objects.filter(pk=user_id, is_active=True).exclude(role="integration").first()
    if user is None:
        raise NotFound("demo.no_player", "there is no such person here", "choose one of the bar above")
    return user
