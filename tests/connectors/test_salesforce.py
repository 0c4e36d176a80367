"""Salesforce: three spellings, ids of two lengths, conversion, stages by flags, tasks, events, members,
history.
"""

from pathlib import Path

import pytest

from accord.connectors.salesforce import connector as salesforce
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import FactKind, RecordKind, Ref
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
    "Id": "00Q1G00000nDnM5",
    "FirstName": "Maya",
    "LastName": "Stone",
    "Title": "Plant Manager",
    "Company": "Aqua BV",
    "Email": "maya@aqua.example",
    "Website": "https://www.aqua.example/en",
    "Country": "Netherlands",
    "LeadSource": "Trade Show",
    "Status": "Working - Contacted",
    "Industry": "Water",
    "NumberOfEmployees": "350",
    "OwnerId": "0051G000005MreQ",
    "HasOptedOutOfEmail": "false",
    "IsConverted": "false",
    "CreatedDate": "2024-03-01T10:00:00.000Z",
    "LastModifiedDate": "2024-03-05T12:30:00.000Z",
    "SystemModstamp": "2024-03-06T00:00:00.000Z",
    "IsDeleted": "false",
}
LABELS = {
    "Id": "Lead ID",
    "FirstName": "First Name",
    "LastName": "Last Name",
    "Company": "Company / Account",
    "LeadSource": "Lead Source",
    "Status": "Lead Status",
    "OwnerId": "Lead Owner",
    "NumberOfEmployees": "No. of Employees",
    "HasOptedOutOfEmail": "Email Opt Out",
    "IsConverted": "Converted",
    "CreatedDate": "Created Date",
    "LastModifiedDate": "Last Modified Date",
    "IsDeleted": "Deleted",
}


def said(tmp_path: Path, row: dict[str, str], **reading: object) -> tuple[list, list]:
    rows = read(salesforce, write(tmp_path, "x.csv", [row]), **reading)
    assert not refused(rows)
    return [plain(r) for r in records_of(rows)], facts_of(rows)


def test_a_lead_says_the_same_in_three_spellings(tmp_path: Path) -> None:
    api = said(tmp_path / "a", LEAD)
    assert api == said(tmp_path / "b", {LABELS.get(k, k): v for k, v in LEAD.items()})
    assert api == said(tmp_path / "c", {warehouse(k): v for k, v in LEAD.items()})
    assert api == said(tmp_path / "d", {k.upper(): v for k, v in LEAD.items()})
    (record,), facts = api
    assert record.ref.external_id == "00Q1G00000nDnM5UAK"
    assert (record.domain, record.company, record.country) == ("aqua.example", "Aqua BV", "Netherlands")
    assert record.modified_at is not None and record.modified_at.day == 6
    values = {f.value for f in facts}
    assert {"ongoing:Working - Contacted", "role=plant manager", "industry=water", "employees=350"} <= values
    assert next(f.channel for f in facts if f.kind is FactKind.record_created) == "event"
    assert next(f.actor for f in facts if f.kind is FactKind.owner_assigned) == "0051G000005MreQQAS"


def test_a_converted_lead_is_its_contact(tmp_path: Path) -> None:
    row = LEAD | {
        "IsConverted": "true",
        "Status": "Any Own Word",
        "ConvertedDate": "2024-04-01",
        "ConvertedContactId": "0031G00001QtDPl",
        "ConvertedAccountId": "0011G00000tLWKn",
        "ConvertedOpportunityId": "0061G00000Ja7B6",
    }
    (lead, deal), facts = said(tmp_path, row)
    assert lead.same_as == (Ref("crm", RecordKind.person, "0031G00001QtDPlQAN"),)
    assert lead.belongs_to == Ref("crm", RecordKind.company, "0011G00000tLWKnQAO")
    assert (deal.ref.external_id, deal.people) == ("0061G00000Ja7B6QAJ", lead.same_as)
    assert "won:Any Own Word" in {f.value for f in facts}
    assert (
        next(f.occurred_at.date().isoformat() for f in facts if f.kind is FactKind.converted) == "2024-04-01"
    )


def test_an_unknown_lead_status_is_refused_with_counts(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "x.csv",
        [LEAD | {"Status": "Warm"}, LEAD | {"Status": "Warm"}, LEAD | {"Status": "Cold"}, LEAD],
    )
    with pytest.raises(Invalid) as caught:
        read(salesforce, path)
    assert caught.value.fields["counts"] == {"Warm": 2, "Cold": 1}
    assert len(caught.value.issues) == 2
    assert len(facts_of(read(salesforce, path, mapping={"statuses": {"warm": "open", "COLD": "lost"}}))) > 0


def test_a_merged_contact_leads_to_its_master(tmp_path: Path) -> None:
    row = {
        "Id": "0031G00000q9jPQ",
        "AccountId": "0011G00000eM9wv",
        "LastName": "G",
        "Email": "",
        "OwnerId": "",
        "IsDeleted": "true",
        "MasterRecordId": "0031G00001QtDPl",
        "SystemModstamp": "2024-01-01T00:00:00Z",
    }
    (gone, master), facts = said(tmp_path, row)
    assert gone.deleted and facts == []
    assert (master.ref.external_id, master.merged) == ("0031G00001QtDPlQAN", (gone.ref,))


@pytest.mark.parametrize(
    ("row", "channel", "campaign"),
    [
        (
            {
                "source_first_utm_medium__c": "cpc",
                "source_first_utm_source__c": "linkedin",
                "source_first_utm_campaign__c": "spring",
            },
            "paid_social",
            "spring",
        ),
        ({"original_utm_medium__c": "email", "original_utm_source__c": "newsletter"}, "email", ""),
        (
            {"LeadSource": "", "source_last_utm_medium__c": "paid_social", "source_last_utm_source__c": "x"},
            "paid_social",
            "",
        ),
        ({"LeadSource": "Web"}, "web", ""),
        ({"LeadSource": ""}, "", ""),
    ],
)
def test_channel_is_of_the_first_touch(
    tmp_path: Path, row: dict[str, str], channel: str, campaign: str
) -> None:
    _, facts = said(tmp_path, LEAD | row)
    created = next(f for f in facts if f.kind is FactKind.record_created)
    assert (created.channel, created.campaign) == (channel, campaign)


DEAL = {
    "Id": "0061G00000Ja7B6",
    "AccountId": "0011G00000eM9wv",
    "Name": "Pumps",
    "StageName": "Closed Won",
    "Amount": "1000.5",
    "CloseDate": "2024-05-02",
    "IsClosed": "true",
    "IsWon": "true",
    "CurrencyIsoCode": "EUR",
    "CampaignId": "7011G000000QXWv",
    "CreatedDate": "2024-04-01T00:00:00Z",
    "LastModifiedDate": "2024-05-03T00:00:00Z",
    "OwnerId": "0051G000005MreQ",
    "IsDeleted": "false",
}


@pytest.mark.parametrize(
    ("change", "stage", "end"),
    [
        ({}, "won:Closed Won", "deal_won"),
        ({"StageName": "Signed!"}, "won:Signed!", "deal_won"),
        ({"StageName": "Dead", "IsWon": "false"}, "lost:Dead", "deal_lost"),
        ({"StageName": "Own Stage", "IsWon": "false", "IsClosed": "false"}, "ongoing:Own Stage", ""),
        ({"StageName": "Prospecting", "IsWon": "false", "IsClosed": "false"}, "open:Prospecting", ""),
        ({"StageName": "Closed Lost", "IsWon": "", "IsClosed": ""}, "lost:Closed Lost", "deal_lost"),
    ],
)
def test_the_flags_decide_what_a_stage_means(
    tmp_path: Path, change: dict[str, str], stage: str, end: str
) -> None:
    _, facts = said(tmp_path, DEAL | change)
    assert [f.value for f in facts if f.kind is FactKind.deal_stage] == [stage]
    ends = [f for f in facts if f.kind in (FactKind.deal_won, FactKind.deal_lost)]
    assert [f.kind.name for f in ends] == ([end] if end else [])
    if end == "deal_won":
        assert (ends[0].amount, ends[0].currency, ends[0].occurred_at.date().isoformat()) == (
            100050,
            "EUR",
            "2024-05-02",
        )


@pytest.mark.parametrize(
    ("created", "closed", "begun", "ended"),
    [
        ("2024-05-02T10:00:00Z", "2024-05-02", "2024-05-02", "2024-05-02"),
        ("2024-05-10T10:00:00Z", "2024-05-02", "2024-05-01", "2024-05-02"),
        ("2024-05-02T00:00:00Z", "2024-05-02", "2024-05-02", "2024-05-02"),
        ("2024-04-01T10:00:00Z", "2024-05-02", "2024-04-01", "2024-05-02"),
    ],
    ids=["closed the day it was created", "entered when it was over", "at midnight", "later"],
)
def test_a_deal_ends_after_it_began_on_the_day_sales_reports(
    tmp_path: Path, created: str, closed: str, begun: str, ended: str
) -> None:
    _, facts = said(tmp_path, DEAL | {"CreatedDate": created, "CloseDate": closed})
    at = {f.kind: f.occurred_at for f in facts}
    assert at[FactKind.deal_created] < at[FactKind.deal_won]
    assert (at[FactKind.deal_created].date().isoformat(), at[FactKind.deal_won].date().isoformat()) == (
        begun,
        ended,
    )


def test_a_stage_without_flags_or_table_is_refused(tmp_path: Path) -> None:
    row = {k: v for k, v in DEAL.items() if k not in ("IsWon", "IsClosed")} | {"StageName": "Own Stage"}
    with pytest.raises(Invalid, match="Own Stage"):
        said(tmp_path, row)
    _, facts = said(tmp_path, row, mapping={"statuses": {"Own Stage": "ongoing"}})
    assert "ongoing:Own Stage" in {f.value for f in facts}


def test_history_of_a_deal_and_a_deal_reopened(tmp_path: Path) -> None:
    history = write(
        tmp_path,
        "h.csv",
        [
            {
                "OpportunityId": "0061G00000Ja7B6",
                "StageName": "Qualification",
                "Amount": "5",
                "CreatedDate": "2024-04-02T00:00:00Z",
            }
        ],
    )
    assert kinds(read(salesforce, history)) == ["deal_stage", "deal_amount"]
    change = {
        "Id": "0171G",
        "OpportunityId": "0061G00000Ja7B6",
        "Field": "StageName",
        "OldValue": "Closed Lost",
        "NewValue": "Proposal",
        "CreatedDate": "2024-06-01T00:00:00Z",
    }
    assert kinds(read(salesforce, write(tmp_path / "f", "f.csv", [change]))) == [
        "deal_stage",
        "deal_reopened",
    ]


def test_roles_in_a_deal(tmp_path: Path) -> None:
    path = write(tmp_path, "deals.csv", [DEAL])
    write(
        tmp_path,
        "roles.csv",
        [
            {"OpportunityId": "0061G00000Ja7B6QAJ", "ContactId": c, "Role": "Buyer", "IsPrimary": "true"}
            for c in ("0031G00001QtDPl", "0031G00000q9jPQ")
        ],
    )
    (deal,) = records_of(read(salesforce, path))
    assert [p.external_id for p in deal.people] == ["0031G00001QtDPlQAN", "0031G00000q9jPQQAY"]
    stubs = records_of(read(salesforce, tmp_path / "roles.csv"))
    assert [(s.ref, len(s.people), s.values) for s in stubs] == [(deal.ref, 1, {}), (deal.ref, 1, {})]


TASK = {
    "Id": "00T1G00003Ufap9",
    "WhoId": "00Q1G00000nDnM5",
    "WhatId": "",
    "AccountId": "",
    "Subject": "Hello",
    "Status": "Completed",
    "Priority": "Normal",
    "IsClosed": "true",
    "ActivityDate": "2024-03-03",
    "CreatedDate": "2024-03-01T09:00:00Z",
    "Type": "",
    "CompletedDateTime": "2024-03-02T09:00:00Z",
    "OwnerId": "0051G000005MreQ",
    "TaskSubtype": "Task",
    "CallType": "",
    "CallDisposition": "",
    "IsDeleted": "false",
}


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"TaskSubtype": "Call"}, "call_attempted"),
        ({"TaskSubtype": "Call", "CallDisposition": "Connected - interested"}, "call_connected"),
        ({"TaskSubtype": "Call", "CallDisposition": "Not connected"}, "call_attempted"),
        ({"TaskSubtype": "Call", "CallDisposition": "No answer, left voicemail"}, "call_attempted"),
        ({"TaskSubtype": "Call", "CallType": "Inbound"}, "call_received"),
        ({"Type": "Call"}, "call_attempted"),
        ({"TaskSubtype": "Email"}, "sales_email_sent"),
        ({"TaskSubtype": "Email", "Subject": "[Outreach] [Email] [In] Re: pumps"}, "sales_email_reply"),
        ({"TaskSubtype": "ListEmail"}, "sequence_email_sent"),
        ({"TaskSubtype": "Cadence"}, "sequence_email_sent"),
        ({"TaskSubtype": "Email", "sales_loft1__SalesLoft_Cadence_Name__c": "Spring"}, "sequence_email_sent"),
        ({"TaskSubtype": "LinkedIn"}, "sales_email_sent"),
        ({"Type": "Note"}, "note"),
        ({}, "task"),
        ({"TaskSubtype": "Call", "IsClosed": "false", "Status": "Not Started"}, "task"),
    ],
)
def test_tasks(tmp_path: Path, change: dict[str, str], kind: str) -> None:
    (fact,) = facts_of(read(salesforce, write(tmp_path, "x.csv", [TASK | change])))
    assert fact.kind.name == kind
    assert fact.about == Ref("crm", RecordKind.person, "00Q1G00000nDnM5UAK")
    assert fact.occurred_at.day == (1 if change.get("IsClosed") == "false" else 2)


def test_an_activity_is_about_the_person_else_the_deal_else_the_company(tmp_path: Path) -> None:
    rows = [
        TASK | {"WhoId": "", "WhatId": "0061G00000Ja7B6"},
        TASK | {"Id": "00T2", "WhoId": "", "AccountId": "0011G00000eM9wv"},
        TASK | {"Id": "00T3", "WhoId": ""},
    ]
    found = read(salesforce, write(tmp_path, "x.csv", rows))
    assert [f.about.kind.value for f in facts_of(found) if f.about] == ["deal", "company"]
    assert len(skipped(found)) == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ["meeting_held"]),
        ({"IsChild": "true"}, []),
        ({"No_Show__c": "true"}, []),
        ({"StartDateTime": "2024-09-01T09:00:00Z"}, []),
        ({"IsDeleted": "true"}, []),
    ],
)
def test_events(tmp_path: Path, change: dict[str, str], expected: list[str]) -> None:
    row = {
        "Id": "00U1G00000DEayp",
        "WhoId": "0031G00001Pji7Z",
        "WhatId": "",
        "AccountId": "",
        "Subject": "x",
        "StartDateTime": "2024-03-02T09:00:00Z",
        "EndDateTime": "2024-03-02T10:00:00Z",
        "IsChild": "false",
        "No_Show__c": "false",
        "LastModifiedDate": "2024-03-03T00:00:00Z",
        "OwnerId": "0051G000005MreQ",
        "IsDeleted": "false",
    }
    assert kinds(read(salesforce, write(tmp_path, "x.csv", [row | change]))) == expected


def test_members_join_and_respond(tmp_path: Path) -> None:
    row = {
        "Id": "00v1",
        "CampaignId": "7011G000000QXWv",
        "LeadId": "00Q1G00000nDnM5",
        "ContactId": "",
        "Status": "Attended!",
        "HasResponded": "true",
        "FirstRespondedDate": "2024-03-09",
        "CreatedDate": "2024-03-01T00:00:00Z",
    }
    path = write(
        tmp_path,
        "m.csv",
        [row, row | {"LeadId": "00Q1G00000nDnM6", "HasResponded": "false", "FirstRespondedDate": ""}],
    )
    write(
        tmp_path,
        "c.csv",
        [
            {
                "Id": "7011G000000QXWvQAO",
                "Name": "Spring",
                "Type": "Webinar",
                "NumberSent": "2",
                "ActualCost": "10",
            }
        ],
    )
    facts = facts_of(read(salesforce, path))
    assert [f.kind.name for f in facts] == ["campaign_joined", "campaign_responded", "campaign_joined"]
    assert {(f.channel, f.campaign) for f in facts} == {("webinar", "7011G000000QXWvQAO")}


LONG = {"Id": "00Q1G00000nDnM5UAK", "OwnerId": "0051G000005MreQQAS"}


def test_the_same_row_in_fifteen_and_eighteen_characters_is_one(tmp_path: Path) -> None:
    short, long = said(tmp_path / "a", LEAD), said(tmp_path / "b", LEAD | LONG)
    assert short == long


def test_question_marks_of_a_lost_encoding_are_no_name(tmp_path: Path) -> None:
    row = {
        "Id": "0011G00000eM9wv",
        "Name": "?????",
        "BillingCountry": "JP",
        "OwnerId": "0051G000005MreQ",
        "IsDeleted": "false",
    }
    (record,), _ = said(tmp_path, row)
    assert record.name == ""


@pytest.mark.parametrize(
    ("active", "has_left"), [("true", False), ("1", False), ("", False), ("false", True), ("0", True)]
)
def test_a_user_who_is_no_longer_active_has_left(tmp_path: Path, active: str, has_left: bool) -> None:
    user = {"Id": "0055g0000000000AAA", "Username": "r@ours.example", "Name": "Rita Vos", "IsActive": active}
    (record,) = records_of(read(salesforce, write(tmp_path, "users.csv", [user])))
    assert (record.name, record.deleted) == ("Rita Vos", has_left)
