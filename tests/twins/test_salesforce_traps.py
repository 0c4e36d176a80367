"""The traps a live connection to Salesforce must survive, each as the vendor documents it."""

from typing import Any

import pytest
from twins.salesforce import SalesforceTwin
from twins.salesforce.ids import find_18, make_id, to_18

from tests.twins.conftest import Call, sign_in, simple_salesforce

BY = "Rita Rep"


def leads(sf: Any, count: int = 1) -> list[str]:
    """Some leads' ids."""
    return [r["Id"] for r in sf.query(f"SELECT Id FROM Lead ORDER BY Id LIMIT {count}")["records"]]


def test_conversion_makes_the_lead_read_only_and_moves_its_activities(sf: Any, org: SalesforceTwin) -> None:
    (lead,) = leads(sf)
    call, open_task = org.act("log_call", who=lead, by=BY), org.act("add_task", who=lead, by=BY)
    meeting = org.act("book_meeting", who=lead, by=BY)
    made = org.act("convert", lead=lead, by=BY)
    row = sf.Lead.get(lead)
    assert row["IsConverted"] and row["Status"] == "Closed - Converted"
    assert (row["ConvertedContactId"], row["ConvertedOpportunityId"]) == (
        made["contactId"],
        made["opportunityId"],
    )
    for name, key in (("Task", call), ("Task", open_task), ("Event", meeting)):
        moved = sf.query(f"SELECT WhoId, AccountId, Who.Type FROM {name} WHERE Id = '{key}'")["records"][0]
        assert (moved["WhoId"], moved["AccountId"], moved["Who"]["Type"]) == (
            made["contactId"],
            made["accountId"],
            "Contact",
        )
    with pytest.raises(simple_salesforce.SalesforceMalformedRequest, match="CANNOT_UPDATE_CONVERTED_LEAD"):
        sf.Lead.update(lead, {"Title": "x"})
    with pytest.raises(simple_salesforce.SalesforceMalformedRequest, match="CANNOT_UPDATE_CONVERTED_LEAD"):
        sf.Task.create({"WhoId": lead, "Subject": "too late"})
    role = sf.query(
        f"SELECT ContactId, IsPrimary FROM OpportunityContactRole WHERE OpportunityId = '{made['opportunityId']}'"
    )
    assert (role["records"][0]["ContactId"], role["records"][0]["IsPrimary"]) == (made["contactId"], True)


def test_conversion_carries_campaign_membership(sf: Any, org: SalesforceTwin) -> None:
    member = sf.query("SELECT Id, LeadId FROM CampaignMember WHERE LeadId != null LIMIT 1")["records"][0]
    made = org.act("convert", lead=member["LeadId"], by=BY, opportunity=None)
    row = sf.CampaignMember.get(member["Id"])
    assert (row["ContactId"], row["LeadId"], row["Type"]) == (made["contactId"], member["LeadId"], "Contact")
    assert made["opportunityId"] is None


def test_conversion_into_an_existing_contact_fills_only_what_is_empty(sf: Any, org: SalesforceTwin) -> None:
    (lead,) = leads(sf)
    sf.Lead.update(lead, {"Title": "Chief", "MobilePhone": "+49 1"})
    old = sf.query("SELECT Id, AccountId, Title, Email FROM Contact WHERE Title != null LIMIT 1")["records"][
        0
    ]
    made = org.act("convert", lead=lead, by=BY, account_id=old["AccountId"], contact_id=old["Id"])
    row = sf.Contact.get(made["contactId"])
    assert (row["Id"], row["Title"], row["Email"], row["MobilePhone"]) == (
        old["Id"],
        old["Title"],
        old["Email"],
        "+49 1",
    )


def test_a_merge_s_loser_is_seen_by_query_all_only(sf: Any, org: SalesforceTwin) -> None:
    winner, loser = leads(sf, 2)
    task = org.act("log_call", who=loser, by=BY)
    org.act("merge", winner=winner, losers=[loser], by=BY)
    where = f"SELECT Id, MasterRecordId, IsDeleted FROM Lead WHERE Id = '{loser}'"
    assert sf.query(where)["totalSize"] == 0
    gone = sf.query_all(where, include_deleted=True)["records"][0]
    assert (gone["MasterRecordId"], gone["IsDeleted"]) == (winner, True)
    assert sf.Task.get(task)["WhoId"] == winner


def test_a_delete_takes_activities_along_and_undelete_brings_the_lead_back(
    sf: Any, org: SalesforceTwin
) -> None:
    (lead,) = leads(sf)
    task = org.act("log_call", who=lead, by=BY)
    org.act("delete", record=lead, by=BY)
    assert sf.query_all(
        f"SELECT Id FROM Task WHERE Id = '{task}' AND IsDeleted = TRUE", include_deleted=True
    )["totalSize"]
    org.act("undelete", record=lead, by=BY)
    assert sf.query(f"SELECT Id FROM Lead WHERE Id = '{lead}'")["totalSize"] == 1


def test_last_modified_by_shows_an_echo_of_our_own_write(sf: Any, org: SalesforceTwin) -> None:
    ours, theirs = leads(sf, 2)
    sf.Lead.update(ours, {"Title": "x"})
    org.act("change_status", lead=theirs, status="Working - Contacted", by=BY)
    name = "SELECT LastModifiedBy.Username FROM Lead WHERE Id = '{}'"
    users = [sf.query(name.format(k))["records"][0]["LastModifiedBy"]["Username"] for k in (ours, theirs)]
    assert users == ["accord@twin.example", "rita@pretend.example"]


def test_stamps_have_whole_seconds_and_follow_the_server_s_skewed_clock(
    org: SalesforceTwin, ask: Call
) -> None:
    assert ask("POST", "/__twin/clock", {"set": "2026-09-02T10:00:00.750Z"}).status == 200
    ask("POST", "/__twin/settings", {"skew": -90})
    ask = _again(org)
    made = ask("POST", "/services/data/v59.0/sobjects/Lead", {"LastName": "a", "Company": "b"})
    row = ask("GET", f"/services/data/v59.0/sobjects/Lead/{made.body['id']}")
    assert row.body["SystemModstamp"] == "2026-09-02T09:58:30.000+0000"
    assert row.headers["Date"] == "Wed, 02 Sep 2026 09:58:30 GMT"


def _again(org: SalesforceTwin) -> Call:
    from tests.twins.conftest import caller

    return caller(org.url, sign_in(org).session_id)


def test_a_change_shows_to_queries_only_after_the_lag(org: SalesforceTwin) -> None:
    ask = _held(org)
    ask("POST", "/__twin/settings", {"lag": 30})
    (lead,) = [r["Id"] for r in org.org.live("Lead")][:1]
    org.act("change_status", lead=lead, status="Working - Contacted", by=BY)
    query = f"/services/data/v59.0/query?q=SELECT+Status+FROM+Lead+WHERE+Id='{lead}'"
    assert ask("GET", query).body["records"][0]["Status"] == "Open - Not Contacted"
    assert ask("GET", f"/services/data/v59.0/sobjects/Lead/{lead}").body["Status"] == "Working - Contacted"
    ask("POST", "/__twin/clock", {"advance": 31})
    assert ask("GET", query).body["records"][0]["Status"] == "Working - Contacted"


def _held(org: SalesforceTwin) -> Call:
    org.clock.move(to="2026-09-02T10:00:00Z")
    return _again(org)


def test_opportunity_history_keeps_each_stage(sf: Any, org: SalesforceTwin) -> None:
    made = org.act("convert", lead=leads(sf)[0], by=BY)
    for stage in ("Qualification", "Closed Won"):
        org.act("move_deal", deal=made["opportunityId"], stage=stage, by=BY, Amount=500)
    found = sf.query("SELECT StageName, Amount, Probability FROM OpportunityHistory ORDER BY Id")["records"]
    assert [r["StageName"] for r in found] == ["Prospecting", "Qualification", "Closed Won"]
    deal = sf.Opportunity.get(made["opportunityId"])
    assert (deal["IsWon"], deal["IsClosed"], deal["Probability"], deal["ExpectedRevenue"]) == (
        True,
        True,
        100,
        500,
    )


def test_a_member_responds_by_its_status(sf: Any, org: SalesforceTwin) -> None:
    member = sf.query("SELECT Id, CampaignId, LeadId FROM CampaignMember WHERE LeadId != null LIMIT 1")[
        "records"
    ][0]
    assert sf.CampaignMember.update(member["Id"], {"Status": "Responded"}) == 204
    row = sf.CampaignMember.get(member["Id"])
    assert row["HasResponded"] and row["FirstRespondedDate"]
    assert sf.Campaign.get(member["CampaignId"])["NumberOfResponses"] == 1
    with pytest.raises(simple_salesforce.SalesforceMalformedRequest, match="Already a campaign member"):
        sf.CampaignMember.create({"CampaignId": member["CampaignId"], "LeadId": member["LeadId"]})


def test_closing_a_task_says_when_and_moves_last_activity(sf: Any, org: SalesforceTwin) -> None:
    (lead,) = leads(sf)
    before = sf.Lead.get(lead)
    task = org.act("add_task", who=lead, by=BY, due="2026-12-01")
    assert sf.Task.get(task)["CompletedDateTime"] is None and sf.Lead.get(lead)["LastActivityDate"] is None
    org.act("complete_task", task=task, by=BY)
    after = sf.Lead.get(lead)
    assert sf.Task.get(task)["IsClosed"] and sf.Task.get(task)["CompletedDateTime"]
    assert (after["LastActivityDate"], after["LastModifiedDate"]) == (
        "2026-12-01",
        before["LastModifiedDate"],
    )


def test_a_lead_in_a_queue_has_no_user_as_owner(sf: Any, org: SalesforceTwin) -> None:
    (lead,) = leads(sf)
    org.act("change_owner", record=lead, owner="New leads", by=BY)
    owner = sf.query(f"SELECT OwnerId, Owner.Name, Owner.Type FROM Lead WHERE Id = '{lead}'")["records"][0]
    assert owner["OwnerId"].startswith("00G") and owner["Owner"]["Type"] == "Queue"
    served = sf.query("SELECT Queue.Name, SobjectType FROM QueueSobject")["records"][0]
    assert (served["Queue"]["Name"], served["SobjectType"]) == ("New leads", "Lead")


def test_the_history_of_a_lead_names_status_and_owner(sf: Any, org: SalesforceTwin) -> None:
    (lead,) = leads(sf)
    org.act("change_status", lead=lead, status="Working - Contacted", by=BY)
    found = sf.query(
        f"SELECT Field, OldValue, NewValue FROM LeadHistory WHERE LeadId = '{lead}' ORDER BY Id"
    )["records"]
    assert [(r["Field"], r["NewValue"]) for r in found] == [
        ("created", None),
        ("Status", "Working - Contacted"),
    ]


def test_an_opt_out_and_a_bounce_stand_in_their_fields(sf: Any, org: SalesforceTwin) -> None:
    (lead,) = leads(sf)
    org.act("opt_out", who=lead, by=BY)
    org.act("bounce", who=lead, by=BY)
    row = sf.Lead.get(lead)
    assert row["HasOptedOutOfEmail"] and row["EmailBouncedDate"] and "550" in row["EmailBouncedReason"]
    sf.Lead.update(lead, {"Email": "new@kestrel.example"})
    assert sf.Lead.get(lead)["EmailBouncedDate"] is None


@pytest.mark.parametrize(
    ("short", "full"),
    [("0015500000Xyy06", "0015500000Xyy06AAB"), ("001D000000IqhSL", "001D000000IqhSLIAZ")],
)
def test_ids_carry_the_vendor_s_checksum(short: str, full: str) -> None:
    """The first id stands in a real export; the second in the vendor's REST guide."""
    assert to_18(short) == full == find_18(full) == find_18(short)
    assert find_18(full[:-1] + "X") is None and make_id("00Q", 5) != make_id("00Q", 6)
