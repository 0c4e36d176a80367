"""Somebody handed over before the CRM knows them: what the agreement says is written there once they have a record."""

import pytest
from twins.salesforce.seed import make_seed

from accord.handoffs.models import Handoff
from accord.interfaces.cli.commands.leads import _whole
from accord.ledger.models import Job, SyncWrite
from accord.teams.models import User
from accord.teams.people import SYSTEM
from accord.workflows.go_live import go_live
from accord.workflows.handoffs.dossier import get_dossier
from accord.workflows.push_journey import PUSH, push_journey
from tests.crm.company import AGREEMENT as TWINS
from tests.crm.company import beat, connected, salesforce
from tests.crm.people import make, stands, user
from tests.handoffs.company import AGREEMENT as HANDING
from tests.handoffs.company import asks, person, say, work_until

pytestmark = pytest.mark.django_db
_SYSTEMS = TWINS[TWINS.index("systems:") : TWINS.index("stages:")]
BOTH = (
    HANDING.replace("enforce", "observe")
    .replace("2027-Q1, in_force: 2027-01-01", "2026-Q3, in_force: 2026-07-01")
    .replace("calendars:", f"{_SYSTEMS}calendars:")
)
ZOE = person("zoe")


def test_it_is_written_once_when_the_record_appears() -> None:
    with salesforce(make_seed(6, 1)) as twin:
        clock = connected(twin, BOTH)
        rep = user(twin, "Rosa")
        User.objects.create(email="rosa@accord.example", name="Rosa", role="rep", team="sdr", sales_id=rep)
        go_live(SYSTEM, now=clock.now)
        clock.pass_(minutes=1)
        say(asks(ZOE, clock.now), clock.now)
        work_until(clock.now)
        row = Handoff.objects.get()
        found = get_dossier(SYSTEM, row.key, clock.now)
        assert found.unknown_to == ("salesforce",) and not SyncWrite.objects.exists()
        assert any("does not know this person" in line for line in _whole(found))

        def rounds(count: int = 3) -> None:
            for _ in range(count):
                clock.pass_(minutes=1)
                beat("salesforce", clock)
                work_until(clock.now)
                for job in Job.objects.filter(kind=PUSH, done_at=None).exclude(payload={}):
                    push_journey(clock.now, row.lead_at)
                    job.delete()

        clock.pass_(days=3)
        beat("salesforce", clock)
        work_until(clock.now)
        row.refresh_from_db()
        lead = make(
            twin,
            "Lead",
            user(twin, "Ravi"),
            LastName="Z",
            Company="Zoe",
            Email="zoe@zoe.example",
            OwnerId=rep,
        )
        rounds()
        fields = {write.field for write in SyncWrite.objects.all()}
        assert {"due", "task", "dossier", "class"} <= fields
        assert stands(twin, "Lead", lead, "Accord_Dossier__c").endswith(f"/leads/{row.key}")
        assert stands(twin, "Lead", lead, "Accord_Due__c") and stands(twin, "Lead", lead, "Accord_Class__c")
        tasks = [one for one in twin.org.live("Task") if one.get("Accord_Id__c")]
        assert [one["WhoId"] for one in tasks] == [lead]
        assert get_dossier(SYSTEM, row.key, clock.now).unknown_to == ()
        meant = SyncWrite.objects.count()
        clock.pass_(hours=2)
        rounds()
        assert SyncWrite.objects.count() == meant, "once"
        assert meant == len(fields), [
            (w.field, w.value, w.state, w.external_id) for w in SyncWrite.objects.all()
        ]
