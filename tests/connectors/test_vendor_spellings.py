"""Every declared object is recognised in each spelling, by the system it belongs to, and by its own name."""

from pathlib import Path

import pytest

from accord.connectors.objects.declared import Object
from accord.connectors.objects.system import System
from accord.connectors.protocol import Sniffed
from tests.connectors.vendors_kit import SYSTEMS, header_of

OBJECTS = [(system, declared) for system in SYSTEMS for declared in system.objects]
NAMED = pytest.mark.parametrize(
    ("system", "declared"), OBJECTS, ids=[f"{s.name}-{o.name}" for s, o in OBJECTS]
)


def recognised_as(header: tuple[str, ...]) -> tuple[str, str]:
    """The system that is surest, and the object it sees."""
    sniffed = Sniffed(Path("export.csv"), "csv", "utf-8", ",", header, ())
    judged = [(system.recognise(sniffed), system.name) for system in SYSTEMS]
    best, name = max(judged, key=lambda pair: pair[0].sureness)
    return name, best.object


@NAMED
@pytest.mark.parametrize("spelling", ["api", "warehouse"])
def test_a_whole_header_is_recognised(system: System, declared: Object, spelling: str) -> None:
    header = header_of(declared, spelling)
    assert recognised_as(header) == (system.name, declared.name)


@NAMED
def test_case_underscores_spaces_and_a_mark_do_not_matter(system: System, declared: Object) -> None:
    header = header_of(declared, "api")
    assert recognised_as(tuple(name.upper() for name in header)) == (system.name, declared.name)
    assert recognised_as(("\ufeff" + header[0], *header[1:])) == (system.name, declared.name)


def test_names_are_unique_within_a_system() -> None:
    for system in SYSTEMS:
        names = [o.name for o in system.objects]
        assert len(names) == len(set(names)), system.name


@NAMED
def test_what_becomes_of_each_object_is_said(system: System, declared: Object) -> None:
    assert declared.becomes
    assert declared.read or declared.becomes.startswith(("known", "not taken", "read beside"))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Record ID,First Name,Last Name,Email,Phone Number,Lead Status,Create Date", ("hubspot", "contact")),
        ("Record ID,Company name,Website URL,Company owner,Create Date", ("hubspot", "company")),
        ("Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date", ("hubspot", "deal")),
        (
            "Lead ID,First Name,Last Name,Email,Company / Account,Lead Status,Lead Owner",
            ("salesforce", "lead"),
        ),
        ("Contact ID,First Name,Last Name,Email,Account Name,Contact Owner,Title", ("salesforce", "contact")),
        ("Account ID,Account Name,Account Owner,Billing Country,Industry,Website", ("salesforce", "account")),
        (
            "Opportunity ID,Opportunity Name,Stage,Amount,Close Date,Account ID,Owner",
            ("salesforce", "opportunity"),
        ),
        ("Id,Email Address,First Name,Last Name,Person Score,Created At,Updated At", ("marketo", "lead")),
        ("marketoGUID,leadId,activityDate,activityTypeId,campaignId,attributes", ("marketo", "activity")),
        ("Day,Campaign,Campaign ID,Currency code,Cost,Impr.,Clicks", ("ad_spend", "google_campaign")),
        (
            "Start Date (in UTC),Campaign ID,Campaign Name,Currency,Total Spent,Impressions,Clicks",
            ("ad_spend", "linkedin_campaign"),
        ),
        (
            "Reporting starts,Reporting ends,Campaign name,Amount spent (EUR),Impressions,Link clicks",
            ("ad_spend", "facebook_campaign"),
        ),
    ],
)
def test_short_native_headers_are_recognised(header: str, expected: tuple[str, str]) -> None:
    assert recognised_as(tuple(header.split(","))) == expected


@pytest.mark.parametrize(
    "header",
    [
        "name,email,phone",
        "mql_id,first_contact_date,landing_page_id,origin",
        "mql_id,seller_id,sdr_id,sr_id,won_date,business_segment,lead_type,lead_behaviour_profile",
        "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
        "id,name",
        "recency,history_segment,history,mens,womens,zip_code,newbie,channel,segment,visit,conversion,spend",
        "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,LEID,EUID,NOTES,TAGS",
        "ad_id,xyz_campaign_id,fb_campaign_id,age,gender,interest,Impressions,Clicks,Spent,Total_Conversion",
    ],
)
def test_files_of_nobody_are_left_alone(header: str) -> None:
    sniffed = Sniffed(Path("export.csv"), "csv", "utf-8", ",", tuple(header.split(",")), ())
    assert [s.name for s in SYSTEMS if s.recognise(sniffed).sureness] == []
