"""The traps a live connection to HubSpot must survive, each as the vendor documents it."""

from typing import Any

import pytest
from twins.hubspot import HubSpotTwin

from tests.twins.conftest import Call, caller

BY = "Rita Rep"
CONTACTS = "/crm/v3/objects/contacts"


def stage_of(hs: Call, key: str) -> Any:
    """A contact's lifecycle stage."""
    return hs("GET", f"{CONTACTS}/{key}?properties=lifecyclestage").body["properties"]["lifecyclestage"]


def set_stage(hs: Call, key: str, stage: str) -> Any:
    """Write a contact's lifecycle stage as an app."""
    return hs("PATCH", f"{CONTACTS}/{key}", {"properties": {"lifecyclestage": stage}})


def search(hs: Call, since: str, limit: int = 100, **more: Any) -> Any:
    """Contacts changed since."""
    filters = [{"propertyName": "lastmodifieddate", "operator": "GTE", "value": since}]
    body = {"filterGroups": [{"filters": filters}], "sorts": ["lastmodifieddate"], "properties": ["email"]}
    return hs("POST", f"{CONTACTS}/search", {**body, "limit": limit, "after": "0", **more})


def test_a_lifecycle_stage_never_moves_back_unless_cleared(hs: Call, portal: HubSpotTwin) -> None:
    set_stage(hs, "51", "customer")
    answer = set_stage(hs, "51", "lead")
    assert (answer.status, answer.body["properties"]["lifecyclestage"]) == (200, "customer")
    set_stage(hs, "51", "")
    set_stage(hs, "51", "lead")
    assert stage_of(hs, "51") == "lead"
    set_stage(hs, "51", "customer")
    portal.act("set_stage", who="51", stage="lead", by=BY)
    assert stage_of(hs, "51") == "lead", "a person may move it back by hand"


def test_the_history_says_who_wrote(hs: Call, portal: HubSpotTwin) -> None:
    hs("PATCH", f"{CONTACTS}/51", {"properties": {"hs_lead_status": "OPEN"}})
    portal.act("change_status", who="51", status="CONNECTED", by=BY)
    body = hs("GET", f"{CONTACTS}/51?propertiesWithHistory=hs_lead_status").body
    entries = body["propertiesWithHistory"]["hs_lead_status"]
    assert [(e["value"], e["sourceType"], e.get("sourceId")) for e in entries] == [
        ("CONNECTED", "CRM_UI", "userId:701"),
        ("OPEN", "INTEGRATION", "1234567"),
        ("NEW", "IMPORT", None),
    ]


def test_a_write_that_changes_nothing_leaves_no_trace(hs: Call) -> None:
    before = hs("GET", f"{CONTACTS}/51").body["updatedAt"]
    same = hs("GET", f"{CONTACTS}/51?properties=hs_lead_status").body["properties"]["hs_lead_status"]
    hs("PATCH", f"{CONTACTS}/51", {"properties": {"hs_lead_status": same}})
    assert hs("GET", f"{CONTACTS}/51").body["updatedAt"] == before


def test_a_merged_contact_s_id_answers_with_the_one_that_remains(hs: Call, portal: HubSpotTwin) -> None:
    call = portal.act("log_call", who="101", by=BY)
    email = portal.store.rows("contacts")["101"]["props"]["email"]
    merged = hs("POST", f"{CONTACTS}/merge", {"primaryObjectId": "51", "objectIdToMerge": "101"})
    props = merged.body["properties"]
    assert (merged.body["id"], props["hs_merged_object_ids"], props["hs_additional_emails"]) == (
        "51",
        "101",
        email,
    )
    assert {v.split(":")[0] for v in props["hs_calculated_merged_vids"].split(";")} == {"51", "101"}
    assert hs("GET", f"{CONTACTS}/101").body["id"] == "51"
    assert hs("GET", f"{CONTACTS}/{email}?idProperty=email").body["id"] == "51"
    assert [r["id"] for r in hs("GET", f"{CONTACTS}?limit=100").body["results"]].count("101") == 0
    linked = hs("GET", "/crm/v4/objects/contacts/51/associations/calls").body["results"]
    assert [r["toObjectId"] for r in linked] == [call]
    assert hs("GET", "/crm/v4/objects/contacts/101/associations/calls").body["results"] == []


def test_merged_deals_make_a_new_one(hs: Call, portal: HubSpotTwin) -> None:
    a, b = (portal.act("make_deal", who="51", by=BY, amount=n) for n in (1, 2))
    made = hs("POST", "/crm/v3/objects/deals/merge", {"primaryObjectId": a, "objectIdToMerge": b}).body
    assert made["id"] not in (a, b) and made["properties"]["hs_merged_object_ids"] == f"{a};{b}"
    assert {hs("GET", f"/crm/v3/objects/deals/{k}").body["id"] for k in (a, b)} == {made["id"]}


def test_a_deleted_record_is_listed_as_archived_only(hs: Call, portal: HubSpotTwin) -> None:
    portal.act("delete", who="51", by=BY)
    assert hs("GET", f"{CONTACTS}/51").status == 404
    archived = hs("GET", f"{CONTACTS}?archived=true").body["results"]
    assert [(r["id"], r["archived"]) for r in archived] == [("51", True)] and archived[0]["archivedAt"]
    assert "51" not in [r["id"] for r in search(hs, "2020-01-01T00:00:00Z").body["results"]]
    portal.act("restore", who="51", by=BY)
    assert hs("GET", f"{CONTACTS}/51").status == 200


def test_gdpr_delete_leaves_nothing(hs: Call, portal: HubSpotTwin) -> None:
    email = portal.store.rows("contacts")["51"]["props"]["email"]
    body = {"objectId": email, "idProperty": "email"}
    assert hs("POST", f"{CONTACTS}/gdpr-delete", body).status == 204
    assert hs("GET", f"{CONTACTS}?archived=true").body["results"] == []
    assert not any(email in str(row) for row in portal.truth("contacts"))
    lost = portal.store.rows("contacts")["151"]["props"]["email"]
    portal.act("merge", winner="101", loser="151", by=BY)
    portal.act("gdpr_delete", who="101", by=BY)
    assert not any(lost in str(row) for row in portal.truth("contacts")), (
        "what was merged into it is gone too"
    )


def test_the_search_index_lags_but_a_read_does_not() -> None:
    import twins.hubspot

    seed = twins.hubspot.make_seed(3, 1) | {"settings": {"lag": 20, "clock": "2026-09-02T10:00:00Z"}}
    with twins.hubspot.serve(seed) as twin:
        hs = caller(twin.url, twin.settings["token"])
        twin.act("change_status", who="51", status="CONNECTED", by=BY)
        assert (
            hs("GET", f"{CONTACTS}/51?properties=hs_lead_status").body["properties"]["hs_lead_status"]
            == "CONNECTED"
        )
        assert search(hs, "2026-09-02T09:59:00Z").body["total"] == 0
        hs("POST", "/__twin/clock", {"advance": 21})
        assert search(hs, "2026-09-02T09:59:00Z").body["total"] == 1


def test_search_stops_at_10_000(hs: Call) -> None:
    assert search(hs, "2020-01-01T00:00:00Z", limit=200).status == 200
    assert search(hs, "2020-01-01T00:00:00Z", limit=201).status == 400
    beyond = search(hs, "2020-01-01T00:00:00Z", limit=200, after="9801")
    assert (beyond.status, beyond.body["category"]) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({"operator": "EQ", "propertyName": "country", "value": "germany"}, None),
        ({"operator": "HAS_PROPERTY", "propertyName": "email"}, 40),
        ({"operator": "NOT_HAS_PROPERTY", "propertyName": "email"}, 0),
        ({"operator": "IN", "propertyName": "hs_object_id", "values": ["51", "101"]}, 2),
        ({"operator": "NOT_IN", "propertyName": "hs_object_id", "values": ["51", "101"]}, 38),
        ({"operator": "BETWEEN", "propertyName": "hs_object_id", "value": "51", "highValue": "200"}, 3),
        ({"operator": "GT", "propertyName": "createdate", "value": "4102444800000"}, 0),
        ({"operator": "LT", "propertyName": "createdate", "value": "2100-01-01T00:00:00Z"}, 40),
        ({"operator": "CONTAINS_TOKEN", "propertyName": "email", "value": "*.example"}, 40),
    ],
)
def test_search_operators(hs: Call, portal: HubSpotTwin, given: Any, count: int | None) -> None:
    expected = count
    if expected is None:
        expected = sum(r["props"].get("country") == "Germany" for r in portal.truth("contacts"))
    body = {"filterGroups": [{"filters": [given]}], "sorts": [], "properties": [], "limit": 1, "after": "0"}
    assert hs("POST", f"{CONTACTS}/search", body).body["total"] == expected


def test_an_engagement_moves_the_contact_s_activity_properties(hs: Call, portal: HubSpotTwin) -> None:
    names = "hs_is_unworked,num_contacted_notes,hs_sa_first_engagement_object_type,notes_last_contacted"
    portal.act("add_note", who="51", by=BY)
    assert hs("GET", f"{CONTACTS}/51?properties={names}").body["properties"]["hs_is_unworked"] == "true"
    portal.act("log_call", who="51", by=BY)
    portal.act("log_email", who="51", by=BY)
    props = hs("GET", f"{CONTACTS}/51?properties={names}").body["properties"]
    assert (props["hs_is_unworked"], props["num_contacted_notes"]) == ("false", "2")
    assert props["hs_sa_first_engagement_object_type"] == "CALL" and props["notes_last_contacted"]


def test_a_deal_s_stages_leave_dates(hs: Call, portal: HubSpotTwin) -> None:
    deal = portal.act("make_deal", who="51", by=BY, amount=200)
    portal.act("move_deal", deal=deal, stage="closedwon", by=BY)
    names = "hs_is_closed_won,hs_projected_amount,hs_v2_date_exited_appointmentscheduled,hs_v2_date_entered_closedwon"
    props = hs("GET", f"/crm/v3/objects/deals/{deal}?properties={names}").body["properties"]
    assert (props["hs_is_closed_won"], props["hs_projected_amount"]) == ("true", "200")
    assert all(props[n] for n in names.split(",")[2:])


def test_a_form_makes_or_finds_the_contact(hs: Call, portal: HubSpotTwin) -> None:
    form = portal.store.rows("form")
    key = next(iter(form))
    known = portal.store.rows("contacts")["51"]["props"]["email"]
    fields = {"email": "new@visitor.example", "firstname": "New"}
    new = portal.act("submit_form", form=key, fields=fields)
    same = portal.act("submit_form", form=key, fields={"email": known.upper()})
    assert same == "51" and new not in ("51", "")
    found = hs("GET", f"/form-integrations/v1/submissions/forms/{key}").body["results"]
    assert len(found) == 2 and {v["name"] for v in found[-1]["values"]} <= {"email", "firstname"}
    props = hs("GET", f"{CONTACTS}/{new}?properties=num_conversion_events,first_conversion_event_name").body[
        "properties"
    ]
    assert (props["num_conversion_events"], props["first_conversion_event_name"]) == ("1", "Contact us")


def test_email_events_come_newest_first_with_the_send_they_follow(hs: Call, portal: HubSpotTwin) -> None:
    for kind in ("SENT", "DELIVERED", "CLICK"):
        portal.act("email_event", type=kind, recipient="a@b.example")
    first = hs("GET", "/email/public/v1/events?limit=2&recipient=a@b.example").body
    rest = hs("GET", f"/email/public/v1/events?limit=2&recipient=a@b.example&offset={first['offset']}").body
    events = first["events"] + rest["events"]
    assert first["hasMore"] and not rest["hasMore"] and len({e["id"] for e in events}) == 3
    sent = next(e for e in events if e["type"] == "SENT")
    assert all(e["sentBy"]["id"] == sent["id"] for e in events if e["type"] != "SENT")


def test_part_of_a_batch_fails_with_207(hs: Call) -> None:
    inputs = [{"id": "51", "properties": {"city": "Bonn"}}, {"id": "424242", "properties": {"city": "Ulm"}}]
    answer = hs("POST", f"{CONTACTS}/batch/update", {"inputs": inputs})
    assert (answer.status, answer.body["numErrors"], len(answer.body["results"])) == (207, 1, 1)
    wrong = [{"id": "51", "properties": {"nothing": "1"}}, {"id": "101", "properties": {"city": "Ulm"}}]
    assert hs("POST", f"{CONTACTS}/batch/update", {"inputs": wrong}).status == 400
    traced = [{**one, "objectWriteTraceId": str(n)} for n, one in enumerate(wrong)]
    answer = hs("POST", f"{CONTACTS}/batch/update", {"inputs": traced})
    assert answer.status == 207 and answer.body["errors"][0]["context"] == {"objectWriteTraceId": ["0"]}
    city = hs("GET", f"{CONTACTS}/101?properties=city").body["properties"]["city"]
    assert city == "Ulm"


def test_batches_hold_100(hs: Call) -> None:
    def read(count: int, history: list[str]) -> int:
        body = {"inputs": [{"id": "51"}] * count, "properties": [], "propertiesWithHistory": history}
        return hs("POST", f"{CONTACTS}/batch/read", body).status

    assert [read(100, []), read(101, []), read(50, ["email"]), read(51, ["email"])] == [200, 400, 200, 400]


def test_a_custom_property_made_by_the_api_can_be_written(hs: Call, portal: HubSpotTwin) -> None:
    new = {
        "name": "accord_due",
        "label": "Due",
        "type": "datetime",
        "fieldType": "date",
        "groupName": "accord",
    }
    assert hs("POST", "/crm/v3/properties/contacts", new).status == 201
    hs("PATCH", f"{CONTACTS}/51", {"properties": {"accord_due": "1788249600000"}})
    read = hs("GET", f"{CONTACTS}/51?properties=accord_due").body["properties"]["accord_due"]
    assert read == "2026-09-01T08:00:00.000Z"
