"""The walk through a connected system says what is missing, what is unknown, and what will not be seen."""

import stat
from pathlib import Path

import pytest
from twins.hubspot.seed import make_seed as hubspot_seed
from twins.salesforce.seed import make_seed

from accord.interfaces.cli.main import main
from accord.teams.people import SYSTEM
from accord.vocabulary.errors import ForGood, Invalid, Refused
from accord.workflows.check_crm import check_connection, make_properties, map_statuses
from accord.workflows.connect_crm import connect
from accord.workflows.connections import get_connection
from tests.cast import Cast
from tests.crm.company import AGREEMENT, Clock, connect_to, connection_to, hubspot, salesforce, sign
from tests.crm.people import first_lead

pytestmark = pytest.mark.django_db


def test_the_walk_through_salesforce() -> None:
    """Rights per object and field, budget, statuses with counts, and the mails that will not be seen."""
    seed = make_seed(12, 1)
    seed["picklists"] = {"Lead.Status": ["Open - Not Contacted", "Dialling", "Closed - Converted"]}
    with salesforce(seed) as twin:
        clock = Clock(twin)
        sign()
        connect_to(twin, clock)
        twin.act("change_status", lead=first_lead(twin), status="Dialling", by="Rita Rep")
        checked = check_connection(SYSTEM, "salesforce", clock)
        said = "\n".join(f"{f.level} {f.step} {f.sentence} {f.remedy}" for f in checked.findings)
        assert [(v.value, v.count) for v in checked.unknown] == [("Dialling", 1)]
        assert '"Dialling" stands in 1 records' in said
        assert "Einstein Activity Capture" in said and "warn not seen" in said
        assert "External Client App" in said
        assert "class may be written to Accord_Class__c" in said
        assert "of 100,000 API calls" in said
        assert map_statuses(SYSTEM, "salesforce", {"Dialling": "ongoing"}, clock.now) == "crm-salesforce.yaml"
        assert check_connection(SYSTEM, "salesforce", clock).unknown == ()
        with pytest.raises(Invalid, match="no type of status"):
            map_statuses(SYSTEM, "salesforce", {"Dialling": "maybe"}, clock.now)


def test_a_field_that_is_missing_is_named() -> None:
    """Without Accord's own fields the agreement's writes cannot leave: said before, not after."""
    with salesforce({**make_seed(4, 1), "custom_fields": {}}) as twin:
        clock = Clock(twin)
        sign()
        connect_to(twin, clock)
        checked = check_connection(SYSTEM, "salesforce", clock)
        bad = [f.sentence for f in checked.findings if f.level == "bad"]
        assert any("has no field Accord_Class__c" in one for one in bad)


def test_the_walk_through_hubspot() -> None:
    """The same for a portal."""
    with hubspot(hubspot_seed(12, 1)) as twin:
        clock = Clock(twin)
        sign()
        connect_to(twin, clock)
        checked = check_connection(SYSTEM, "hubspot", clock)
        assert [(v.value, v.count, v.meaning) for v in checked.values] == [("NEW", 12, "open")]
        assert any("private app" in f.sentence for f in checked.findings)
        assert any("reason may be written to accord_reason" in f.sentence for f in checked.findings)


def test_secrets_are_in_a_file_of_the_owner_alone(data_folder: Path, cast: Cast) -> None:
    """Mode 0600, in no repr, and only operations connect; a wrong secret is kept nowhere."""
    with salesforce(make_seed(4, 1)) as twin:
        clock = Clock(twin)
        wrong = connection_to(twin)
        from dataclasses import replace

        with pytest.raises(ForGood, match=r"crm\.signed_out"):
            connect(SYSTEM, replace(wrong, client_secret="guess"), clock)
        assert not (data_folder / "connections.json").exists()
        with pytest.raises(Refused):
            connect(cast.maya, wrong, clock)
        connect_to(twin, clock)
        path = data_folder / "connections.json"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert "twin-secret" not in repr(get_connection("salesforce"))
        with pytest.raises(Invalid, match="TLS"):
            connect(SYSTEM, replace(wrong, base_url="http://crm.example"), clock)


def test_the_commands(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """connect, --check, sync now, sync status: two lines for an error, words for people."""
    with salesforce(make_seed(4, 1)) as twin:
        monkeypatch.setenv("ACCORD_CRM_SECRET", "twin-secret")
        address = ["--base-url", twin.url, "--login-url", twin.url, "--client-id", "accord-twin"]
        assert main(["connect", "salesforce", "--source", "crm", *address]) == 0
        assert "twin-secret" not in capsys.readouterr().out
        assert main(["connect", "salesforce", "--check"]) in (0, 1)
        assert "External Client App" in capsys.readouterr().out
        assert main(["sync", "now"]) == 0
        assert "new facts" in capsys.readouterr().out
        main(["sync", "status"])
        assert "lead" in capsys.readouterr().out
        assert main(["connect", "hubspot", "--check"]) == 4
        assert "error  crm.not_connected" in capsys.readouterr().err


def test_missing_properties_of_a_portal_are_named_and_made() -> None:
    """What the agreement writes to HubSpot is made there on demand, each as what it holds; never unasked."""
    text = AGREEMENT.replace("[owner, task, dossier,", "[owner, dossier,").replace(
        "hubspot: [stage,", "hubspot: [task, stage,"
    )
    with hubspot({**hubspot_seed(4, 1), "properties": {}}) as twin:
        clock = Clock(twin)
        sign(text)
        connect_to(twin, clock)
        checked = check_connection(SYSTEM, "hubspot", clock)
        bad = {f.sentence.rsplit(" ", 1)[1]: f.remedy for f in checked.findings if f.level == "bad"}
        ours = {"accord_reason", "accord_recycle_date", "accord_hold_until", "accord_id"}
        assert ours == set(bad)
        assert "date and time picker" in bad["accord_hold_until"] and "unique" in bad["accord_id"]
        assert main(["connect", "hubspot", "--make"]) == 0
        assert not [f for f in check_connection(SYSTEM, "hubspot", clock).findings if f.level == "bad"]
        assert make_properties(SYSTEM, "hubspot", clock) == []
        known = twin.objects["tasks"].properties["accord_id"]
        assert (
            "unique" in known.flags
            and twin.objects["contacts"].properties["accord_hold_until"].type == "datetime"
        )


def test_fields_of_salesforce_are_not_made_by_us() -> None:
    with salesforce(make_seed(4, 1)) as twin:
        clock = Clock(twin)
        connect_to(twin, clock)
        with pytest.raises(Invalid, match=r"crm\.cannot_make"):
            make_properties(SYSTEM, "salesforce", clock)
