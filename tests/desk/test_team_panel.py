"""Who leads a team sees its people, also where no system names a manager; who leads nobody is told what to enter."""

import pytest
from django.test import Client

from accord.reporting.desk.due import desk
from accord.teams.figures import figures_seen
from accord.teams.models import User
from accord.teams.people import viewer_of
from accord.teams.roster.models import RosterSeat
from tests.cast import Cast
from tests.handoffs.company import START, live

pytestmark = pytest.mark.django_db


def seat(key: int, team: str, **more: str) -> str:
    """Somebody on the CRM's roster; their id there."""
    external = f"00500000000000{key}"
    RosterSeat.objects.create(
        key=key, member=key, source="crm", external_id=external, seat="person", active=True, name=f"P{key}",
        email=f"p{key}@firm.example", team=team, **more,
    )  # fmt: skip
    return external


def test_a_manager_leads_those_of_their_team_whom_nobody_else_leads(cast: Cast) -> None:
    live()
    User.objects.filter(pk=cast.sam.user_id).update(team="sdr")
    sam = viewer_of(User.objects.get(pk=cast.sam.user_id))
    own = seat(1, "sdr")
    moved = seat(2, "ae", set_team="sdr")
    anothers = seat(3, "sdr", manager="005000000000009")
    other_team = seat(4, "ae")
    seen = figures_seen(sam, START)
    assert [seen.of(one) for one in (own, moved, anothers, other_team)] == [True, True, False, False]
    loads = {load.owner for load in desk(sam, START).loads}
    assert own in loads and anothers not in loads
    rita = viewer_of(User.objects.get(pk=cast.rita.user_id))
    assert not figures_seen(rita, START).of(own), "only who manages leads a team"


def test_who_leads_nobody_is_told_what_to_enter(cast: Cast, client: Client) -> None:
    live()
    User.objects.filter(pk=cast.sam.user_id).update(team="")
    User.objects.filter(manager_id=cast.sam.user_id).update(manager=None)
    client.force_login(User.objects.get(pk=cast.sam.user_id))
    assert "nobody names you as their manager" in client.get("/today").content.decode()
