"""What the fold says stands in the CRM: stage and class move there when they move here, once, after go-live."""

import pytest
from twins.hubspot.twin import HubSpotTwin

from accord.ledger.models import Act, SyncWrite
from accord.teams.people import SYSTEM
from accord.workflows.go_live import go_live
from accord.workflows.push_journey import push_journey
from accord.workflows.write_crm import send_writes
from tests.crm.company import Clock, beat

pytestmark = pytest.mark.django_db(transaction=True)


def stage_of(twin: HubSpotTwin, who: str) -> str:
    """What truly stands there."""
    return str(twin.store.rows("contacts")[who]["props"].get("lifecyclestage"))


def test_a_lead_that_moves_here_moves_there(portal: tuple[HubSpotTwin, Clock]) -> None:
    """A reply makes a customer's first human touch: its stage is written, back where need be; a repeat adds nothing."""
    twin, clock = portal
    rows = twin.store.rows("contacts").values()
    who = next(str(r["id"]) for r in rows if r["props"].get("lifecyclestage") == "marketingqualifiedlead")
    twin.act("log_email", who=who, by="Rita Rep", incoming=True)
    clock.pass_(minutes=1)
    beat("hubspot", clock)
    assert push_journey(clock.now) == 0, "nothing acts before go-live"
    go_live(SYSTEM, now=clock.now)
    clock.pass_(minutes=1)
    twin.act("log_email", who=who, by="Rita Rep", incoming=True)
    rows = twin.store.rows("contacts").values()
    other = next(str(r["id"]) for r in rows if r["props"].get("lifecyclestage") == "lead")
    twin.act("log_email", who=other, by="Rita Rep", incoming=True)
    clock.pass_(minutes=1)
    beat("hubspot", clock)
    assert push_journey(clock.now) == 1
    assert push_journey(clock.now) == 0
    send_writes("hubspot", clock)
    assert stage_of(twin, other) == "subscriber", "a stage moves back by being cleared first"
    assert len([one for one in twin.journal.last if one["method"] == "PATCH"]) == 2
    assert Act.objects.filter(kind="crm_write").count() == 1
    for _ in range(3):
        clock.pass_(minutes=1)
        beat("hubspot", clock)
        assert push_journey(clock.now) == 0
    assert [w.state for w in SyncWrite.objects.all()] == ["seen"]
