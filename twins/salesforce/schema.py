"""Objects and fields of the org: the standard ones of fields.txt, and the custom ones a seed adds."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

TYPES = {
    "string": ("string", 255),
    "email": ("email", 80),
    "phone": ("phone", 40),
    "url": ("url", 255),
    "textarea": ("textarea", 255),
    "combobox": ("combobox", 255),
    "time": ("time", 0),
}
SYSTEM = """
Id id readonly
IsDeleted boolean readonly
CreatedDate datetime readonly
CreatedById reference(User) readonly
LastModifiedDate datetime readonly
LastModifiedById reference(User) readonly
SystemModstamp datetime readonly
"""
# Their records say only when and by whom they were made. Source: Object Reference, each history object's fields.
HISTORIES = ("OpportunityHistory", "LeadHistory", "ContactHistory", "OpportunityFieldHistory")


@dataclass(frozen=True)
class Field:
    """One field: what describe says of it and what writes are checked against."""

    name: str
    type: str
    label: str
    length: int = 0
    values: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()

    @property
    def relation(self) -> str | None:
        """The name under which SOQL walks to the parent: OwnerId -> Owner, Boss__c -> Boss__r."""
        if not self.targets:
            return None
        if self.name.endswith("__c"):
            return f"{self.name[:-3]}__r"
        return self.name.removesuffix("Id")

    @property
    def createable(self) -> bool:
        """May a client give it at creation?"""
        return "readonly" not in self.flags

    @property
    def updateable(self) -> bool:
        """May a client change it later?"""
        return not self.flags & {"readonly", "fixed"}


@dataclass
class SObject:
    """One object: its key prefix, its fields by lower-case name."""

    name: str
    prefix: str
    label: str
    fields: dict[str, Field] = field(default_factory=dict)

    def find(self, name: str) -> Field | None:
        """A field by its API name, whatever the case, as the vendor takes it."""
        return self.fields.get(name.lower())

    def add(self, one: Field) -> None:
        """Add or replace a field."""
        self.fields[one.name.lower()] = one

    def relation(self, name: str) -> Field | None:
        """The reference field behind a relation name (`Owner`), whatever the case."""
        low = name.lower()
        return next((f for f in self.fields.values() if f.relation and f.relation.lower() == low), None)


def label_of(name: str) -> str:
    """`HasOptedOutOfEmail` -> `Has Opted Out Of Email`; `OwnerId` -> `Owner ID`."""
    bare = re.sub(r"__c$", "", name).replace("_", " ")
    return re.sub(r"\bId\b", "ID", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", bare))


def read_field(line: str) -> Field:
    """One line of fields.txt."""
    match = re.match(r"(\w+) (\w+)(?:\((.*?)\))?(?: (.*))?$", line)
    assert match, line
    name, kind, inner, flags = match.groups()
    marks = frozenset((flags or "").split())
    if kind in ("picklist", "multipicklist"):
        return Field(name, kind, label_of(name), 255, tuple((inner or "").split("|")), flags=marks)
    if kind == "reference":
        return Field(name, kind, label_of(name), 18, targets=tuple(inner.split(",")), flags=marks)
    if kind == "id":
        return Field(name, kind, "Record ID", 18, flags=marks)
    length = int(inner) if inner else TYPES.get(kind, (kind, 0))[1]
    return Field(name, kind, label_of(name), length, flags=marks)


def read_objects() -> dict[str, SObject]:
    """The standard objects by lower-case name."""
    objects: dict[str, SObject] = {}
    current: SObject | None = None
    for line in Path(__file__).with_name("fields.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("= "):
            name, prefix, label = line[2:].split(" ", 2)
            current = SObject(name, prefix, label)
            objects[name.lower()] = current
            for system in SYSTEM.strip().splitlines():
                if name not in HISTORIES or "Modif" not in system:
                    current.add(read_field(system))
            continue
        assert current
        current.add(read_field(line))
    return objects


def add_custom(objects: dict[str, SObject], seed: dict[str, Any]) -> None:
    """Add a seed's own fields and picklists.

    `custom_fields`: object -> list of {name, type, values?, length?, targets?, external?, unique?, label?}.
    `picklists`: "Lead.Status" -> its values, replacing the standard ones.
    """
    for name, fields in seed.get("custom_fields", {}).items():
        for one in fields:
            marks = {mark for mark in ("external", "unique", "readonly", "required") if one.get(mark)}
            objects[name.lower()].add(
                Field(
                    one["name"],
                    one.get("type", "string"),
                    one.get("label", label_of(one["name"])),
                    int(one.get("length", 32_000 if one.get("type") == "textarea" else 255)),
                    tuple(one.get("values", ())),
                    tuple(one.get("targets", ())),
                    frozenset(marks),
                )
            )
    for path, values in seed.get("picklists", {}).items():
        name, _, field_name = path.partition(".")
        one = objects[name.lower()].fields[field_name.lower()]
        objects[name.lower()].add(replace(one, values=tuple(values)))
        if path == "Opportunity.StageName":
            history = objects["opportunityhistory"]
            history.add(replace(history.fields["stagename"], values=tuple(values)))
