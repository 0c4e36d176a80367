"""Long random work on the twins: nothing breaks, what belongs together stays together, the same dice do the same."""

import os
from random import Random
from typing import Any

import pytest
import twins.hubspot
import twins.salesforce
from twins.hubspot.workday import Workday as HubSpotWorkday
from twins.salesforce.workday import Workday as SalesforceWorkday

ACTS = int(os.environ.get("ACCORD_TWIN_ACTS", "600"))


def worked(module: Any, kind: Any, acts: int) -> Any:
    """A twin after a workday with a held clock, not served."""
    seed = module.make_seed(40, 3) | {"settings": {"clock": "2026-09-02T08:00:00Z"}}
    twin = module.SalesforceTwin(seed) if module is twins.salesforce else module.HubSpotTwin(seed)
    day = kind(twin, Random(9))
    for _ in range(acts):
        twin.clock.move(by_seconds=30)
        day.act()
    return twin, day


def test_salesforce_keeps_its_promises() -> None:
    twin, day = worked(twins.salesforce, SalesforceWorkday, ACTS)
    org = twin.org
    assert sum(day.done.values()) == ACTS and {"convert", "merge", "delete"} <= set(day.done)
    gone = {
        r["Id"]
        for name in ("Lead", "Contact")
        for r in twin.truth(name)
        if r["IsDeleted"] or r.get("IsConverted")
    }
    assert not [r["Id"] for name in ("Task", "Event") for r in org.live(name) if r["WhoId"] in gone]
    for lead in twin.truth("Lead"):
        if lead["IsConverted"]:
            assert org.find("Contact", lead["ConvertedContactId"]) and org.find(
                "Account", lead["ConvertedAccountId"]
            )
        if lead["MasterRecordId"]:
            assert lead["IsDeleted"] and org.find("Lead", lead["MasterRecordId"])
    stages: dict[str, str] = {}
    for row in twin.truth("OpportunityHistory"):
        stages[row["OpportunityId"]] = row["StageName"]
    assert stages == {r["Id"]: r["StageName"] for r in twin.truth("Opportunity")}
    for campaign in twin.truth("Campaign"):
        members = [m for m in org.live("CampaignMember") if m["CampaignId"] == campaign["Id"]]
        assert campaign["NumberOfLeads"] == sum(bool(m["LeadId"]) for m in members)


def test_hubspot_keeps_its_promises() -> None:
    twin, day = worked(twins.hubspot, HubSpotWorkday, ACTS)
    assert sum(day.done.values()) == ACTS and {"merge", "delete", "gdpr_delete"} <= set(day.done)
    live = [r for r in twin.truth("contacts") if not r["archived"] and not r.get("mergedInto")]
    emails = [e for r in live for e in _emails(r)]
    assert len(emails) == len(set(emails))
    merged = {
        i
        for r in twin.truth("contacts")
        for i in (r["props"].get("hs_merged_object_ids") or "").split(";")
        if i
    }
    assert {r["id"] for r in twin.truth("contacts") if r.get("mergedInto")} <= merged
    for key, links in twin.store.rows("assoc").items():
        kind, _, own = key.partition(":")
        for to, others in links.items():
            for other in others:
                back = (twin.store.find("assoc", f"{to}:{other}") or {}).get(kind, {})
                assert own in back or twin.store.find(kind, own) is None or twin.store.find(to, other) is None
    for row in live:
        for name, entries in row["history"].items():
            assert entries[0]["value"] == (row["props"].get(name) or ""), name


def _emails(row: Any) -> list[str]:
    more = (row["props"].get("hs_additional_emails") or "").split(";")
    return [e for e in (row["props"].get("email") or "", *more) if e]


@pytest.mark.parametrize(
    ("module", "kind"), [(twins.salesforce, SalesforceWorkday), (twins.hubspot, HubSpotWorkday)]
)
def test_the_same_dice_do_the_same(module: Any, kind: Any) -> None:
    first, _ = worked(module, kind, 150)
    second, _ = worked(module, kind, 150)
    assert first.store.tables == second.store.tables
