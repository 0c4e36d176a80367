"""The org: records and the rules every write obeys, whoever makes it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from twins.common.clock import Clock
from twins.common.store import Row, Store
from twins.common.unique import Unique
from twins.salesforce import derive
from twins.salesforce.errors import SalesforceError, deleted, not_found
from twins.salesforce.ids import find_18, make_id
from twins.salesforce.schema import HISTORIES, Field, SObject
from twins.salesforce.values import read_value, stamp

# A seed may set these, as an org's "Set Audit Fields upon Record Creation" permission allows for migrations.
AUDIT = {
    "createddate",
    "createdbyid",
    "lastmodifieddate",
    "lastmodifiedbyid",
    "systemmodstamp",
    "id",
    "isdeleted",
}


@dataclass
class Org:
    """Records in the store, one table per object; every change goes through here."""

    store: Store
    clock: Clock
    objects: dict[str, SObject]
    default_user: str = ""
    locked: int = 0
    rules: dict[str, str] = field(default_factory=dict)
    _unique: dict[tuple[str, str], Unique] = field(default_factory=dict)
    _members: dict[tuple[str, str | None], str] = field(default_factory=dict)

    def take_lock(self) -> None:
        """Fail an API write as a row that another transaction holds, `locked` times (setting)."""
        if self.locked > 0:
            self.locked -= 1
            raise SalesforceError(
                400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record", []
            )

    def check_rules(self, name: str, values: dict[str, Any]) -> None:
        """Refuse an API write that sets a field which a validation rule (`rules`: field to message) does not allow."""
        for one in values:
            message = self.rules.get(f"{name}.{one}")
            if message:
                raise SalesforceError(400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", message, [one])

    def sobject(self, name: str) -> SObject:
        """An object by name, whatever the case; NOT_FOUND otherwise."""
        found = self.objects.get(name.lower())
        if found is None:
            raise not_found()
        return found

    def now(self) -> str:
        """The server's time as it is stamped."""
        return stamp(self.clock.now())

    def next_id(self, prefix: str) -> str:
        """The next id of a prefix that no record has (a seed may bring ids of its own)."""
        names = [o.name for o in self.objects.values() if o.prefix == prefix]
        number = (self.store.find("twin.sequence", prefix) or {"n": 0})["n"] + 1
        while any(self.store.find(name, make_id(prefix, number)) for name in names):
            number += 1
        self.store.put("twin.sequence", prefix, {"n": number})
        return make_id(prefix, number)

    def find(self, name: str, key: object) -> Row | None:
        """A record, deleted or not, by 15 or 18 characters."""
        full = find_18(key)
        return self.store.find(name, full) if full else None

    def live(self, name: str) -> Iterator[Row]:
        """The records that are not deleted, as truly stored."""
        return (row for row in list(self.store.rows(name).values()) if not row["IsDeleted"])

    def get(self, name: str, key: object) -> Row:
        """A record that is not deleted; the vendor's errors otherwise."""
        full = find_18(key)
        if full is None:
            raise SalesforceError(400, "MALFORMED_ID", f"malformed id {key}", ["Id"])
        row = self.store.find(name, full)
        if row is None:
            raise not_found()
        if row["IsDeleted"]:
            raise deleted()
        return row

    def object_of(self, key: str) -> str | None:
        """The object a record id belongs to, or None."""
        return next(
            (
                o.name
                for o in self.objects.values()
                if key.startswith(o.prefix) and self.store.find(o.name, key)
            ),
            None,
        )

    def create(self, name: str, values: dict[str, Any], by: str, *, audit: bool = False) -> str:
        """Make one record and give its id. `audit` lets a seed set stamps and ids."""
        sobject = self.sobject(name)
        given = self._read(sobject, values, creating=True, audit=audit)
        now = self.now()
        key = given.get("Id") or self.next_id(sobject.prefix)
        row: Row = {f.name: False if f.type == "boolean" else None for f in sobject.fields.values()}
        row |= {"CreatedDate": now, "CreatedById": by, "SystemModstamp": now}
        if name not in HISTORIES:
            row |= {"LastModifiedDate": now, "LastModifiedById": by}
        row |= {**derive.defaults(self, sobject, by), **given, "Id": key}
        self._check_required(sobject, row)
        self._check_unique(sobject, row)
        derive.before(self, sobject.name, row, None)
        self.store.put(sobject.name, key, row)
        derive.after(self, sobject.name, row, None, by)
        return str(key)

    def update(self, name: str, key: object, values: dict[str, Any], by: str, *, free: bool = False) -> Row:
        """Change one record. `free` lets the org's own acts write what clients may not (conversion, merge)."""
        sobject = self.sobject(name)
        old = self.get(name, key)
        if old.get("IsConverted") and not free:
            raise SalesforceError(400, "CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead", [])
        given = values if free else self._read(sobject, values, creating=False, audit=False)
        now = self.now()
        row = {**old, **given, "LastModifiedDate": now, "LastModifiedById": by, "SystemModstamp": now}
        self._check_required(sobject, row)
        self._check_unique(sobject, row)
        derive.before(self, sobject.name, row, old)
        self.store.put(sobject.name, old["Id"], row)
        derive.after(self, sobject.name, row, old, by)
        return row

    def remove(self, name: str, key: object, by: str, master: str | None = None) -> None:
        """Put a record in the recycle bin, with what hangs on it; `master` names the winner of a merge."""
        row = self.get(name, key)
        now = self.now()
        gone = {
            **row,
            "IsDeleted": True,
            "LastModifiedDate": now,
            "LastModifiedById": by,
            "SystemModstamp": now,
        }
        if master:
            gone["MasterRecordId"] = master
        self.store.put(name, row["Id"], gone)
        if name == "CampaignMember":
            derive.count_member(self, gone, row)
        if not master:
            for child, child_key in derive.children(self, name, row["Id"]):
                self.remove(child, child_key, by)

    def restore(self, name: str, key: str, by: str) -> None:
        """Take a record out of the recycle bin, with what went there with it (as the console's Undelete does)."""
        row = self.find(name, key)
        if row is None or not row["IsDeleted"]:
            raise SalesforceError(400, "UNDELETE_FAILED", "entity is not in the recycle bin", [])
        now = self.now()
        back = {
            **row,
            "IsDeleted": False,
            "LastModifiedDate": now,
            "LastModifiedById": by,
            "SystemModstamp": now,
        }
        self.store.put(name, row["Id"], back)
        if name == "CampaignMember":
            derive.count_member(self, back, row)
        for child, child_key in derive.children(self, name, row["Id"], gone_at=row["SystemModstamp"]):
            self.restore(child, child_key, by)

    def membership(self, campaign: str, person: str) -> str | None:
        """The live member of a campaign that is this person."""
        if not self._members:
            for row in self.store.rows("CampaignMember").values():
                for who in (row["LeadId"], row["ContactId"]):
                    self._members[row["CampaignId"], who] = row["Id"]
        key = self._members.get((campaign, person))
        found = self.store.find("CampaignMember", key) if key else None
        live = (
            found is not None and not found["IsDeleted"] and person in (found["LeadId"], found["ContactId"])
        )
        return key if live else None

    def claim_membership(self, campaign: str, person: str, member: str) -> None:
        """Remember who the member is; what is remembered is checked against the record when asked."""
        self._members[campaign, person] = member

    def quietly(self, name: str, key: str, values: dict[str, Any]) -> None:
        """Write roll-up values, which move no stamp (LastActivityDate, campaign counters)."""
        row = self.store.find(name, key)
        if row and any(row.get(k) != v for k, v in values.items()):
            self.store.put(name, key, {**row, **values})

    def _read(
        self, sobject: SObject, values: dict[str, Any], *, creating: bool, audit: bool
    ) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for name, value in values.items():
            if name == "attributes":
                continue
            one = sobject.find(name)
            if one is None:
                raise SalesforceError(
                    400, "INVALID_FIELD", f"No such column '{name}' on sobject of type {sobject.name}"
                )
            if audit and (one.name.lower() in AUDIT or not one.createable):
                given[one.name] = read_value(one, value)
                continue
            if not (one.createable if creating else one.updateable):
                verb = "create" if creating else "update"
                raise SalesforceError(
                    400,
                    "INVALID_FIELD_FOR_INSERT_UPDATE",
                    f"Unable to {verb} fields: {one.name}. Please check the security settings of this field and verify "
                    "that it is read/write for your profile or permission set.",
                    [one.name],
                )
            given[one.name] = self._checked(one, read_value(one, value), audit)
        return given

    def _checked(self, one: Field, value: Any, audit: bool) -> Any:
        if one.type != "reference" or value is None or audit:
            return value
        rows = (self.store.find(target, value) for target in one.targets)
        found = next((row for row in rows if row), None)
        if found is None:
            raise SalesforceError(
                400,
                "INVALID_CROSS_REFERENCE_KEY",
                "invalid cross reference id",
                [one.name] if one.name else [],
            )
        if found["IsDeleted"]:
            raise SalesforceError(400, "ENTITY_IS_DELETED", "entity is deleted", [])
        return value

    def _check_required(self, sobject: SObject, row: Row) -> None:
        lacking = [
            f.name for f in sobject.fields.values() if "required" in f.flags and row.get(f.name) in (None, "")
        ]
        if lacking:
            names = ", ".join(lacking)
            raise SalesforceError(
                400, "REQUIRED_FIELD_MISSING", f"Required fields are missing: [{names}]", lacking
            )

    def _check_unique(self, sobject: SObject, row: Row) -> None:
        for one in sobject.fields.values():
            if "unique" not in one.flags or row.get(one.name) is None:
                continue
            other = self.holder(sobject.name, one.name, row[one.name])
            if other and other["Id"] != row["Id"]:
                raise SalesforceError(
                    400,
                    "DUPLICATE_VALUE",
                    f"duplicate value found: {one.name} duplicates value on record with id: {other['Id'][:15]}",
                    [],
                )
            self._index(sobject.name, one.name).claim(str(row[one.name]).lower(), row["Id"])

    def holder(self, name: str, field_name: str, value: object) -> Row | None:
        """The live record that holds a unique value."""
        index = self._index(name, field_name)
        key = index.find(str(value).lower(), self.store.rows(name).get)
        return self.store.find(name, key) if key else None

    def _index(self, name: str, field_name: str) -> Unique:
        if (name, field_name) not in self._unique:
            index = Unique(
                lambda row, value: not row["IsDeleted"] and str(row.get(field_name)).lower() == value,
                lambda: self.store.rows(name).items(),
            )
            for key, row in self.store.rows(name).items():
                if row.get(field_name) is not None:
                    index.claim(str(row[field_name]).lower(), key)
            self._unique[name, field_name] = index
        return self._unique[name, field_name]


def same_text(a: Any, b: Any) -> bool:
    """Equal as the vendor compares: text without regard to case."""
    return a.lower() == b.lower() if isinstance(a, str) and isinstance(b, str) else bool(a == b)
