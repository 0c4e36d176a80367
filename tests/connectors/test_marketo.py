"""Marketo: leads in three spellings; activities as the bulk extract and as a table per type;
merges and deletions.
"""

import json
from pathlib import Path

import pytest

from accord.connectors.marketo import connector as marketo
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Agent, FactKind, RecordKind, Ref
from tests.connectors.vendors_kit import (
    facts_of,
    kinds,
    plain,
    read,
    records_of,
    refused,
    skipped,
    warehouse,
    write,
)

LEAD = {
    "id": "7",
    "email": "maya@aqua.example",
    "firstName": "Maya",
    "lastName": "Stone",
    "company": "Aqua",
    "title": "Head of Maintenance",
    "leadScore": "40",
    "leadStatus": "Working",
    "leadSource": "Webinar",
    "unsubscribed": "true",
    "createdAt": "2024-03-01T10:00:00Z",
    "updatedAt": "2024-03-05T10:00:00Z",
    "sfdcContactId": "0031G00001QtDPl",
}
LABELS = {
    "id": "Id",
    "email": "Email Address",
    "firstName": "First Name",
    "lastName": "Last Name",
    "company": "Company Name",
    "title": "Job Title",
    "leadScore": "Person Score",
    "leadStatus": "Person Status",
    "leadSource": "Person Source",
    "unsubscribed": "Unsubscribed",
    "createdAt": "Created At",
    "updatedAt": "Updated At",
    "sfdcContactId": "SFDC Contact Id",
}


def said(tmp_path: Path, row: dict[str, str], **reading: object) -> tuple[list, list]:
    rows = read(marketo, write(tmp_path, "x.csv", [row]), **reading)
    assert not refused(rows)
    return [plain(r) for r in records_of(rows)], facts_of(rows)


def test_a_lead_says_the_same_in_three_spellings(tmp_path: Path) -> None:
    api = said(tmp_path / "a", LEAD)
    assert api == said(tmp_path / "b", {LABELS[k]: v for k, v in LEAD.items()})
    assert api == said(tmp_path / "c", {warehouse(k): v for k, v in LEAD.items()})
    (record,), facts = api
    assert record.same_as == (Ref("salesforce", RecordKind.person, "0031G00001QtDPlQAN"),)
    assert {"ongoing:Working", "role=head of maintenance"} <= {f.value for f in facts}
    assert {"record_created", "opted_out"} <= {f.kind.name for f in facts}


def test_an_unknown_status_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="Lukewarm"):
        said(tmp_path, LEAD | {"leadStatus": "Lukewarm"})


BULK = {
    "marketoGUID": "g1",
    "leadId": "7",
    "activityDate": "2024-03-02T09:00:00Z",
    "activityTypeId": "11",
    "campaignId": "5",
    "primaryAttributeValueId": "88",
    "primaryAttributeValue": "Spring mail",
    "attributes": "{}",
}


@pytest.mark.parametrize(
    ("kind", "attributes", "value", "expected"),
    [
        (1, {"Webpage URL": "https://ours.example/pricing"}, "ours.example/pricing", ["pricing_page"]),
        (1, {}, "ours.example/blog/a", ["page_view"]),
        (2, {}, "Request a demo", ["demo_request"]),
        (2, {}, "Plain", ["form_submitted"]),
        (6, {}, "x", ["email_sent"]),
        (7, {}, "x", ["email_delivered"]),
        (8, {}, "x", ["email_bounced"]),
        (27, {}, "x", ["email_bounced"]),
        (9, {}, "x", ["unsubscribed"]),
        (10, {"User Agent": "Mozilla/5.0"}, "x", ["email_open"]),
        (11, {"Link": "https://ours.example/guide?x=1"}, "x", ["email_click"]),
        (13, {"New Value": "Unqualified"}, "Lead Status", ["lead_status"]),
        (13, {"New Value": "7"}, "Priority", []),
        (22, {"New Value": "7"}, "Score", []),
        (104, {"Success": "true", "New Status": "Attended"}, "x", ["campaign_responded"]),
        (104, {"Success": "false", "New Status": "Invited"}, "x", ["campaign_joined"]),
        (9999, {}, "x", []),
    ],
)
def test_bulk_activities(
    tmp_path: Path, kind: int, attributes: dict[str, str], value: str, expected: list[str]
) -> None:
    row = BULK | {
        "activityTypeId": str(kind),
        "primaryAttributeValue": value,
        "attributes": json.dumps(attributes),
    }
    rows = read(marketo, write(tmp_path, "x.csv", [row]))
    assert kinds(rows) == expected
    assert all(f.about == Ref("crm", RecordKind.person, "7") for f in facts_of(rows))


def test_a_click_is_the_same_in_the_extract_and_in_the_warehouse(tmp_path: Path) -> None:
    link, agent = "https://ours.example/guide?mkt_tok=secret", "Mozilla/5.0"
    bulk = BULK | {"attributes": json.dumps({"Link": link, "User Agent": agent})}
    table = {
        "id": "g1",
        "lead_id": "7",
        "activity_date": "2024-03-02 09:00:00.000",
        "activity_type_id": "11",
        "campaign_id": "5",
        "email_template_id": "88",
        "link": link,
        "user_agent": agent,
        "step_id": "3",
    }
    one, two = said(tmp_path / "a", bulk), said(tmp_path / "b", table)
    assert one == two
    assert one[1][0].asset == "ours.example/guide"


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        ("", Agent.unknown),
        ("Mozilla/5.0 Chrome/81", Agent.human),
        ("Mozilla (via ggpht.com GoogleImageProxy)", Agent.machine),
    ],
)
def test_the_agent_is_what_the_source_says(tmp_path: Path, agent: str, expected: Agent) -> None:
    row = {
        "id": "1",
        "lead_id": "7",
        "activity_date": "2024-03-02",
        "activity_type_id": "10",
        "user_agent": agent,
    }
    assert said(tmp_path, row)[1][0].agent is expected


def test_merges_and_deletions_are_followed(tmp_path: Path) -> None:
    merge = {
        "id": "1",
        "lead_id": "7",
        "activity_date": "2024-03-02",
        "activity_type_id": "32",
        "merge_ids": "[8, 9, 7]",
    }
    (record,), _ = said(tmp_path / "a", merge)
    assert (record.ref.external_id, [r.external_id for r in record.merged]) == ("7", ["8", "9"])
    gone = {
        "id": "2",
        "lead_id": "7",
        "activity_date": "2024-03-02",
        "activity_type_id": "37",
        "merge_ids": "",
    }
    assert said(tmp_path / "b", gone)[0][0].deleted
    only_in_crm = write(tmp_path / "c", "x.csv", [gone | {"activity_type_id": "29"}])
    assert "Salesforce" in skipped(read(marketo, only_in_crm))[0]


def test_what_was_not_sent_is_no_mail(tmp_path: Path) -> None:
    row = {
        "id": "1",
        "lead_id": "7",
        "activity_date": "2024-03-02",
        "activity_type_id": "6",
        "action_result": "skipped",
    }
    assert skipped(read(marketo, write(tmp_path, "x.csv", [row]))) == ["not sent: skipped"]


def test_programs_are_records(tmp_path: Path) -> None:
    row = {
        "id": "1001",
        "name": "Spring",
        "channel": "Content",
        "workspace": "Default",
        "updatedAt": "2024-03-02T00:00:00Z",
    }
    (record,), facts = said(tmp_path, row)
    assert (record.ref.kind, record.ref.external_id, record.name, facts) == (
        RecordKind.campaign,
        "program:1001",
        "Spring",
        [],
    )


def test_a_click_never_holds_the_token(tmp_path: Path) -> None:
    bulk = BULK | {"attributes": json.dumps({"Link": "https://ours.example/a?mkt_tok=secret"})}
    fact = next(f for f in said(tmp_path, bulk)[1] if f.kind is FactKind.email_click)
    assert "secret" not in str(fact)
