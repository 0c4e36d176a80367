"""Lead conversion and merging, as the org does them.

Sources: Salesforce help "Convert Qualified Leads", "Considerations for Converting Leads", SOAP API Developer Guide
"convertLead()" and "merge()": a converted lead is read-only; its activities move to the contact (and account); campaign
memberships name the contact too; the opportunity gets the contact as a role; a merge's losers are deleted with
MasterRecordId set, are seen only by queryAll, and their related records move to the winner.
"""

from datetime import date, timedelta
from typing import Any

from twins.common.store import Row
from twins.salesforce.errors import SalesforceError
from twins.salesforce.org import Org

CARRIED = (
    "Salutation",
    "FirstName",
    "LastName",
    "Title",
    "Email",
    "Phone",
    "MobilePhone",
    "LeadSource",
    "OwnerId",
)
CARRIED_FLAGS = (
    "HasOptedOutOfEmail",
    "HasOptedOutOfFax",
    "DoNotCall",
    "EmailBouncedDate",
    "EmailBouncedReason",
)
ADDRESS = ("Street", "City", "State", "PostalCode", "Country")
MERGED = {
    "Lead": (("Task", "WhoId"), ("Event", "WhoId"), ("CampaignMember", "LeadId")),
    "Contact": (
        ("Task", "WhoId"),
        ("Event", "WhoId"),
        ("CampaignMember", "ContactId"),
        ("OpportunityContactRole", "ContactId"),
        ("Contact", "ReportsToId"),
    ),
    "Account": (
        ("Contact", "AccountId"),
        ("Opportunity", "AccountId"),
        ("Account", "ParentId"),
        ("Task", "WhatId"),
        ("Event", "WhatId"),
    ),
}


def convert(
    org: Org,
    lead_id: str,
    by: str,
    *,
    status: str = "",
    account_id: str = "",
    contact_id: str = "",
    opportunity: str | None = "",
    owner: str = "",
) -> dict[str, Any]:
    """Convert a lead; `opportunity` None makes none, "" names it after the company.

    Gives {accountId, contactId, leadId, opportunityId}.
    """
    lead = org.get("Lead", lead_id)
    if lead["IsConverted"]:
        raise SalesforceError(400, "CANNOT_UPDATE_CONVERTED_LEAD", "lead already converted", [])
    statuses = [s["MasterLabel"] for s in org.live("LeadStatus") if s["IsConverted"]]
    if status and status not in statuses:
        raise SalesforceError(400, "INVALID_STATUS", f"invalid convertedStatus: {status}", [])
    owner = owner or (lead["OwnerId"] if lead["OwnerId"].startswith("005") else by)
    account = _into(org, "Account", account_id, _account(lead, owner), by)
    contact = _into(org, "Contact", contact_id, _contact(org, lead, account, owner), by)
    deal = None if opportunity is None else _opportunity(org, lead, account, opportunity, owner, by)
    if deal:
        role = {"OpportunityId": deal, "ContactId": contact, "IsPrimary": True}
        org.create("OpportunityContactRole", role, by)
    values = {
        "IsConverted": True,
        "Status": status or (statuses[0] if statuses else lead["Status"]),
        "ConvertedDate": org.now()[:10],
        "ConvertedAccountId": account,
        "ConvertedContactId": contact,
        "ConvertedOpportunityId": deal,
        "IsUnreadByOwner": False,
    }
    _reparent(org, lead["Id"], contact, deal, by)
    org.update("Lead", lead["Id"], values, by, free=True)
    return {"accountId": account, "contactId": contact, "leadId": lead["Id"], "opportunityId": deal}


def _into(org: Org, name: str, key: str, values: Row, by: str) -> str:
    """A new record of these values; or an existing one, of which only empty fields are filled."""
    if not key:
        return org.create(name, values, by)
    old = org.get(name, key)
    org.update(name, key, {k: v for k, v in values.items() if v and old.get(k) in (None, "", False)}, by)
    return str(old["Id"])


def _account(lead: Row, owner: str) -> Row:
    values = {
        "Name": lead["Company"],
        "OwnerId": owner,
        "Website": lead["Website"],
        "Industry": lead["Industry"],
    }
    values |= {
        "Phone": lead["Phone"],
        "AnnualRevenue": lead["AnnualRevenue"],
        "AccountSource": lead["LeadSource"],
    }
    values |= {f"Billing{name}": lead[name] for name in ADDRESS}
    values["NumberOfEmployees"] = lead["NumberOfEmployees"]
    return values


def _contact(org: Org, lead: Row, account: str, owner: str) -> Row:
    values = {name: lead[name] for name in (*CARRIED, *CARRIED_FLAGS)} | {
        "AccountId": account,
        "OwnerId": owner,
    }
    values |= {f"Mailing{name}": lead[name] for name in ADDRESS}
    # Custom fields are carried where the contact has one of the same name (the mapping an admin would set up).
    contact = org.sobject("Contact")
    values |= {name: lead[name] for name in lead if name.endswith("__c") and contact.find(name)}
    return values


def _opportunity(org: Org, lead: Row, account: str, name: str, owner: str, by: str) -> str:
    today = date.fromisoformat(org.now()[:10])
    quarter_end = date(today.year + (today.month > 9), (today.month + 2) // 3 * 3 % 12 + 1, 1) - timedelta(
        days=1
    )
    stages = sorted(org.live("OpportunityStage"), key=lambda s: s["SortOrder"])
    values = {
        "Name": name or f"{lead['Company']}-",
        "AccountId": account,
        "StageName": stages[0]["MasterLabel"],
        "CloseDate": quarter_end.isoformat(),
        "LeadSource": lead["LeadSource"],
        "OwnerId": owner,
        "CampaignId": _last_campaign(org, lead["Id"]),
    }
    return org.create("Opportunity", values, by)


def _last_campaign(org: Org, lead: str) -> str | None:
    members = [m for m in org.live("CampaignMember") if m["LeadId"] == lead]
    return max(members, key=lambda m: m["CreatedDate"])["CampaignId"] if members else None


def _reparent(org: Org, lead: str, contact: str, deal: str | None, by: str) -> None:
    for name in ("Task", "Event"):
        for row in list(org.live(name)):
            if row["WhoId"] == lead:
                values = {"WhoId": contact}
                if deal and not row["WhatId"] and not row.get("IsClosed", True):
                    values["WhatId"] = deal
                org.update(name, row["Id"], values, by, free=True)
    for row in list(org.live("CampaignMember")):
        if row["LeadId"] == lead:
            org.update("CampaignMember", row["Id"], {"ContactId": contact}, by, free=True)


def merge(
    org: Org, name: str, winner: str, losers: list[str], by: str, values: dict[str, Any] | None = None
) -> str:
    """Merge one or two losers into a winner of the same object; `values` are taken over from the losers."""
    if name not in MERGED or not 1 <= len(losers) <= 2:
        raise SalesforceError(400, "INVALID_OPERATION", "merge takes a winner and one or two others", [])
    master = org.get(name, winner)
    rows = [org.get(name, key) for key in losers]
    if any(row["Id"] == master["Id"] for row in rows):
        raise SalesforceError(400, "DUPLICATE_VALUE", "cannot merge a record with itself", [])
    if any(row.get("IsConverted") for row in (master, *rows)):
        raise SalesforceError(400, "CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", [])
    for row in rows:
        org.remove(name, row["Id"], by, master=master["Id"])
        for child, link in MERGED[name]:
            _move(org, child, link, row["Id"], master["Id"], by)
    org.update(name, master["Id"], values or {}, by)
    return str(master["Id"])


def _move(org: Org, child: str, link: str, old: str, new: str, by: str) -> None:
    for row in list(org.live(child)):
        if row.get(link) != old:
            continue
        double = child == "CampaignMember" and any(
            m["CampaignId"] == row["CampaignId"] and m.get(link) == new for m in org.live(child)
        )
        if double:
            org.remove(child, row["Id"], by)
        else:
            org.update(child, row["Id"], {link: new}, by, free=True)
