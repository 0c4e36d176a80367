"""A folder of CSV files as an org: exports by API name, or a warehouse's spelling of the same columns.

Nothing is refused for one bad value: a value that the org would not take is left out, an id that is none (hashed by
whoever published the file) is replaced by one made from it, the same everywhere.
"""

from hashlib import blake2b
from pathlib import Path
from typing import Any

from twins.common.clock import read_moment
from twins.common.csv_folder import Cells, find_named, plain, read_folder
from twins.salesforce.errors import SalesforceError
from twins.salesforce.ids import find_18, make_id
from twins.salesforce.schema import Field, SObject, add_custom, read_objects
from twins.salesforce.seed import integration_user
from twins.salesforce.values import read_value, stamp

Values = dict[str, Any]
OURS = 1_999_999_999  # the number of our own user's id: far from those of any export
# A row of a history says nothing without the record it is of; a warehouse's history mode has none.
HISTORY_OF = {
    "LeadHistory": "LeadId",
    "ContactHistory": "ContactId",
    "OpportunityHistory": "OpportunityId",
    "OpportunityFieldHistory": "OpportunityId",
}
# What docs/beside-the-crm.md asks an administrator to make; an org that is loaded has it already.
PREPARED: dict[str, list[dict[str, Any]]] = {
    name: [
        {"name": "Accord_Class__c"},
        {"name": "Accord_Due__c", "type": "datetime"},
        {"name": "Accord_Why_Qualified__c"},
        {"name": "Accord_Dossier__c", "type": "url"},
        {"name": "Accord_Stage__c"},
        {"name": "Accord_Reason__c"},
        {"name": "Accord_Recycle_Date__c", "type": "date"},
        {"name": "Accord_Hold_Until__c", "type": "datetime"},
    ]
    for name in ("Lead", "Contact")
} | {
    # What most orgs make for themselves: why a deal was lost, and who was there too.
    "Opportunity": [{"name": "Loss_Reason__c"}, {"name": "Competitor__c"}],
    "Task": [{"name": "Accord_Id__c", "external": True, "unique": True}],
}
# Values that follow from others in the org, and would be refused or doubled when given.
_FOLLOWS = {"User": {"name"}, "Lead": {"name"}, "Contact": {"name"}}


def load_folder(folder: Path) -> dict[str, Any]:
    """The seed of an org that holds what the folder's files say; `left_out` names files of no object."""
    objects = read_objects()
    names = {name: one.name for name, one in objects.items()}
    found, left = read_folder(folder, lambda stem: find_named(names, stem))
    add_custom(objects, {"custom_fields": PREPARED})
    rows = {name: _fit_all(objects, objects[name.lower()], cells) for name, cells in found.items()}
    _tidy(rows)
    made = {name: list(one.values()) for name, one in rows.items()}
    made["User"] = [{**integration_user(), "Id": make_id("005", OURS)}, *made.get("User", [])]
    return {
        "objects": made,
        "custom_fields": PREPARED,
        "as_exported": True,
        "left_out": left,
    }


def _fit_all(objects: dict[str, SObject], sobject: SObject, cells: list[Cells]) -> dict[str, Values]:
    """The rows by id; of two with one id the later stands, as in a history of the same record."""
    made = {}
    for number, row in enumerate(cells):
        values = _fit(objects, sobject, row)
        key = values.setdefault("Id", make_id(sobject.prefix, 1_000_000 + number))
        if _complete(sobject, values):
            made[key] = values
    return made


def _fit(objects: dict[str, SObject], sobject: SObject, row: Cells) -> Values:
    """The cells that are fields of the object, as values that it takes."""
    fields = {plain(one.name): one for one in sobject.fields.values()}
    values: Values = {}
    for name, cell in row.items():
        one = fields.get(plain(name))
        if one is None or one.name.lower() in _FOLLOWS.get(sobject.name, ()):
            continue
        try:
            values[one.name] = _value(objects, sobject, one, cell)
        except SalesforceError:
            continue
    _name_parts(sobject, row, values)
    return values


def _value(objects: dict[str, SObject], sobject: SObject, one: Field, cell: str) -> Any:
    if one.type in ("reference", "id") and find_18(cell) is None:
        prefix = objects[one.targets[0].lower()].prefix if one.targets else sobject.prefix
        digest = blake2b(cell.encode(), digest_size=6).digest()
        return make_id(prefix, int.from_bytes(digest, "big"))
    return read_value(one, cell[: one.length] if one.type == "string" and one.length else cell)


def _name_parts(sobject: SObject, row: Cells, values: Values) -> None:
    """A person's parts of a name where only the whole was given."""
    if "lastname" not in sobject.fields or values.get("LastName"):
        return
    whole = next((cell for name, cell in row.items() if plain(name) == "name"), "")
    first, _, last = whole.rpartition(" ")
    values |= {"FirstName": first[:40] or None, "LastName": last[:80] or "(no name)"}


def _complete(sobject: SObject, values: Values) -> bool:
    """What must be there and is not; and the stamp that follows from others. False: it hangs on nothing."""
    made = values.get("CreatedDate") or values.get("LastModifiedDate")
    moment = values.get("SystemModstamp") or values.get("LastModifiedDate") or made
    if moment:
        values["SystemModstamp"] = moment
    for one in sobject.fields.values():
        if "required" in one.flags and values.get(one.name) in (None, "") and one.name != "OwnerId":
            if one.type == "reference":
                return False
            values[one.name] = _stand_in(one, values, made)
    if sobject.name == "Event" and not values.get("StartDateTime"):
        values["StartDateTime"] = made or stamp(read_moment("2020-01-01"))
    return sobject.name not in HISTORY_OF or bool(values.get(HISTORY_OF[sobject.name]))


def _stand_in(one: Field, values: Values, made: str | None) -> Any:
    if one.type == "email" or one.name == "Username":
        return f"{values['Id'].lower()}@unknown.example"
    if one.type in ("date", "datetime"):
        return (made or "2020-01-01T00:00:00.000+0000")[: 10 if one.type == "date" else None]
    if one.type == "picklist":
        return one.values[0]
    return False if one.type == "boolean" else "(unknown)"


def _tidy(rows: dict[str, dict[str, Values]]) -> None:
    """What the org would have done: activities of a converted lead hang on its contact."""
    gone = {
        key: row.get("ConvertedContactId")
        for key, row in rows.get("Lead", {}).items()
        if row.get("IsConverted")
    }
    for name in ("Task", "Event"):
        for row in rows.get(name, {}).values():
            if row.get("WhoId") in gone:
                row["WhoId"] = gone[row["WhoId"]]
    members = rows.get("CampaignMember", {})
    for key in [k for k, row in members.items() if not (row.get("LeadId") or row.get("ContactId"))]:
        del members[key]
