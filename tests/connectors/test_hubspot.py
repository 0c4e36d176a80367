"""HubSpot: the same record in three spellings says the same; links, merges, stages, engagements, events."""

from pathlib import Path

import pytest

from accord.connectors.hubspot import connector as hubspot
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import Agent, FactKind, Reason, RecordKind, Ref
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

CONTACT = {
    "hs_object_id": "501",
    "email": "Maya@Aqua.example",
    "firstname": "Maya",
    "lastname": "Stone",
    "jobtitle": "VP of Operations",
    "associatedcompanyid": "77",
    "lifecyclestage": "lead",
    "hs_lead_status": "IN_PROGRESS",
    "hubspot_owner_id": "1001",
    "createdate": "2024-03-01T10:00:00Z",
    "lastmodifieddate": "2024-03-05T12:30:00Z",
    "hs_analytics_source": "PAID_SEARCH",
    "hs_email_optout": "true",
    "country": "Netherlands",
    "hs_merged_object_ids": "400;401",
}
LABELS = {
    "hs_object_id": "Record ID",
    "email": "Email",
    "firstname": "First Name",
    "lastname": "Last Name",
    "jobtitle": "Job Title",
    "associatedcompanyid": "Associated Company IDs",
    "lifecyclestage": "Lifecycle Stage",
    "hs_lead_status": "Lead Status",
    "hubspot_owner_id": "Contact owner",
    "createdate": "Create Date",
    "lastmodifieddate": "Last Modified Date",
    "hs_analytics_source": "Original Source",
    "hs_email_optout": "Unsubscribed from all email",
    "country": "Country/Region",
    "hs_merged_object_ids": "Merged Record IDs",
}


def said(tmp_path: Path, name: str, row: dict[str, str], **reading: object) -> tuple[list, list]:
    rows = read(hubspot, write(tmp_path, f"{name}.csv", [row]), **reading)
    assert not refused(rows)
    return [plain(r) for r in records_of(rows)], facts_of(rows)


def test_a_contact_says_the_same_in_three_spellings(tmp_path: Path) -> None:
    api = said(tmp_path / "a", "x", CONTACT)
    assert api == said(tmp_path / "b", "x", {LABELS[k]: v for k, v in CONTACT.items()})
    assert api == said(tmp_path / "c", "x", {warehouse(k, "property_"): v for k, v in CONTACT.items()})
    (record,), facts = api
    assert (record.email, record.name) == ("maya@aqua.example", "Maya Stone")
    assert record.belongs_to == Ref("crm", RecordKind.company, "77")
    assert [r.external_id for r in record.merged] == ["400", "401"]
    values = {(f.kind, f.value) for f in facts}
    assert (FactKind.lead_status, "ongoing:IN_PROGRESS") in values
    assert (FactKind.lifecycle_stage, "lead") in values
    assert (FactKind.attribute, "role=operations vice president") in values
    assert (FactKind.attribute, "country=netherlands") in values
    created = next(f for f in facts if f.kind is FactKind.record_created)
    assert (created.channel, created.occurred_at.isoformat()) == ("paid_search", "2024-03-01T10:00:00+00:00")
    assert next(f.actor for f in facts if f.kind is FactKind.owner_assigned) == "1001"
    assert FactKind.opted_out in {f.kind for f in facts}


def test_a_label_of_a_lifecycle_stage_is_its_internal_value(tmp_path: Path) -> None:
    _, facts = said(
        tmp_path,
        "x",
        {
            "Record ID": "1",
            "Email": "",
            "Lifecycle Stage": "Marketing Qualified Lead",
            "Create Date": "2024-01-02 10:00",
        },
    )
    assert [f.value for f in facts if f.kind is FactKind.lifecycle_stage] == ["marketingqualifiedlead"]


def test_stages_are_dated_where_the_export_dates_them(tmp_path: Path) -> None:
    row = CONTACT | {
        "lifecyclestage": "marketingqualifiedlead",
        "hs_v2_date_entered_lead": "2024-03-01",
        "hs_v2_date_entered_marketingqualifiedlead": "2024-03-04",
    }
    _, facts = said(tmp_path, "x", row)
    stages = [
        (f.value, f.occurred_at.date().isoformat()) for f in facts if f.kind is FactKind.lifecycle_stage
    ]
    assert stages == [("lead", "2024-03-01"), ("marketingqualifiedlead", "2024-03-04")]


def test_an_owner_by_name_becomes_a_digest(tmp_path: Path) -> None:
    _, facts = said(tmp_path, "x", CONTACT | {"hubspot_owner_id": "Rita Rep (rita@ours.example)"})
    actor = next(f.actor for f in facts if f.kind is FactKind.owner_assigned)
    assert actor.startswith("owner:") and "Rita" not in actor


def test_no_fact_holds_a_name_or_an_address(tmp_path: Path) -> None:
    _, facts = said(tmp_path, "x", CONTACT)
    text = " ".join(str(f._replace(about=None)) for f in facts).casefold()
    assert "maya" not in text and "stone" not in text and "@" not in text


def test_zone_of_a_labelled_export_is_the_readings(tmp_path: Path) -> None:
    _, facts = said(
        tmp_path,
        "x",
        {"Record ID": "1", "Email": "a@b.example", "Create Date": "2024-07-01 10:00"},
        zone="Europe/Amsterdam",
    )
    assert facts[0].occurred_at.isoformat() == "2024-07-01T08:00:00+00:00"


def test_milliseconds_of_the_api_are_read(tmp_path: Path) -> None:
    _, facts = said(tmp_path, "x", {"vid": "1", "email": "a@b.example", "createdate": "1709287200000"})
    assert facts[0].occurred_at.isoformat() == "2024-03-01T10:00:00+00:00"


def test_an_unknown_status_is_refused_with_its_count_unless_mapped(tmp_path: Path) -> None:
    path = write(
        tmp_path, "x.csv", [CONTACT | {"hs_object_id": str(i), "hs_lead_status": "Warm"} for i in range(3)]
    )
    with pytest.raises(Invalid) as caught:
        read(hubspot, path)
    assert caught.value.fields["counts"] == {"Warm": 3}
    for statuses in ({"Warm": "ongoing"}, {"ongoing": ["Warm"]}):
        facts = facts_of(read(hubspot, path, mapping={"statuses": statuses}))
        assert {f.value for f in facts if f.kind is FactKind.lead_status} == {"ongoing:Warm"}
    with pytest.raises(Invalid, match="no type of status"):
        read(hubspot, path, mapping={"statuses": {"Warm": "lukewarm"}})


DEAL = {
    "hs_object_id": "9",
    "dealname": "Pumps",
    "dealstage": "closedwon",
    "amount": "1234.50",
    "deal_currency_code": "EUR",
    "closedate": "2024-05-02",
    "createdate": "2024-04-01",
    "hs_lastmodifieddate": "2024-05-03",
    "hubspot_owner_id": "1001",
}


def test_a_won_deal(tmp_path: Path) -> None:
    (record,), facts = said(tmp_path, "x", DEAL)
    assert record.ref == Ref("crm", RecordKind.deal, "9")
    won = next(f for f in facts if f.kind is FactKind.deal_won)
    assert (won.amount, won.currency, won.occurred_at.date().isoformat()) == (123450, "EUR", "2024-05-02")
    assert [f.kind.name for f in facts] == [
        "deal_created",
        "deal_amount",
        "owner_assigned",
        "deal_stage",
        "deal_won",
    ]


def test_the_pipeline_beside_says_what_a_stage_means(tmp_path: Path) -> None:
    deal = {k: v for k, v in DEAL.items() if k != "dealstage"} | {"dealstage": "8812"}
    path = write(tmp_path, "deals.csv", [deal])
    with pytest.raises(Invalid, match="8812"):
        read(hubspot, path)
    stage = {
        "stage_id": "8812",
        "label": "Lost to rival",
        "pipeline_id": "p",
        "closed_won": "FALSE",
        "is_closed": "TRUE",
    }
    write(tmp_path, "stages.csv", [stage])
    facts = facts_of(read(hubspot, path))
    assert [f.value for f in facts if f.kind is FactKind.deal_stage] == ["lost:8812"]
    assert FactKind.deal_lost in {f.kind for f in facts}


def test_people_and_company_of_a_deal_come_from_beside(tmp_path: Path) -> None:
    path = write(tmp_path, "deals.csv", [DEAL])
    write(tmp_path, "dc.csv", [{"deal_id": "9", "contact_id": c, "type_id": "3"} for c in ("501", "502")])
    write(tmp_path, "dk.csv", [{"deal_id": "9", "company_id": "77", "type_id": "5"}])
    (record,) = records_of(read(hubspot, path))
    assert [p.external_id for p in record.people] == ["501", "502"]
    assert record.belongs_to == Ref("crm", RecordKind.company, "77")
    links = records_of(read(hubspot, tmp_path / "dc.csv"))
    assert [(r.ref.external_id, r.people[0].external_id, r.values) for r in links] == [
        ("9", "501", {}),
        ("9", "502", {}),
    ]


def test_merges_are_followed(tmp_path: Path) -> None:
    audit = write(
        tmp_path,
        "m.csv",
        [{"canonical_vid": "1", "vid_to_merge": "2", "timestamp": "2024-01-01", "num_properties_moved": "2"}],
    )
    (record,) = records_of(read(hubspot, audit))
    assert (record.ref.external_id, record.merged[0].external_id) == ("1", "2")


def test_further_addresses_are_evidence_like_those_of_mail_events(tmp_path: Path) -> None:
    row = {**CONTACT, "hs_additional_emails": "M.Stone@aqua.example;maya@gmail.com;maya@aqua.example;none"}
    records, _ = said(tmp_path, "contacts", row)
    contact, *others = records
    assert [(r.ref.external_id, r.email) for r in others] == [
        ("email:m.stone@aqua.example", "m.stone@aqua.example"),
        ("email:maya@gmail.com", "maya@gmail.com"),
    ]
    assert contact.same_as == tuple(r.ref for r in others)
    assert contact.email == "maya@aqua.example"


def test_a_deleted_record_is_kept_without_facts(tmp_path: Path) -> None:
    (record,), facts = said(tmp_path, "x", CONTACT | {"_fivetran_deleted": "TRUE"})
    assert record.deleted and facts == []


EVENT = {
    "id": "e1",
    "type": "CLICK",
    "created": "2024-03-02T09:00:00Z",
    "recipient": "Maya@Aqua.example",
    "email_campaign_id": "5",
    "filtered_event": "false",
    "portal_id": "1",
    "url": "https://www.ours.example/pricing?email=maya@aqua.example",
    "user_agent": "Mozilla/5.0",
}


@pytest.mark.parametrize(
    ("change", "kind", "agent"),
    [
        ({}, "email_click", Agent.human),
        ({"filtered_event": "true"}, "email_click", Agent.machine),
        (
            {"type": "OPEN", "user_agent": "Mozilla/5.0 (via ggpht.com GoogleImageProxy)"},
            "email_open",
            Agent.machine,
        ),
        ({"type": "SPAMREPORT"}, "complained", Agent.human),
        ({"type": "BOUNCE", "category": "MAILBOX_FULL"}, "email_bounced", Agent.human),
        ({"type": "STATUSCHANGE", "portal_subscription_status": "UNSUBSCRIBED"}, "unsubscribed", Agent.human),
    ],
)
def test_an_event_is_about_its_recipient(
    tmp_path: Path, change: dict[str, str], kind: str, agent: Agent
) -> None:
    (record,), (fact,) = said(tmp_path, "x", EVENT | change)
    assert (fact.kind.name, fact.agent, fact.about) == (kind, agent, record.ref)
    assert record.email == "maya@aqua.example"
    assert "maya" not in fact.asset
    if kind == "email_click":
        assert fact.asset == "ours.example/pricing"


@pytest.mark.parametrize("kind", ["DROPPED", "DEFERRED", "PROCESSED", "PRINT", "STATUSCHANGE"])
def test_events_that_are_no_touch_are_skipped_by_name(tmp_path: Path, kind: str) -> None:
    assert skipped(read(hubspot, write(tmp_path, "x.csv", [EVENT | {"type": kind}])))[0].startswith(kind)


def test_the_click_beside_gives_the_link(tmp_path: Path) -> None:
    path = write(tmp_path, "events.csv", [{k: v for k, v in EVENT.items() if k not in ("url", "user_agent")}])
    write(
        tmp_path,
        "clicks.csv",
        [
            {
                "id": "e1",
                "url": "https://ours.example/guide",
                "referer": "",
                "browser": "",
                "user_agent": "Wget/1.2",
            }
        ],
    )
    (fact,) = facts_of(read(hubspot, path))
    assert (fact.asset, fact.agent) == ("ours.example/guide", Agent.machine)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            {"hs_call_title": "a", "hs_call_disposition": "f240bbac-87c9-4f6e-bf70-924b57d47db7"},
            ["call_connected"],
        ),
        (
            {"hs_call_title": "a", "hs_call_disposition": "73a0d17f-1163-4015-bdd5-ec830791da20"},
            ["call_attempted"],
        ),
        ({"hs_call_title": "a", "hs_call_direction": "INBOUND"}, ["call_received"]),
        ({"hs_email_direction": "EMAIL", "hs_email_subject": "a"}, ["sales_email_sent"]),
        ({"hs_email_direction": "EMAIL", "hs_sequence_id": "7"}, ["sequence_email_sent"]),
        ({"hs_email_direction": "INCOMING_EMAIL", "hs_email_subject": "a"}, ["sales_email_reply"]),
        ({"hs_email_direction": "FORWARDED_EMAIL", "hs_email_subject": "a"}, ["note"]),
        ({"hs_meeting_title": "a", "hs_meeting_outcome": "COMPLETED"}, ["meeting_held"]),
        ({"hs_meeting_title": "a", "hs_meeting_outcome": "NO_SHOW"}, []),
        ({"hs_meeting_title": "a", "hs_meeting_outcome": "SCHEDULED"}, []),
        ({"hs_note_body": "a"}, ["note"]),
        ({"hs_task_subject": "a", "hs_task_status": "COMPLETED"}, ["task"]),
        ({"hs_communication_channel_type": "LINKEDIN_MESSAGE"}, ["sales_email_sent"]),
    ],
)
def test_engagements(tmp_path: Path, row: dict[str, str], expected: list[str]) -> None:
    base = {
        "hs_object_id": "88",
        "hs_timestamp": "2024-03-02T09:00:00Z",
        "hs_createdate": "2024-03-02T09:00:00Z",
        "hubspot_owner_id": "1001",
        "Associated Contact IDs": "501",
    }
    rows = read(hubspot, write(tmp_path, "x.csv", [base | row]))
    assert kinds(rows) == expected
    assert all(f.actor == "1001" for f in facts_of(rows))


def test_a_meeting_booked_by_link_is_the_buyers_act(tmp_path: Path) -> None:
    row = {
        "engagement_id": "8",
        "hs_createdate": "2024-03-01",
        "start_time": "2024-03-09",
        "end_time": "2024-03-09",
        "meeting_outcome": "COMPLETED",
        "source": "MEETINGS",
        "title": "x",
        "Associated Contact IDs": "501;502",
    }
    assert kinds(read(hubspot, write(tmp_path, "x.csv", [row]))) == [
        "meeting_held",
        "meeting_held",
        "meeting_booked",
        "meeting_booked",
    ]


def test_history_gives_the_day_of_each_change(tmp_path: Path) -> None:
    row = {
        "contact_id": "501",
        "name": "lifecyclestage",
        "value": "customer",
        "timestamp": "2024-04-01 10:00:00.123",
        "source": "CRM_UI",
    }
    rows = read(
        hubspot,
        write(
            tmp_path,
            "h.csv",
            [row, row | {"name": "hs_lead_status", "value": "UNQUALIFIED"}, row | {"name": "zip"}],
        ),
    )
    assert [(f.kind.name, f.value) for f in facts_of(rows)] == [
        ("lifecycle_stage", "customer"),
        ("lead_status", "lost:UNQUALIFIED"),
    ]
    assert len(skipped(rows)) == 1


def test_a_form_is_what_its_name_or_the_mapping_says(tmp_path: Path) -> None:
    row = {
        "conversion_id": "1",
        "contact_id": "501",
        "form_id": "f1",
        "timestamp": "2024-03-01",
        "page_url": "https://ours.example/x?utm_medium=cpc&utm_source=linkedin&utm_campaign=spring",
        "title": "Request a demo",
    }
    path = write(tmp_path, "x.csv", [row])
    (fact,) = facts_of(read(hubspot, path))
    assert (fact.kind, fact.channel, fact.campaign) == (FactKind.demo_request, "paid_social", "spring")
    (fact,) = facts_of(read(hubspot, path, mapping={"forms": {"f1": "webinar_registered"}}))
    assert fact.kind is FactKind.webinar_registered


def test_what_cannot_be_read_costs_its_row(tmp_path: Path) -> None:
    rows = read(
        hubspot,
        write(
            tmp_path,
            "x.csv",
            [
                CONTACT | {"hs_object_id": ""},
                CONTACT | {"createdate": "2024-02-31"},
                CONTACT | {"createdate": "1970-01-01"},
                CONTACT,
            ],
        ),
    )
    assert [(r.line, r.reason) for r in refused(rows)] == [
        (2, Reason.missing_id),
        (3, Reason.bad_date),
        (4, Reason.date_out_of_range),
    ]
    assert len(rows) == 4
    bad = read(
        hubspot,
        write(tmp_path, "d.csv", [DEAL | {"amount": "about ten"}, DEAL | {"deal_currency_code": "euros"}]),
    )
    assert [r.reason for r in refused(bad)] == [Reason.bad_number, Reason.bad_currency]


def test_ambiguous_dates_are_refused_until_the_mapping_says(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "x.csv",
        [{"Record ID": str(i), "Email": "", "Create Date": f"0{i}/04/2024"} for i in range(1, 5)],
    )
    with pytest.raises(Invalid):
        read(hubspot, path)
    facts = facts_of(read(hubspot, path, mapping={"dates": {"Create Date": "dmy"}}))
    assert [f.occurred_at.month for f in facts] == [4, 4, 4, 4]


def test_an_amount_without_a_currency_is_of_no_known_one(tmp_path: Path) -> None:
    deal = {k: v for k, v in DEAL.items() if k != "deal_currency_code"}
    path = write(tmp_path, "x.csv", [deal])
    assert {f.currency for f in facts_of(read(hubspot, path)) if f.amount} == {"XXX"}
    assert {f.currency for f in facts_of(read(hubspot, path, mapping={"currency": "JPY"})) if f.amount} == {
        "JPY"
    }


def test_the_crms_ids_are_links(tmp_path: Path) -> None:
    (record,), _ = said(
        tmp_path, "x", CONTACT | {"salesforcecontactid": "0031G00000q9jPQ"}, mapping={"crm_source": "sf"}
    )
    assert record.same_as == (Ref("sf", RecordKind.person, "0031G00000q9jPQQAY"),)


def test_engagements_that_say_of_no_one_are_refused_as_a_file(tmp_path: Path) -> None:
    path = write(
        tmp_path, "calls.csv", [{"engagement_id": "8", "hs_timestamp": "2024-03-01", "type": "CALL"}]
    )
    with pytest.raises(Invalid, match="engagement_contact"):
        read(hubspot, path)
    link = {"engagement_id": "8", "contact_id": "501", "engagement_type": "CALL", "type_id": "194"}
    write(tmp_path, "links.csv", [link, link | {"contact_id": "502"}])
    about = [f.about.external_id for f in facts_of(read(hubspot, path)) if f.about]
    assert about == ["501", "502"]


def test_invisible_characters_around_a_cell_do_not_matter(tmp_path: Path) -> None:
    (record,), _ = said(
        tmp_path, "x", CONTACT | {"hs_object_id": "\u200b501\u00a0", "email": "\ufeffmaya@aqua.example"}
    )
    assert (record.ref.external_id, record.email) == ("501", "maya@aqua.example")
