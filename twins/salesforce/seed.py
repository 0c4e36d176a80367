"""Filling the org: from a seed file's objects, and a made-up company for a start without one."""

from datetime import timedelta
from random import Random
from typing import Any

from twins.common.clock import read_moment
from twins.common.people import make_people
from twins.salesforce.org import Org
from twins.salesforce.schema import HISTORIES
from twins.salesforce.values import stamp

LEAD_STATUSES = (
    ("Open - Not Contacted", True, False),
    ("Working - Contacted", False, False),
    ("Closed - Converted", False, True),
    ("Closed - Not Converted", False, False),
)
STAGES = (
    ("Prospecting", False, False, "Pipeline", 10),
    ("Qualification", False, False, "Pipeline", 10),
    ("Needs Analysis", False, False, "Pipeline", 20),
    ("Proposal/Price Quote", False, False, "Pipeline", 75),
    ("Negotiation/Review", False, False, "Pipeline", 90),
    ("Closed Won", True, True, "Closed", 100),
    ("Closed Lost", True, False, "Omitted", 0),
)
ORDER = (
    "Organization",
    "UserRole",
    "Profile",
    "User",
    "Group",
    "GroupMember",
    "QueueSobject",
    "BusinessHours",
    "Holiday",
    "LeadStatus",
    "OpportunityStage",
    "TaskStatus",
    "Account",
    "Contact",
    "Lead",
    "Campaign",
    "CampaignMemberStatus",
    "CampaignMember",
    "Opportunity",
    "OpportunityContactRole",
    "Task",
    "Event",
    *HISTORIES,
)


def load(org: Org, seed: dict[str, Any]) -> None:
    """Make the seed's records, parents first.

    `objects`: object -> list of records by API name. A reference may be a record's `_ref`, a name the seed gave to
    another record. The org always has an Organization, an integration user (run_as of the default app) and the standard
    statuses. `as_exported`: the histories are those given, and no others.
    """
    objects: dict[str, list[dict[str, Any]]] = {k: list(v) for k, v in seed.get("objects", {}).items()}
    refs: dict[str, str] = {}
    objects.setdefault("Organization", [{"Name": "Pretend Ltd", "IsSandbox": True, "InstanceName": "TWIN1"}])
    users = objects.setdefault("User", [])
    if not any(u.get("Username") == "accord@twin.example" for u in users):
        users.insert(0, integration_user())
    objects.setdefault("LeadStatus", _lead_statuses(seed))
    objects.setdefault("OpportunityStage", _stages())
    objects.setdefault("TaskStatus", _task_statuses())
    creator = ""
    for name in (*ORDER, *(n for n in objects if n not in ORDER)):
        for values in objects.get(name, []):
            given = {k: refs.get(v, v) if isinstance(v, str) else v for k, v in values.items() if k != "_ref"}
            by = str(given.get("CreatedById") or creator)
            key = org.create(name, given, by, audit=True)
            if "_ref" in values:
                refs[values["_ref"]] = key
            creator = creator or (key if name == "User" else "")
            _set_stamps(org, name, key, given)
    org.default_user = creator
    if seed.get("as_exported"):
        _keep_only_given_past(org, objects)


def _keep_only_given_past(org: Org, objects: dict[str, list[dict[str, Any]]]) -> None:
    """The past of an org that was loaded is what its export says: no history begins with the loading."""
    for name in HISTORIES:
        given = {row.get("Id") for row in objects.get(name, ())}
        for key in [key for key in org.store.rows(name) if key not in given]:
            org.store.drop(name, key)


def _set_stamps(org: Org, name: str, key: str, given: dict[str, Any]) -> None:
    made = given.get("CreatedDate")
    if made and "LastModifiedDate" not in given:
        row = dict(org.store.rows(name)[key])
        moment = stamp(read_moment(made))
        row |= {"LastModifiedDate": moment, "SystemModstamp": moment}
        org.store.put(name, key, row)


def integration_user() -> dict[str, Any]:
    """The user that the default app runs as."""
    return {
        "Username": "accord@twin.example",
        "FirstName": "Accord",
        "LastName": "Integration",
        "Email": "accord@twin.example",
        "IsActive": True,
        "UserType": "Standard",
    }


def _lead_statuses(seed: dict[str, Any]) -> list[dict[str, Any]]:
    values = seed.get("picklists", {}).get("Lead.Status")
    rows: tuple[tuple[str, bool, bool], ...]
    if values is None:
        rows = LEAD_STATUSES
    else:
        rows = tuple(
            (v, n == 0, "convert" in v.lower() and "not" not in v.lower()) for n, v in enumerate(values)
        )
    return [
        {
            "MasterLabel": label,
            "ApiName": label,
            "SortOrder": n,
            "IsDefault": default,
            "IsConverted": converted,
        }
        for n, (label, default, converted) in enumerate(rows, start=1)
    ]


def _stages() -> list[dict[str, Any]]:
    names = {"Pipeline": "Pipeline", "Closed": "Closed", "Omitted": "Omitted"}
    return [
        {
            "MasterLabel": label,
            "ApiName": label,
            "SortOrder": n,
            "IsActive": True,
            "IsClosed": closed,
            "IsWon": won,
            "ForecastCategory": category,
            "ForecastCategoryName": names[category],
            "DefaultProbability": chance,
        }
        for n, (label, closed, won, category, chance) in enumerate(STAGES, start=1)
    ]


def _task_statuses() -> list[dict[str, Any]]:
    labels = ("Not Started", "In Progress", "Completed", "Waiting on someone else", "Deferred")
    return [
        {"MasterLabel": t, "ApiName": t, "SortOrder": n, "IsDefault": n == 1, "IsClosed": t == "Completed"}
        for n, t in enumerate(labels, start=1)
    ]


def make_seed(people: int, random: int, now: str = "2026-09-01T08:00:00Z") -> dict[str, Any]:
    """A made-up company: three reps and a manager, a queue, accounts, leads, contacts, one campaign with members."""
    dice = Random(random)  # noqa: S311 - dice of a test server
    start = read_moment(now)
    users = [
        ("manager", "Sam", "Manager", None),
        ("rita", "Rita", "Rep", "manager"),
        ("ravi", "Ravi", "Rep", "manager"),
        ("rosa", "Rosa", "Rep", "manager"),
    ]
    objects: dict[str, list[dict[str, Any]]] = {
        "User": [
            {
                "_ref": ref,
                "Username": f"{first.lower()}@pretend.example",
                "FirstName": first,
                "LastName": last,
                "Email": f"{first.lower()}@pretend.example",
                "IsActive": True,
                "UserType": "Standard",
                "TimeZoneSidKey": "Europe/Berlin",
                **({"ManagerId": boss} if boss else {}),
            }
            for ref, first, last, boss in users
        ],
        "Group": [{"_ref": "queue", "Name": "New leads", "DeveloperName": "New_leads", "Type": "Queue"}],
        "QueueSobject": [{"QueueId": "queue", "SobjectType": "Lead"}],
        "GroupMember": [{"GroupId": "queue", "UserOrGroupId": ref} for ref in ("rita", "ravi", "rosa")],
        "Campaign": [
            {
                "_ref": "webinar",
                "Name": "Autumn webinar",
                "Type": "Webinar",
                "Status": "In Progress",
                "IsActive": True,
            }
        ],
        "Account": [],
        "Contact": [],
        "Lead": [],
        "CampaignMember": [],
    }
    for n, person in enumerate(make_people(people, dice)):
        made = stamp(start + timedelta(minutes=7 * n))
        owner = dice.choice(("rita", "ravi", "rosa"))
        base = {
            "FirstName": person.first,
            "LastName": person.last,
            "Email": person.email,
            "Title": person.title,
            "OwnerId": owner,
            "CreatedDate": made,
        }
        if n % 4 == 3:
            account = {
                "_ref": f"account{n}",
                "Name": person.company,
                "Website": person.website,
                "OwnerId": owner,
            }
            objects["Account"].append({**account, "CreatedDate": made})
            objects["Contact"].append({**base, "_ref": f"contact{n}", "AccountId": f"account{n}"})
        else:
            country = {"Company": person.company, "Country": person.country, "LeadSource": "Web"}
            objects["Lead"].append({**base, **country, "_ref": f"lead{n}", "Status": "Open - Not Contacted"})
        if n % 5 == 0:
            kind = "ContactId" if n % 4 == 3 else "LeadId"
            ref = f"{'contact' if n % 4 == 3 else 'lead'}{n}"
            objects["CampaignMember"].append(
                {"CampaignId": "webinar", kind: ref, "Status": "Sent", "CreatedDate": made}
            )
    return {"random": random, "objects": objects}
