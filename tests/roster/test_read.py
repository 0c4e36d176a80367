"""What Salesforce and HubSpot say of our own people stands on the roster: live from the twins, and from files."""

from pathlib import Path
from typing import Any

import pytest
from twins.hubspot.seed import make_seed as hubspot_seed
from twins.salesforce.seed import make_seed as salesforce_seed

from accord.contacts.models import Identity
from accord.teams.people import SYSTEM
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.reads import find_member, find_roster
from accord.teams.roster.shapes import Member
from accord.workflows.import_export_file import import_export_file
from accord.workflows.read_crm import read_system
from accord.workflows.roster import rebuild_roster
from tests.crm.company import Clock, connect_to, hubspot, salesforce, settle, sign
from tests.crm.conftest import data_folder  # noqa: F401  (connections are files)
from tests.crm.people import change, remove, user
from tests.roster.statements import NOW, whole

pytestmark = pytest.mark.django_db


def org(people: int) -> dict[str, Any]:
    """A made-up org whose people were made before the held clock began: the twin's own clock is not asked."""
    seed = salesforce_seed(people, 1)
    ours = {"Username": "accord@twin.example", "LastName": "Accord", "Email": "accord@twin.example"}
    seed["objects"]["User"].insert(0, {**ours, "IsActive": True, "UserType": "Standard"})
    for name in ("User", "Group", "GroupMember"):
        for row in seed["objects"][name]:
            row["CreatedDate"] = "2026-09-01T08:00:00Z"
    return seed


def member(email: str, clock: Clock) -> Member:
    """The one member with this address."""
    (found,) = [one for one in find_roster(SYSTEM, clock.now).members if one.email == email]
    return found


def test_both_systems_live() -> None:
    with salesforce(org(6)) as crm, hubspot(hubspot_seed(6, 1)) as hub:
        clock = Clock(crm, hub)
        sign()
        for twin, system in ((crm, "salesforce"), (hub, "hubspot")):
            connect_to(twin, clock)
            settle(system, clock)
        rita = member("rita@pretend.example", clock)
        assert {seat.source for seat in rita.seats} == {"crm", "marketing"}
        assert (rita.active, rita.manager_name, rita.zone) == (True, "Sam Manager", "Europe/Berlin")
        assert (rita.queues, rita.team, rita.team_by) == (("New leads",), "Sales", "marketing")
        assert not Identity.objects.filter(key__in=RosterSeat.objects.values("key")).exists()
        leaves(crm, clock)
        gone = member("rita@pretend.example", clock)
        assert (gone.active, gone.inactive_in, gone.queues) == (False, ("crm",), ())
        owner = find_member(user(crm, "Rita"), clock.now)
        assert owner is not None and not owner.active
        archived(hub, clock)
        ravi = member("ravi@pretend.example", clock)
        assert (ravi.active, ravi.inactive_in) == (True, ("marketing",)), "Salesforce is master of the roster"
        stood = whole(clock.now)
        RosterSeat.objects.all().delete()
        assert rebuild_roster(clock.now) > 0
        assert whole(clock.now)["members"] == stood["members"]


def leaves(crm: object, clock: Clock) -> None:
    """Rita is deactivated, and taken out of the queue: the one has a change time, the other is gone for good."""
    from twins.salesforce.twin import SalesforceTwin

    assert isinstance(crm, SalesforceTwin)
    clock.pass_(minutes=40)
    rita, sam = user(crm, "Rita"), user(crm, "Sam")
    change(crm, "User", rita, sam, IsActive=False)
    (seat,) = [r["Id"] for r in crm.org.live("GroupMember") if r["UserOrGroupId"] == rita]
    remove(crm, "GroupMember", seat, sam)
    clock.pass_(minutes=2)
    read_system("salesforce", clock, all_due=True)


def archived(hub: object, clock: Clock) -> None:
    """Ravi's owner is archived, and nothing says when."""
    from twins.hubspot.twin import HubSpotTwin

    assert isinstance(hub, HubSpotTwin)
    clock.pass_(minutes=40)
    with hub.lock, hub.store.unit(hub.clock.now(), hub.lag()):
        row = hub.owner("ravi@pretend.example")
        hub.store.put("owner", row["id"], {**row, "archived": True, "userId": None})
    clock.pass_(minutes=2)
    read_system("hubspot", clock, all_due=True)


def test_a_queue_that_is_deleted_has_ended() -> None:
    with salesforce(org(2)) as crm:
        clock = Clock(crm)
        sign()
        connect_to(crm, clock)
        settle("salesforce", clock)
        (queue,) = find_roster(SYSTEM, clock.now).queues
        assert (queue.name, queue.known, len(queue.members)) == ("New leads", True, 3)
        clock.pass_(minutes=40)
        remove(crm, "Group", queue.external_id, user(crm, "Sam"))
        clock.pass_(minutes=2)
        read_system("salesforce", clock, all_due=True)
        (queue,) = find_roster(SYSTEM, clock.now).queues
        assert not queue.active


FILES = {
    "crm": {
        "User.csv": "Id,Username,Email,Name,IsActive,ManagerId,TimeZoneSidKey,Department,UserType,SystemModstamp\n"
        "005000000000001AAA,rita@x,rita@acme.com,Rita Rep,true,005000000000002AAA,Europe/Berlin,SDR,Standard,"
        "2026-10-01T09:00:00Z\n"
        "005000000000002AAA,sam@x,sam@acme.com,Sam Boss,false,,,,Standard,2026-10-01T09:00:00Z\n",
        "group.csv": "id,name,developer_name,type,related_id\n"
        "00G000000000001EAA,New leads,New_leads,Queue,\n00G000000000002EAA,All,All,Regular,\n",
        "group_member.csv": "id,group_id,user_or_group_id\n011000000000001AAA,00G000000000001EAA,00G000000000002EAA\n"
        "011000000000002AAA,00G000000000002EAA,005000000000001AAA\n",
    },
    "marketing": {
        "owner.csv": "owner_id,email,first_name,last_name,user_id,type,updated_at,archived\n"
        "71,rita@acme.com,Rita,Rep,701,PERSON,2026-10-02T09:00:00Z,false\n",
        "owner_team.csv": "owner_id,team_id,is_team_primary\n71,2,false\n71,1,true\n",
        "team.csv": "id,name,_fivetran_synced\n1,Inside sales,2026-10-01T00:00:00Z\n"
        "2,Everyone,2026-10-01T00:00:00Z\n",
    },
}


@pytest.mark.parametrize("turned", [False, True])
def test_files(tmp_path: Path, turned: bool) -> None:
    """Users, queues and teams of exports, in either order."""
    for source, files in FILES.items():
        (tmp_path / source).mkdir()
        for name, text in files.items():
            (tmp_path / source / name).write_text(text)
    order = [("crm", "User.csv"), ("crm", "group.csv"), ("marketing", "owner.csv")]
    for source, name in reversed(order) if turned else order:
        done = import_export_file(SYSTEM, tmp_path / source / name, source=source, now=NOW)
        assert done.counts.rejected == 0
    found = whole()
    assert found["members"]["005000000000001AAA+71"] == (
        "Rita Rep",
        "rita@acme.com",
        True,
        (),
        "005000000000002AAA",
        "Europe/Berlin",
        "crm",
        "Inside sales",
        ("New leads",),
    )
    assert found["members"]["005000000000002AAA"][2:4] == (False, ("crm",))
    assert found["queues"]["00G000000000001EAA"] == ("New leads", True, ("005000000000001AAA+71",))
