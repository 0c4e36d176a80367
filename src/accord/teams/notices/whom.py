"""Who is meant: people of ours, by what a lead, a team or a right calls them. Only active people with eyes."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from accord.teams.models import User
from accord.teams.people import actors_of
from accord.teams.rights import RIGHTS, Right
from accord.teams.roster.reads import seats_of
from accord.vocabulary.people import Role


def find_members() -> QuerySet[User]:
    """Everyone who can be told anything: active, and no program."""
    return User.objects.filter(is_active=True).exclude(role=Role.integration.value).order_by("pk")


def find_users(names: Collection[str]) -> list[int]:
    """The ids of those whom facts, acts or the CRM call so: `user:17`, an owner's id, its digest."""
    wanted = {name for name in names if name}
    if not wanted:
        return []
    rows = find_members().values_list("pk", "sales_id")
    return [pk for pk, sales_id in rows if f"user:{pk}" in wanted or wanted & actors_of(sales_id)]


def find_of_team(team: str) -> list[int]:
    """Everyone of a team."""
    return list(find_members().filter(team=team).values_list("pk", flat=True)) if team else []


def find_leads_of(user_id: int) -> list[int]:
    """Whoever leads a person: their manager, else the managers of their team, else operations."""
    user = User.objects.filter(pk=user_id).first()
    people = find_members().exclude(pk=user_id)
    for found in (
        people.filter(pk=user.manager_id) if user and user.manager_id else people.none(),
        people.filter(role=Role.manager.value, team=user.team) if user and user.team else people.none(),
        people.filter(role=Role.ops.value),
    ):
        if ids := list(found.values_list("pk", flat=True)):
            return ids
    return []


def find_with_right(right: Right) -> list[int]:
    """Everyone who holds a right."""
    roles = [role.value for role, rights in RIGHTS.items() if right in rights]
    return list(find_members().filter(role__in=roles).values_list("pk", flat=True))


def find_actor_names(actors: Iterable[str]) -> dict[str, str]:
    """The names of people of ours, by what acts, facts or the CRM call them; unknown ones are absent.

    Who signs in here goes before what a system says of its users. Whoever has left keeps their name.
    """
    wanted = {actor for actor in actors if actor}
    if not wanted:
        return {}
    found = {
        ref: name
        for ref, rows in seats_of(wanted).items()
        if (name := next((row.name for row in rows if row.name), ""))
    }
    for pk, name, sales_id in User.objects.order_by("is_active", "pk").values_list("pk", "name", "sales_id"):
        for called in {f"user:{pk}", *actors_of(sales_id)} & wanted:
            found[called] = name
    return found


def find_users_at(addresses: Iterable[str]) -> dict[str, int]:
    """Who signs in with these addresses, in lower case."""
    wanted = [address.strip().lower() for address in addresses]
    return dict(find_members().filter(email__in=wanted).values_list("email", "pk"))
