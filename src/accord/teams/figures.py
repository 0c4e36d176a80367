"""Whose figures someone may see: their own, those of whom they lead, and what a signed clause adds. Nobody else's.

Every page, route and command that shows a number of a named person asks here, by the id that facts name them by.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accord.agreement.policy import Onlooker, who_sees_figures
from accord.teams.agreements import current
from accord.teams.models import User
from accord.teams.people import actors_of
from accord.teams.roster.models import RosterSeat
from accord.vocabulary.errors import Refused
from accord.vocabulary.people import Role, Viewer, actor_of
from accord.vocabulary.roster import Seat


@dataclass(frozen=True, slots=True)
class FiguresSeen:
    """Whose figures one viewer may see now: of everyone, or of whom these ids name."""

    everyone: bool
    people: frozenset[str]

    def of(self, person: str) -> bool:
        """Whether the figures of this person may be shown: `user:17`, an id of the CRM, or a name of theirs."""
        return self.everyone or person in self.people or actor_of(person) in self.people


def figures_seen(viewer: Viewer, now: datetime) -> FiguresSeen:
    """Whose figures the viewer may see under the agreement in force. A draft allows nothing."""
    standing = current(now)
    allowed = who_sees_figures(standing.document if standing and standing.signed else None)
    everyone = Onlooker.everyone in allowed
    everyone = everyone or (Onlooker.operations in allowed and viewer.role is Role.ops)
    people = {viewer.actor} | viewer.sales_ids | _named(_own(viewer))
    if Onlooker.manager in allowed:
        people |= _named(_led_by(viewer))
    if Onlooker.team in allowed and viewer.team and viewer.role in {Role.rep, Role.manager, Role.marketing}:
        people |= _named(User.objects.filter(team=viewer.team))
    return FiguresSeen(everyone, frozenset(people - {""}))


def require_figures_of(viewer: Viewer, person: str, now: datetime) -> None:
    """Raise `Refused` unless the viewer may see the figures of this person."""
    if not figures_seen(viewer, now).of(person):
        raise Refused(
            "figures.not_yours",
            "figures of a named person are seen by that person and their manager",
            "ask them, or agree otherwise in people_data of the agreement",
        )


def _own(viewer: Viewer) -> list[User]:
    return list(User.objects.filter(pk=viewer.user_id))


def _led_by(viewer: Viewer) -> list[User | RosterSeat]:
    """Whom the viewer leads: as set here, as the CRM's roster says; for a manager, who of their team has no manager."""
    if not viewer.user_id:
        return []
    mine = Q(manager_id=viewer.user_id)
    if viewer.role is Role.manager and viewer.team:
        mine |= Q(manager=None, team=viewer.team, role=Role.rep.value)
    return [*User.objects.filter(mine), *_reports(viewer), *_of_team(viewer)]


def _of_team(viewer: Viewer) -> list[RosterSeat]:
    """Who stands only on the roster, of a manager's own team, where no system names a manager of theirs."""
    if viewer.role is not Role.manager or not viewer.team:
        return []
    seats = RosterSeat.objects.filter(seat=Seat.person.value)
    team = seats.filter(Q(set_team__iexact=viewer.team) | Q(set_team="", team__iexact=viewer.team))
    members = set(team.values_list("member", flat=True))
    signing_in = User.objects.filter(is_active=True).values("email")
    others = seats.filter(member__in=members).filter(~Q(manager="") | Q(email__in=signing_in))
    return list(seats.filter(member__in=members - set(others.values_list("member", flat=True))))


def _reports(viewer: Viewer) -> list[RosterSeat]:
    """Everyone whose manager in a connected system is the viewer's own seat there, with all their seats."""
    emails = [user.email for user in _own(viewer)]
    own = RosterSeat.objects.filter(email__in=emails, seat=Seat.person.value).exclude(email="")
    below = Q(pk__in=())
    for source, external_id in own.values_list("source", "external_id"):
        below |= Q(source=source, manager=external_id)
    members = RosterSeat.objects.filter(below, seat=Seat.person.value).values_list("member", flat=True)
    return list(RosterSeat.objects.filter(member__in=list(members)))


def _named(found: Iterable[User | RosterSeat]) -> set[str]:
    """Every name by which facts and pages speak of these people."""
    names: set[str] = set()
    for one in found:
        if isinstance(one, User):
            names |= {f"user:{one.pk}", actor_of(one.name), actor_of(one.email)} | actors_of(one.sales_id)
        else:
            names |= {one.external_id, one.name_actor, one.email_actor}
    return names
