"""A folder of CSV files as a portal: exports by label or property name, or a warehouse's spelling of the same.

Nothing is refused for one bad value: a value that the portal would not take is left out.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from twins.common.csv_folder import Cells, find_named, plain, read_folder
from twins.hubspot.links import TYPES
from twins.hubspot.schema import ObjectType, Property, read_objects
from twins.hubspot.seed import DEAL_STAGES
from twins.hubspot.values import milliseconds, read_value

ENGAGEMENTS = ("calls", "emails", "meetings", "notes", "tasks", "communications")
# Labels of the export that are not the property's name with blanks.
LABELS = {
    "companies": {"companyname": "name", "companydomainname": "domain", "countryregion": "country"},
    "contacts": {
        "companyname": "company",
        "phonenumber": "phone",
        "countryregion": "country",
        "originalsource": "hs_analytics_source",
        "unsubscribedfromallemail": "hs_email_optout",
        "ownerid": "hubspot_owner_id",
    },
    "deals": {
        "dealpipelineid": "pipeline",
        "dealpipelinestageid": "dealstage",
        "ownerid": "hubspot_owner_id",
        "dealowner": "hubspot_owner_id",
    },
    "meetings": {
        "starttime": "hs_meeting_start_time",
        "endtime": "hs_meeting_end_time",
        "meetingoutcome": "hs_meeting_outcome",
        "title": "hs_meeting_title",
    },
}
OTHERS = {
    "owner": "owners",
    "form": "forms",
    "formsubmission": "submissions",
    "contactformsubmission": "submissions",
    "contactlist": "lists",
    "list": "lists",
    "emailcampaign": "email_campaigns",
    "emailevent": "events",
}
# Which id columns of a file of associations name which objects.
LINKED = {"contactid": "contacts", "companyid": "companies", "dealid": "deals"}


def load_folder(folder: Path) -> dict[str, Any]:
    """The seed of a portal that holds what the folder's files say; `left_out` names files of no object."""
    objects = read_objects()
    names = {one.singular: name for name, one in objects.items()} | OTHERS
    names |= {f"engagement{objects[name].singular}": name for name in ENGAGEMENTS}
    pairs = (f"{a}{b}" for a in ("engagement", "deal", "contact") for b in ("contact", "company", "deal"))
    names |= dict.fromkeys(pairs, "links")
    found, left = read_folder(folder, lambda stem: find_named(names, stem))
    records = {kind: _records(objects[kind], found[kind]) for kind in objects if kind in found}
    _link(records, found.get("links", []))
    seed: dict[str, Any] = {"objects": records, "left_out": left, "owners": _owners(found.get("owners", []))}
    for name in ("forms", "submissions", "lists", "email_campaigns", "events"):
        seed[name] = [made for row in found.get(name, []) if (made := _other(name, row))]
    return seed


def _records(one: ObjectType, rows: list[Cells]) -> list[dict[str, Any]]:
    """Records by id: of two rows with one id, or with one address, the first stands."""
    made: dict[str, dict[str, Any]] = {}
    taken: set[str] = set()
    for number, row in enumerate(rows):
        named = {plain(name.removeprefix("property_")): cell for name, cell in row.items()}
        keys = (
            named.get(k, "") for k in ("recordid", "id", f"{one.singular}id", "engagementid", "hsobjectid")
        )
        key = next((k for k in keys if k.isdigit()), str(900_000_000 + number))
        props = _properties(one, named)
        if key in made or props.get("email", "") in taken:
            continue
        taken |= {props["email"]} if props.get("email") else set()
        at = props.get(one.created) or props.get("hs_timestamp") or "2020-01-01T00:00:00Z"
        if one.name in ENGAGEMENTS:
            props.setdefault("hs_timestamp", props.get("hs_meeting_start_time", at))
        linked = {to: [named[k]] for k, to in _id_columns(one) if named.get(k)}
        made[key] = {"id": key, "properties": props, "createdAt": at, "associations": linked}
    return list(made.values())


def _id_columns(one: ObjectType) -> Iterable[tuple[str, str]]:
    for key, to in LINKED.items():
        if (one.name, to) in TYPES and to != one.name:
            yield from ((key, to), (f"associated{key}", to), (f"associated{key}s", to))


def _properties(one: ObjectType, named: Cells) -> dict[str, str]:
    known = {plain(prop.name): prop for prop in one.properties.values()}
    known |= {plain(prop.name.removeprefix("hs_")): prop for prop in one.properties.values()} | known
    for label, name in LABELS.get(one.name, {}).items():
        known[label] = one.properties[name]
    props = {}
    for name, cell in named.items():
        prop = known.get(name)
        if prop is None or prop.name in ("hs_object_id", "pipeline"):
            continue
        if prop.name == "dealstage":
            props[prop.name] = _stage(cell)
            continue
        value, problem = read_value(prop, _option(prop, cell))
        if problem is None and value:
            props[prop.name] = value
    return props | ({"dealstage": _stage("")} if one.name == "deals" and "dealstage" not in props else {})


def _stage(cell: str) -> str:
    """The stage of the one pipeline that is loaded; one that is not there counts as the first."""
    said = plain(cell)
    return next((key for key, label, _ in DEAL_STAGES if said in (key, plain(label))), DEAL_STAGES[0][0])


def _option(prop: Property, cell: str) -> str:
    """The value behind a label: exports write labels."""
    said = plain(cell)
    return next((value for value, label in prop.options if said in (plain(value), plain(label))), cell)


def _link(records: dict[str, list[dict[str, Any]]], rows: list[Cells]) -> None:
    """Hang the associations of their own files on the records; those of records that are not here are left out."""
    by_id = {(kind, one["id"]): one for kind, all_of in records.items() for one in all_of}
    for row in rows:
        named = {plain(name): cell for name, cell in row.items()}
        kinds = [(to, named[key]) for key, to in LINKED.items() if named.get(key)]
        if named.get("engagementid"):
            kinds.insert(0, (f"{named.get('engagementtype', '').lower()}s", named["engagementid"]))
        if len(kinds) > 1 and all(kind in by_id for kind in kinds) and (kinds[0][0], kinds[1][0]) in TYPES:
            by_id[kinds[0]]["associations"].setdefault(kinds[1][0], []).append(kinds[1][1])
    for one in by_id.values():
        given: dict[str, list[str]] = one["associations"]
        one["associations"] = {to: [k for k in keys if (to, k) in by_id] for to, keys in given.items()}


def _owners(rows: list[Cells]) -> list[dict[str, Any]]:
    return [
        {
            "id": row.get("owner_id") or row["id"],
            "userId": int(row.get("active_user_id") or 0),
            "firstName": row.get("first_name") or row.get("firstName", ""),
            "lastName": row.get("last_name") or row.get("lastName", ""),
            "email": row.get("email", ""),
            "teams": [],
        }
        for row in rows
        if row.get("owner_id") or row.get("id")
    ]


def _other(name: str, row: Cells) -> dict[str, Any] | None:
    """A row of what is no record, as the API shows it; None for one without its id."""
    named = {plain(key): cell for key, cell in row.items()}
    if name == "submissions":
        at, key = named.get("timestamp", ""), named.get("conversionid")
        values = [{"name": "contact_id", "value": named.get("contactid", "")}]
        about = {"formId": named.get("formid", ""), "pageUrl": named.get("pageurl", ""), "values": values}
        return {"conversionId": key, "submittedAt": _moment(at), **about} if key and at else None
    key = named.get("guid") or named.get("id")
    if not key:
        return None
    if name == "lists":
        kind = {"processingType": named.get("processingtype", "MANUAL"), "objectTypeId": "0-1"}
        return {"listId": key, "name": named.get("name", ""), **kind}
    if name == "events":
        if not named.get("created"):
            return None
        event = {"id": key, "type": named.get("type", "SENT"), "created": _moment(named["created"])}
        event |= {"recipient": named.get("recipient", ""), "appId": _number(named, "appid")}
        return {**event, "emailCampaignId": _number(named, "emailcampaignid")}
    if name == "email_campaigns":
        more = {"subject": named.get("subject", ""), "appId": _number(named, "appid")}
        return {"id": int(key) if key.isdigit() else key, "name": named.get("name", ""), **more}
    return {"id": key, "name": named.get("name", "")}


def _number(named: Cells, name: str) -> int:
    return int(named[name]) if named.get(name, "").isdigit() else 0


def _moment(text: str) -> int:
    try:
        return milliseconds(text)
    except ValueError:
        return 0
