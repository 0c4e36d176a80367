"""SOQL: what it selects, in which order, against a plain reading of the records."""

from typing import Any

import pytest
from twins.salesforce import SalesforceTwin

from tests.twins.conftest import simple_salesforce


def ids(sf: Any, text: str) -> list[str]:
    """The ids a query gives."""
    return [row["Id"] for row in sf.query_all(text)["records"]]


CASES = [
    ("Status = 'open - not contacted'", lambda r: r["Status"] == "Open - Not Contacted"),
    ("Country IN ('Germany', 'Austria')", lambda r: r["Country"] in ("Germany", "Austria")),
    ("Country NOT IN ('Germany', 'Austria')", lambda r: r["Country"] not in ("Germany", "Austria")),
    (
        "LastName LIKE 'a%' OR LastName LIKE '%z'",
        lambda r: r["LastName"][0] == "A" or r["LastName"][-1] == "z",
    ),
    (
        "NOT (Country = 'Germany') AND Title != null",
        lambda r: r["Country"] != "Germany" and r["Title"] is not None,
    ),
    (
        "CreatedDate >= 2026-09-01T10:00:00Z AND CreatedDate < 2026-09-01T13:00:00+01:00",
        lambda r: "2026-09-01T10" <= r["CreatedDate"] < "2026-09-01T12",
    ),
    (
        "(Country = 'Germany' OR Country = 'Austria') AND HasOptedOutOfEmail = FALSE",
        lambda r: r["Country"] in ("Germany", "Austria"),
    ),
    ("EmailBouncedDate = NULL", lambda r: True),
    ("AnnualRevenue > 1", lambda r: False),
]


@pytest.mark.parametrize(("where", "plain"), CASES)
def test_where(sf: Any, org: SalesforceTwin, where: str, plain: Any) -> None:
    expected = [r["Id"] for r in org.org.live("Lead") if plain(r)]
    assert ids(sf, f"SELECT Id FROM Lead WHERE {where}") == expected


def test_mixing_and_with_or_needs_brackets(sf: Any) -> None:
    with pytest.raises(simple_salesforce.SalesforceMalformedRequest, match="MALFORMED_QUERY"):
        sf.query("SELECT Id FROM Lead WHERE Title = 'a' AND City = 'b' OR City = 'c'")


def test_order_limit_offset_and_nulls(sf: Any, org: SalesforceTwin) -> None:
    keys = [r["Id"] for r in org.org.live("Lead")]
    sf.Lead.update(keys[3], {"City": "Bonn"})
    sf.Lead.update(keys[5], {"City": "Aachen"})
    assert ids(sf, "SELECT Id FROM Lead ORDER BY City NULLS LAST LIMIT 2") == [keys[5], keys[3]]
    assert ids(sf, "SELECT Id FROM Lead ORDER BY City DESC NULLS LAST LIMIT 2") == [keys[3], keys[5]]
    assert ids(sf, "SELECT Id FROM Lead ORDER BY City, Id")[-2:] == [keys[5], keys[3]]
    assert ids(sf, "SELECT Id FROM Lead ORDER BY Id LIMIT 2 OFFSET 1") == sorted(keys)[1:3]


def test_counts_per_picklist_value(sf: Any, org: SalesforceTwin) -> None:
    lead = next(org.org.live("Lead"))["Id"]
    sf.Lead.update(lead, {"Status": "Working - Contacted"})
    rows = sf.query(
        "SELECT Status, COUNT(Id) n, MAX(CreatedDate) last FROM Lead GROUP BY Status ORDER BY Status"
    )
    assert [(r["Status"], r["n"]) for r in rows["records"]] == [
        ("Open - Not Contacted", 29),
        ("Working - Contacted", 1),
    ]


def test_parents_children_and_semi_joins(sf: Any) -> None:
    row = sf.query("SELECT Account.Name, Account.Owner.Username FROM Contact LIMIT 1")["records"][0]
    assert row["Account"]["Name"] and row["Account"]["Owner"]["Username"].endswith("@pretend.example")
    parent = sf.query("SELECT Id, (SELECT Id, Name FROM Contacts) FROM Account LIMIT 1")["records"][0]
    assert parent["Contacts"]["totalSize"] == 1
    members = sf.query("SELECT LeadId FROM CampaignMember WHERE LeadId != null")["totalSize"]
    inner = "SELECT Id FROM Lead WHERE Id IN (SELECT LeadId FROM CampaignMember)"
    assert sf.query(inner)["totalSize"] == members > 0


def test_date_literals(sf: Any, org: SalesforceTwin) -> None:
    lead = next(org.org.live("Lead"))["Id"]
    org.act("log_call", who=lead, by="Rita Rep")
    for literal, count in (("TODAY", 1), ("LAST_N_DAYS:3", 1), ("YESTERDAY", 0), ("NEXT_N_DAYS:2", 0)):
        assert sf.query(f"SELECT COUNT() FROM Task WHERE CreatedDate = {literal}")["totalSize"] == count, (
            literal
        )
        assert sf.query(f"SELECT COUNT() FROM Task WHERE ActivityDate = {literal}")["totalSize"] == count, (
            literal
        )


def test_a_quote_in_a_text_is_data(sf: Any) -> None:
    name = 'O\'Brien \\ "x" % OR Id != null'
    key = sf.Lead.create({"LastName": name, "Company": "c"})["id"]
    text = simple_salesforce.format_soql("SELECT Id FROM Lead WHERE LastName = {}", name)
    assert ids(sf, text) == [key]
