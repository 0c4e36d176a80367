"""A campaign member's status is written where the campaign has such a status; an unknown one is a gap, shown."""

from pathlib import Path

import pytest
from twins.salesforce.twin import SalesforceTwin

from accord.interfaces.cli.main import main
from accord.ledger.models import Act, SourceRecord, SyncConflict, SyncHeld, SyncWrite
from accord.reporting.sync_health import find_health
from accord.teams.people import SYSTEM
from accord.vocabulary.errors import Invalid, Refused
from accord.workflows import book_page
from accord.workflows.intend_write import intend_member_status, try_again
from tests.crm.company import AGREEMENT, Clock, beat, facts_of, sign
from tests.crm.people import change, stands, user

pytestmark = pytest.mark.django_db
MEMBERS = AGREEMENT.replace("[owner, task, dossier,", "[owner, task, member_status, dossier,")
Org = tuple[SalesforceTwin, Clock]


@pytest.fixture
def agreement() -> str:
    """Accord may write a campaign member's status."""
    return MEMBERS


def member(twin: SalesforceTwin) -> tuple[str, str, str]:
    """A member who has not responded: its id, the campaign, the lead."""
    row = next(r for r in twin.org.live("CampaignMember") if r.get("LeadId") and not r["HasResponded"])
    return str(row["Id"]), str(row["CampaignId"]), str(row["LeadId"])


def mean(campaign: str, lead: str, status: str, clock: Clock) -> str:
    key = SourceRecord.objects.get(source="crm", external_id=lead).key
    return intend_member_status(SYSTEM, "salesforce", campaign, key, status, "held", clock.now)


def rounds(clock: Clock, count: int = 3) -> None:
    for _ in range(count):
        clock.pass_(minutes=2)
        beat("salesforce", clock)


def test_it_stands_there_and_is_no_response_of_theirs(org: Org) -> None:
    """Written once, seen again; what Salesforce derives from it is not taken for the person's own act."""
    twin, clock = org
    key, campaign, lead = member(twin)
    first = mean(campaign, lead, "Responded", clock)
    assert mean(campaign, lead, "Responded", clock) == first
    rounds(clock)
    assert stands(twin, "CampaignMember", key, "Status") == "Responded"
    assert stands(twin, "CampaignMember", key, "HasResponded") == "True"
    assert SyncWrite.objects.get().state == "seen" and not SyncConflict.objects.exists()
    assert "campaign_responded" not in [kind for kind, _, _ in facts_of(lead)]
    assert Act.objects.filter(kind="crm_write").count() == 1
    # A to B and back to A are three acts, each written.
    mean(campaign, lead, "Sent", clock)
    rounds(clock)
    mean(campaign, lead, "Responded", clock)
    rounds(clock)
    assert stands(twin, "CampaignMember", key, "Status") == "Responded"
    assert Act.objects.filter(kind="crm_write").count() == 3


def test_the_mutant_that_takes_our_write_for_their_response_is_caught(
    org: Org, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin, clock = org
    _, campaign, lead = member(twin)
    monkeypatch.setattr(book_page, "hear_members", lambda live, connection, item, taken, now: list(taken))
    mean(campaign, lead, "Responded", clock)
    rounds(clock)
    assert "campaign_responded" in [kind for kind, _, _ in facts_of(lead)]


def test_a_response_of_theirs_counts(org: Org) -> None:
    """Ours said Sent; the person answered, and a colleague's workflow marked it."""
    twin, clock = org
    key, campaign, lead = member(twin)
    mean(campaign, lead, "Sent", clock)
    rounds(clock)
    change(twin, "CampaignMember", key, user(twin, "Rita"), Status="Responded")
    rounds(clock)
    assert "campaign_responded" in [kind for kind, _, _ in facts_of(lead)]
    assert stands(twin, "CampaignMember", key, "Status") == "Responded", "theirs stands"


def test_a_status_that_the_campaign_has_not_is_a_gap_until_the_mapping_says_it(
    org: Org, data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twin, clock = org
    key, campaign, lead = member(twin)
    mean(campaign, lead, "Worked", clock)
    rounds(clock, 1)
    assert stands(twin, "CampaignMember", key, "Status") == "Sent", "nothing is invented there"
    write = SyncWrite.objects.get()
    assert write.state == "failed" and "it has: Sent, Responded" in write.error
    (health,) = find_health(SYSTEM, clock.now)
    assert [(g.object, g.value, g.reason) for g in health.gaps] == [
        ("member_status", "Worked", "unknown_status")
    ]
    main(["sync", "status"])
    assert "refused" in capsys.readouterr().out
    (data_folder / "crm-salesforce.yaml").write_text("member_statuses: {Worked: Responded}\n")
    assert main(["sync", "again", "salesforce"]) == 0
    rounds(clock)
    assert stands(twin, "CampaignMember", key, "Status") == "Responded"
    assert SyncWrite.objects.get().state == "seen" and not SyncHeld.objects.exists()


def test_what_was_refused_is_not_sent_over_what_is_meant_since(org: Org) -> None:
    twin, clock = org
    _, campaign, lead = member(twin)
    mean(campaign, lead, "Worked", clock)
    rounds(clock, 1)
    mean(campaign, lead, "Responded", clock)
    rounds(clock)
    assert try_again(SYSTEM, "salesforce", clock.now) == 0


def test_a_change_of_theirs_meanwhile_stands_and_is_shown(org: Org) -> None:
    twin, clock = org
    key, campaign, lead = member(twin)
    mean(campaign, lead, "Sent", clock)
    clock.pass_(minutes=1)
    change(twin, "CampaignMember", key, user(twin, "Rita"), Status="Responded")
    rounds(clock)
    (conflict,) = SyncConflict.objects.all()
    assert (conflict.ours, conflict.theirs) == ("Sent", "Responded") and "theirs stands" in conflict.outcome
    assert stands(twin, "CampaignMember", key, "Status") == "Responded"


def test_nobody_is_made_a_member_and_nothing_goes_where_it_was_not_agreed(org: Org) -> None:
    twin, clock = org
    _, campaign, _ = member(twin)
    inside = {str(r["LeadId"]) for r in twin.org.live("CampaignMember")}
    outside = next(str(r["Id"]) for r in twin.org.live("Lead") if str(r["Id"]) not in inside)
    count = len(list(twin.org.live("CampaignMember")))
    mean(campaign, outside, "Sent", clock)
    rounds(clock, 1)
    assert SyncWrite.objects.get().state == "failed"
    assert len(list(twin.org.live("CampaignMember"))) == count
    with pytest.raises(Refused, match=r"crm\.not_agreed"):
        intend_member_status(SYSTEM, "hubspot", campaign, 1, "Sent", "why", clock.now)
    with pytest.raises(Invalid, match=r"crm\.no_members"):
        sign(
            MEMBERS.replace("hubspot: [stage,", "hubspot: [member_status, stage,").replace(
                "version: 1", "version: 2"
            )
        )
        intend_member_status(SYSTEM, "hubspot", campaign, 1, "Sent", "why", clock.now)
