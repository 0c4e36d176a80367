"""Filling the portal: from a seed file, and a made-up company for a start without one."""

from datetime import timedelta
from random import Random
from typing import Any

from twins.common.clock import read_moment
from twins.common.people import make_people
from twins.hubspot.links import Links
from twins.hubspot.portal import Portal, Source
from twins.hubspot.schema import Property, label_of, make_property
from twins.hubspot.values import iso

ORDER = (
    "companies",
    "contacts",
    "deals",
    "leads",
    "calls",
    "emails",
    "meetings",
    "notes",
    "tasks",
    "communications",
    "users",
)
IMPORT = Source("IMPORT")
DEAL_STAGES = (
    ("appointmentscheduled", "Appointment scheduled", "0.2"),
    ("qualifiedtobuy", "Qualified to buy", "0.4"),
    ("presentationscheduled", "Presentation scheduled", "0.6"),
    ("decisionmakerboughtin", "Decision maker bought-in", "0.8"),
    ("contractsent", "Contract sent", "0.9"),
    ("closedwon", "Closed won", "1.0"),
    ("closedlost", "Closed lost", "0.0"),
)
LEAD_STAGES = (
    ("new-stage-id", "New", "NEW"),
    ("attempting-stage-id", "Attempting", "IN_PROGRESS"),
    ("connected-stage-id", "Connected", "IN_PROGRESS"),
    ("qualified-stage-id", "Qualified", "QUALIFIED"),
    ("unqualified-stage-id", "Disqualified", "UNQUALIFIED"),
)
OTHER_KINDS = {
    "lists": ("list", "listId"),
    "forms": ("form", "id"),
    "submissions": ("submission", "conversionId"),
    "emails_sent": ("marketing_email", "id"),
    "campaigns": ("campaign", "id"),
    "email_campaigns": ("email_campaign", "id"),
    "events": ("event", "id"),
}


def load(portal: Portal, links: Links, seed: dict[str, Any]) -> None:
    """Make the seed's records.

    `owners`: list of {id, email, firstName, lastName, userId, teams?}. `objects`: type -> list of {properties, id?,
    createdAt?, associations?: {type: [ids or _ref]}, _ref?}. `pipelines`, `properties`: as the API shows them, by
    type.
    `lists`, `forms`, `submissions`, `emails_sent`, `campaigns`, `email_campaigns`, `events`: rows as the API shows
    them.
    """
    _owners(portal, seed)
    load_properties(portal, seed)
    _pipelines(portal, seed)
    refs: dict[str, tuple[str, str]] = {}
    later = []
    for kind in ORDER:
        for given in seed.get("objects", {}).get(kind, []):
            at = iso(read_moment(given["createdAt"])) if given.get("createdAt") else ""
            props = given.get("properties", {})
            row = portal.create(kind, props, IMPORT, key=str(given.get("id") or ""), at=at, seeded=True)
            refs[given.get("_ref") or f"{kind}:{row['id']}"] = (kind, row["id"])
            later.append((kind, row["id"], given.get("associations") or {}))
    for kind, key, associations in later:
        portal.at = portal.get(kind, key)["createdAt"]
        for to, others in associations.items():
            for other in others:
                links.add(kind, key, to, refs.get(other, (to, str(other)))[1], [], IMPORT)
    portal.at = ""
    for name, (kind, own) in OTHER_KINDS.items():
        for row in seed.get(name, []):
            portal.store.put(kind, str(row[own]), row)


def _owners(portal: Portal, seed: dict[str, Any]) -> None:
    now = portal.now()
    for given in seed.get("owners", []):
        row = {
            "type": "PERSON",
            "archived": False,
            "createdAt": now,
            "updatedAt": now,
            **given,
            "id": str(given["id"]),
        }
        portal.store.put("owner", row["id"], row)


def load_properties(portal: Portal, seed: dict[str, Any]) -> None:
    """Add the seed's custom properties, and those made through the API before a restart."""
    for kind, properties in seed.get("properties", {}).items():
        for given in properties:
            portal.objects[kind].add(make_property(given))
    for row in portal.store.rows("property").values():
        portal.objects[row["objectType"]].add(make_property(row))
    for pipeline in portal.store.rows("pipeline.deals").values():
        _stage_options(portal, pipeline)


def _pipelines(portal: Portal, seed: dict[str, Any]) -> None:
    now = portal.now()
    given = seed.get("pipelines", {})
    for pipeline in given.get("deals") or [_deal_pipeline(now)]:
        portal.store.put("pipeline.deals", pipeline["id"], pipeline)
        _stage_options(portal, pipeline)
    for pipeline in given.get("leads") or [_lead_pipeline(now)]:
        portal.store.put("pipeline.leads", pipeline["id"], pipeline)


def _stage_options(portal: Portal, pipeline: dict[str, Any]) -> None:
    deals = portal.objects["deals"]
    old = deals.properties["dealstage"]
    options = dict(old.options) | {s["id"]: s["label"] for s in pipeline["stages"]}
    deals.add(
        Property(old.name, old.type, old.field_type, old.label, tuple(options.items()), old.flags, old.group)
    )
    for stage in pipeline["stages"]:
        for what in ("entered", "exited"):
            name = f"hs_v2_date_{what}_{stage['id']}"
            deals.add(Property(name, "datetime", "date", label_of(name), flags=frozenset({"readonly"})))


def _stage(key: str, label: str, order: int, metadata: dict[str, str], now: str) -> dict[str, Any]:
    times = {
        "createdAt": now,
        "updatedAt": now,
        "archived": False,
        "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
    }
    return {"id": key, "label": label, "displayOrder": order, "metadata": metadata, **times}


def _deal_pipeline(now: str) -> dict[str, Any]:
    stages = [
        _stage(key, label, n, {"isClosed": str(chance in ("0.0", "1.0")).lower(), "probability": chance}, now)
        for n, (key, label, chance) in enumerate(DEAL_STAGES)
    ]
    times = {"createdAt": now, "updatedAt": now, "archived": False}
    return {"id": "default", "label": "Sales Pipeline", "displayOrder": 0, "stages": stages, **times}


def _lead_pipeline(now: str) -> dict[str, Any]:
    stages = [
        _stage(key, label, n, {"leadState": state}, now) for n, (key, label, state) in enumerate(LEAD_STAGES)
    ]
    times = {"createdAt": now, "updatedAt": now, "archived": False}
    return {"id": "lead-pipeline-id", "label": "Lead pipeline", "displayOrder": 0, "stages": stages, **times}


def make_seed(people: int, random: int, now: str = "2026-09-01T08:00:00Z") -> dict[str, Any]:
    """A made-up company: three reps and a manager, companies, contacts, one form and one marketing e-mail."""
    dice = Random(random)  # noqa: S311 - dice of a test server
    start = read_moment(now)
    names = (("Sam", "Manager"), ("Rita", "Rep"), ("Ravi", "Rep"), ("Rosa", "Rep"))
    team = [{"id": "1", "name": "Sales", "primary": True}]
    owners = [
        {"id": str(70 + n), "userId": 700 + n, "userIdIncludingInactive": 700 + n, "firstName": first}
        | {"lastName": last, "email": f"{first.lower()}@pretend.example", "teams": team}
        for n, (first, last) in enumerate(names)
    ]
    users = [
        {
            "properties": {
                "hs_internal_user_id": str(owner["userId"]),
                "hs_email": owner["email"],
                "hs_given_name": owner["firstName"],
                "hs_family_name": owner["lastName"],
                "hs_standard_time_zone": "Europe/Berlin",
            }
        }
        for owner in owners
    ]
    companies: dict[str, dict[str, Any]] = {}
    contacts = []
    for n, person in enumerate(make_people(people, dice)):
        made = iso(start + timedelta(minutes=7 * n))
        site = person.website.removeprefix("https://www.")
        companies.setdefault(
            site,
            {
                "_ref": site,
                "createdAt": made,
                "properties": {"name": person.company, "domain": site, "country": person.country},
            },
        )
        contacts.append(
            {
                "createdAt": made,
                "associations": {"companies": [site]},
                "properties": {
                    "email": person.email,
                    "firstname": person.first,
                    "lastname": person.last,
                    "jobtitle": person.title,
                    "company": person.company,
                    "country": person.country,
                    "lifecyclestage": dice.choice(("subscriber", "lead", "lead", "marketingqualifiedlead")),
                    "hs_lead_status": "NEW",
                    "hubspot_owner_id": dice.choice(("71", "72", "73")),
                    "hs_analytics_source": dice.choice(("ORGANIC_SEARCH", "PAID_SEARCH", "EMAIL_MARKETING")),
                },
            }
        )
    return {
        "random": random,
        "owners": owners,
        "objects": {"companies": list(companies.values()), "contacts": contacts, "users": users},
        "forms": [{"id": "0a1b2c3d-0000-4000-8000-000000000001", "name": "Contact us"}],
        "lists": [{"listId": "1", "name": "Newsletter", "processingType": "MANUAL", "objectTypeId": "0-1"}],
        "emails_sent": [{"id": "901", "name": "Autumn letter", "subject": "What is new this autumn"}],
        "campaigns": [{"id": "c0000000-0000-4000-8000-000000000001", "properties": {"hs_name": "Autumn"}}],
        "email_campaigns": [{"id": 1, "appId": 113, "appName": "Batch", "name": "Autumn letter"}],
    }
