"""Follow-up tasks, the fields of HubSpot, and who may ask for what."""

import pytest
from twins.hubspot.seed import make_seed as hubspot_seed
from twins.salesforce.seed import make_seed

from accord.connectors.hubspot.live import search
from accord.ledger.models import SourceRecord, SyncWrite
from accord.teams.people import SYSTEM
from accord.vocabulary.errors import NotFound, Refused
from accord.workflows.connect_crm import ask_to_read, settle_conflict
from accord.workflows.intend_write import intend_write
from accord.workflows.read_crm import read_now, read_system
from accord.workflows.write_crm import send_writes
from tests.cast import Cast
from tests.crm.company import Clock, beat, connect_to, connected, facts_of, hubspot, salesforce, sign

pytestmark = pytest.mark.django_db


def test_hubspot_takes_reason_and_dates() -> None:
    """The agreement's fields for HubSpot stand there, and their echo makes no fact."""
    with hubspot(hubspot_seed(6, 1)) as twin:
        clock = connected(twin)
        who = next(iter(twin.store.rows("contacts")))
        key = SourceRecord.objects.get(source="marketing", kind="person", external_id=who).key
        said = {
            "reason": "no timing",
            "recycle_date": "2026-12-01T00:00:00.000Z",
            "hold_until": "2026-10-01T00:00:00Z",
        }
        for field, value in said.items():
            intend_write(SYSTEM, "hubspot", key, field, value, "returned", clock.now)
        clock.pass_(minutes=1)
        send_writes("hubspot", clock)
        before = len(facts_of(who, "marketing"))
        for _ in range(3):
            clock.pass_(minutes=1)
            beat("hubspot", clock)
        assert twin.store.rows("contacts")[who]["props"]["accord_reason"] == "no timing"
        assert {w.state for w in SyncWrite.objects.all()} == {"seen"}
        assert len(facts_of(who, "marketing")) == before


def test_more_rows_of_one_instant_than_a_page_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mass edit gives many rows the same change time: they are read in the order of ids, none twice, none never."""
    monkeypatch.setattr(search, "SIZE", 5)
    with hubspot(hubspot_seed(23, 1)) as twin:
        clock = connected(twin)
        clock.pass_(minutes=30)
        for who in list(twin.store.rows("contacts")):
            twin.act("update", who=who, properties={"jobtitle": "Mass edited"}, by="Rita Rep")
        clock.pass_(minutes=1)
        read_system("hubspot", clock)
        rows = SourceRecord.objects.filter(source="marketing", kind="person").exclude(values="")
        assert rows.count() == 23
        assert all("Mass edited" in row.values for row in rows)


def test_a_person_without_a_record_there_cannot_be_written(cast: Cast) -> None:
    """And only operations read, connect, or put conflicts away."""
    with salesforce(make_seed(4, 1)) as twin:
        clock = Clock(twin)
        sign()
        connect_to(twin, clock)
        with pytest.raises(NotFound, match=r"crm\.no_record"):
            intend_write(SYSTEM, "salesforce", 4711, "class", "A1", "why", clock.now)
        for viewer in (cast.maya, cast.sam, cast.rita, cast.victor, cast.iris):
            with pytest.raises(Refused):
                intend_write(viewer, "salesforce", 4711, "class", "A1", "why", clock.now)
            with pytest.raises(Refused):
                ask_to_read(viewer, "salesforce", clock.now)
            with pytest.raises(Refused):
                settle_conflict(viewer, 1, clock.now)
            with pytest.raises(Refused):
                read_now(viewer, "salesforce", clock)
