"""What people of operations say of a member: a time zone, a team. It wins over every system until taken back."""

from datetime import datetime

from django.db import transaction

from accord.ledger.acts import record_act
from accord.ledger.sql import take_turn
from accord.teams.rights import Right, require
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.reads import get_member
from accord.teams.roster.shapes import Member
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer
from accord.vocabulary.zones import known_zones

SET = "roster_set"
_LONGEST_TEAM = 40


def set_on_roster(
    by: Viewer, key: int, *, zone: str | None = None, team: str | None = None, now: datetime
) -> Member:
    """Set a member's zone, team or both; an empty text takes back what was set, None leaves it.

    It stays with every seat the member has now, so it follows them through a merge or a new address.
    Raises `Refused` without the right, `NotFound`, `Invalid` for a zone that is none.
    """
    require(by, Right.manage_people)
    member = get_member(by, key, now)
    said = {name: value.strip() for name, value in (("zone", zone), ("team", team)) if value is not None}
    _check(said)
    with transaction.atomic():
        take_turn()
        seats = list(RosterSeat.objects.filter(member=member.key))
        for name, value in said.items():
            if value == _set_now(member, name):
                continue
            RosterSeat.objects.filter(key__in=[one.key for one in seats]).update(
                **{f"set_{name}": value, f"set_{name}_at": now}
            )
            record_act(
                key=f"roster-set:{member.key}:{name}:{now.isoformat()}",
                kind=SET,
                actor=by.actor,
                now=now,
                subject=member.key,
                payload={name: value},
            )
    return get_member(by, key, now)


def _set_now(member: Member, name: str) -> str:
    return str(getattr(member, name)) if getattr(member, f"{name}_by") == "accord" else ""


def _check(said: dict[str, str]) -> None:
    zone = said.get("zone", "")
    if zone and zone not in known_zones():
        raise Invalid(
            "roster.unknown_zone",
            "there is no such time zone",
            "write one of the IANA list, such as Europe/Amsterdam",
        )
    if len(said.get("team", "")) > _LONGEST_TEAM:
        raise Invalid(
            "roster.long_team",
            f"a team's name has at most {_LONGEST_TEAM} letters",
            "name it as the agreement does",
        )
