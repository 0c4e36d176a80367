"""What the org fills in by itself: defaults, values that follow from others, histories, roll-ups, cascades.

Sources: Object Reference, the pages of Lead, Task, Event, Opportunity, OpportunityHistory, CampaignMember, Campaign;
Salesforce help "Considerations for Deleting Records".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from twins.common.store import Row
from twins.salesforce.errors import SalesforceError
from twins.salesforce.schema import SObject

if TYPE_CHECKING:
    from twins.salesforce.org import Org

TRACKED = {
    "Lead": (
        "LeadHistory",
        "LeadId",
        {"Status": "Status", "OwnerId": "Owner", "IsConverted": "leadConverted"},
    ),
    "Contact": ("ContactHistory", "ContactId", {"OwnerId": "Owner", "AccountId": "Account"}),
    "Opportunity": (
        "OpportunityFieldHistory",
        "OpportunityId",
        {"StageName": "StageName", "Amount": "Amount", "OwnerId": "Owner", "CloseDate": "CloseDate"},
    ),
}
PEOPLE = ("Lead", "Contact")


def defaults(org: Org, sobject: SObject, by: str) -> Row:
    """Values a new record has when the client gives none."""
    row: Row = {}
    if sobject.find("OwnerId"):
        row["OwnerId"] = by
    if sobject.name == "Lead":
        first = next((s["MasterLabel"] for s in org.live("LeadStatus") if s["IsDefault"]), None)
        row |= {"Status": first or sobject.fields["status"].values[0], "IsUnreadByOwner": True}
    elif sobject.name == "Task":
        row |= {"Status": "Not Started", "Priority": "Normal", "TaskSubtype": "Task"}
    elif sobject.name == "Event":
        row |= {"EventSubtype": "Event", "ShowAs": "Busy"}
    elif sobject.name in ("User", "OpportunityStage"):
        row["IsActive"] = True
    return row


def before(org: Org, name: str, row: Row, old: Row | None) -> None:
    """Fill what follows from other fields, before the record is kept."""
    step = BEFORE.get(name)
    if step:
        step(org, row, old)


def after(org: Org, name: str, row: Row, old: Row | None, by: str) -> None:
    """Keep histories and roll-ups, after the record is kept."""
    _track(org, name, row, old, by)
    step = AFTER.get(name)
    if step:
        step(org, row, old, by)


def _named(org: Org, row: Row, old: Row | None) -> None:
    row["Name"] = " ".join(part for part in (row.get("FirstName"), row.get("LastName")) if part)
    if "IsEmailBounced" in row:
        row["IsEmailBounced"] = bool(row.get("EmailBouncedDate"))
    if (
        old
        and row.get("Email") != old.get("Email")
        and row.get("EmailBouncedDate") == old.get("EmailBouncedDate")
    ):
        # A new address starts without the old one's bounce. Source: help "Email Bounce Management".
        row |= {"EmailBouncedDate": None, "EmailBouncedReason": None}
        if "IsEmailBounced" in row:
            row["IsEmailBounced"] = False
    if old and "IsUnreadByOwner" in row and row["OwnerId"] != old["OwnerId"]:
        row |= {"IsUnreadByOwner": True, "LastTransferDate": org.now()[:10]}


def _activity(org: Org, row: Row, old: Row | None) -> None:
    lead = org.find("Lead", row.get("WhoId"))
    if lead and lead["IsConverted"] and (old is None or old["WhoId"] != row["WhoId"]):
        raise SalesforceError(
            400, "CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", ["WhoId"]
        )
    row["WhoCount"] = 1 if row.get("WhoId") else 0
    row["WhatCount"] = 1 if row.get("WhatId") else 0
    row["AccountId"] = _account_of(org, row)


def _account_of(org: Org, row: Row) -> str | None:
    what = row.get("WhatId")
    if what and org.find("Account", what):
        return str(what)
    deal = org.find("Opportunity", what)
    if deal and deal["AccountId"]:
        return str(deal["AccountId"])
    person = org.find("Contact", row.get("WhoId"))
    return person["AccountId"] if person else None


def _task(org: Org, row: Row, old: Row | None) -> None:
    _activity(org, row, old)
    closed = {s["MasterLabel"] for s in org.live("TaskStatus") if s["IsClosed"]} or {"Completed"}
    row["IsClosed"] = row["Status"] in closed
    row["IsHighPriority"] = row["Priority"] == "High"
    if not row["IsClosed"]:
        row["CompletedDateTime"] = None
    elif not (old and old["IsClosed"]) and not row.get("CompletedDateTime"):
        row["CompletedDateTime"] = org.now()


def _event(org: Org, row: Row, old: Row | None) -> None:
    _activity(org, row, old)
    start = row.get("StartDateTime") or row.get("ActivityDateTime")
    if not start and not row.get("ActivityDate"):
        raise SalesforceError(
            400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [ActivityDateTime]", []
        )
    row |= {"StartDateTime": start, "ActivityDateTime": start}
    if start:
        row["ActivityDate"] = start[:10]
    if start and row.get("DurationInMinutes") is not None and (old is None or not row.get("EndDateTime")):
        from twins.common.clock import read_moment
        from twins.salesforce.values import stamp

        row["EndDateTime"] = stamp(read_moment(start) + timedelta(minutes=row["DurationInMinutes"]))


def _opportunity(org: Org, row: Row, old: Row | None) -> None:
    stage = next((s for s in org.live("OpportunityStage") if s["MasterLabel"] == row["StageName"]), None)
    if stage:
        row |= {"IsClosed": stage["IsClosed"], "IsWon": stage["IsWon"]}
        moved = old is None or old["StageName"] != row["StageName"]
        if moved and (old is None or old["Probability"] == row["Probability"]):
            given = row.get("Probability") if old is None else None
            row["Probability"] = stage["DefaultProbability"] if given is None else given
        row |= {
            "ForecastCategory": stage["ForecastCategory"],
            "ForecastCategoryName": stage["ForecastCategoryName"],
        }
    if old and old["StageName"] != row["StageName"]:
        row["LastStageChangeDate"] = org.now()
    amount, chance = row.get("Amount"), row.get("Probability")
    row["ExpectedRevenue"] = None if amount is None else amount * (chance or 0) / 100
    closing = date.fromisoformat(row["CloseDate"])
    quarter = (closing.month + 2) // 3
    row |= {"FiscalYear": closing.year, "FiscalQuarter": quarter, "Fiscal": f"{closing.year} {quarter}"}


def _member(org: Org, row: Row, old: Row | None) -> None:
    if not row.get("LeadId") and not row.get("ContactId"):
        raise SalesforceError(
            400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [LeadId, ContactId]", []
        )
    if old is None:
        _refuse_second_membership(org, row)
    statuses = [s for s in org.live("CampaignMemberStatus") if s["CampaignId"] == row["CampaignId"]]
    if not row.get("Status"):
        row["Status"] = next((s["Label"] for s in statuses if s["IsDefault"]), "Sent")
    row["HasResponded"] = any(s["Label"] == row["Status"] and s["HasResponded"] for s in statuses)
    if row["HasResponded"] and not row.get("FirstRespondedDate"):
        row["FirstRespondedDate"] = org.now()[:10]
    kind = "Contact" if row.get("ContactId") else "Lead"
    person = org.find(kind, row.get("ContactId") or row["LeadId"]) or {}
    row |= {"Type": kind, "LeadOrContactId": person.get("Id"), "LeadOrContactOwnerId": person.get("OwnerId")}
    copied = ("FirstName", "LastName", "Name", "Email", "HasOptedOutOfEmail", "DoNotCall", "LeadSource")
    row |= {name: person.get(name) for name in copied}
    account = org.find("Account", person.get("AccountId")) or {}
    row["CompanyOrAccount"] = person.get("Company") or account.get("Name")


def _refuse_second_membership(org: Org, row: Row) -> None:
    for who in ("LeadId", "ContactId"):
        if row.get(who) and org.membership(row["CampaignId"], row[who]):
            raise SalesforceError(400, "DUPLICATE_VALUE", "Already a campaign member.", [])


def _track(org: Org, name: str, row: Row, old: Row | None, by: str) -> None:
    if name not in TRACKED:
        return
    history, parent, fields = TRACKED[name]
    changes = [("created", None, None)] if old is None else []
    if old is not None:
        changes = [(shown, old[k], row[k]) for k, shown in fields.items() if old.get(k) != row.get(k)]
    for shown, was, now in changes:
        values = {parent: row["Id"], "Field": shown, "OldValue": _shown(was), "NewValue": _shown(now)}
        stamps = {
            "CreatedDate": row["SystemModstamp"],
            "CreatedById": by,
            "SystemModstamp": row["SystemModstamp"],
        }
        key = org.next_id("017")
        org.store.put(history, key, {"Id": key, "IsDeleted": False, **stamps, **values})


def _shown(value: Any) -> str | None:
    return None if value is None else str(value)


def _after_opportunity(org: Org, row: Row, old: Row | None, by: str) -> None:
    watched = ("StageName", "Amount", "CloseDate", "Probability")
    if old is not None and all(old[k] == row[k] for k in watched):
        return
    key = org.next_id("008")
    values = {k: row[k] for k in (*watched, "ExpectedRevenue", "ForecastCategory")}
    values |= {
        "OpportunityId": row["Id"],
        "FromForecastCategory": old["ForecastCategory"] if old else None,
        "PrevAmount": old["Amount"] if old else None,
        "PrevCloseDate": old["CloseDate"] if old else None,
    }
    moment = row["SystemModstamp"] if old else row["CreatedDate"]
    stamps = {"CreatedDate": moment, "CreatedById": by, "SystemModstamp": moment}
    org.store.put("OpportunityHistory", key, {"Id": key, "IsDeleted": False, **stamps, **values})


def _after_opportunity_created(org: Org, row: Row, old: Row | None, by: str) -> None:
    _after_opportunity(org, row, old, by)
    if old is None and row.get("ContactId"):
        role = {"OpportunityId": row["Id"], "ContactId": row["ContactId"], "IsPrimary": True}
        org.create("OpportunityContactRole", role, by)


def _after_activity(org: Org, row: Row, old: Row | None, by: str) -> None:
    day = row.get("ActivityDate")
    if not day or ("IsClosed" in row and not row["IsClosed"]):
        return
    for name in ("Lead", "Contact", "Account", "Opportunity"):
        for key in (row.get("WhoId"), row.get("WhatId"), row.get("AccountId")):
            about = org.store.find(name, key) if key else None
            if about and (about["LastActivityDate"] or "") < day:
                org.quietly(name, about["Id"], {"LastActivityDate": day})


def _after_campaign(org: Org, row: Row, old: Row | None, by: str) -> None:
    if old is None:
        for order, (label, responded) in enumerate((("Sent", False), ("Responded", True)), start=1):
            values = {"CampaignId": row["Id"], "Label": label, "SortOrder": order, "HasResponded": responded}
            org.create("CampaignMemberStatus", {**values, "IsDefault": order == 1}, by)


def _after_member(org: Org, row: Row, old: Row | None, by: str) -> None:
    for who in ("LeadId", "ContactId"):
        if row.get(who):
            org.claim_membership(row["CampaignId"], row[who], row["Id"])
    count_member(org, row, old)


def count_member(org: Org, row: Row | None, old: Row | None) -> None:
    """Keep a campaign's counters by what a member adds to them now and did before."""
    campaign = org.store.find("Campaign", (row or old or {})["CampaignId"])
    now, was = (_counted(r) if r and not r["IsDeleted"] else (0, 0, 0) for r in (row, old))
    names = ("NumberOfLeads", "NumberOfContacts", "NumberOfResponses")
    if campaign:
        values = {n: (campaign[n] or 0) + a - b for n, a, b in zip(names, now, was, strict=True)}
        org.quietly("Campaign", campaign["Id"], values)


def _counted(member: Row) -> tuple[int, int, int]:
    return int(bool(member["LeadId"])), int(bool(member["ContactId"])), int(member["HasResponded"])


def children(org: Org, name: str, key: str, gone_at: str = "") -> Iterator[tuple[str, str]]:
    """What goes to the recycle bin with a record: (object, id); with `gone_at`, what went at that instant."""
    links = {
        "Account": (
            ("Contact", "AccountId"),
            ("Opportunity", "AccountId"),
            ("Task", "WhatId"),
            ("Event", "WhatId"),
        ),
        "Contact": (
            ("Task", "WhoId"),
            ("Event", "WhoId"),
            ("CampaignMember", "ContactId"),
            ("OpportunityContactRole", "ContactId"),
        ),
        "Lead": (("Task", "WhoId"), ("Event", "WhoId"), ("CampaignMember", "LeadId")),
        "Opportunity": (("OpportunityContactRole", "OpportunityId"), ("Task", "WhatId"), ("Event", "WhatId")),
        "Campaign": (("CampaignMember", "CampaignId"), ("CampaignMemberStatus", "CampaignId")),
    }
    for child, link in links.get(name, ()):
        rows = list(org.live(child))
        if gone_at:
            every = org.store.rows(child).values()
            rows = [row for row in every if row["IsDeleted"] and row["SystemModstamp"] == gone_at]
        yield from [(child, row["Id"]) for row in rows if row.get(link) == key]


BEFORE = {
    "Lead": _named,
    "Contact": _named,
    "User": _named,
    "Individual": _named,
    "Task": _task,
    "Event": _event,
    "Opportunity": _opportunity,
    "CampaignMember": _member,
}
AFTER = {
    "Opportunity": _after_opportunity_created,
    "Task": _after_activity,
    "Event": _after_activity,
    "Campaign": _after_campaign,
    "CampaignMember": _after_member,
}
