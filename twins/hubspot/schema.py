"""Objects and properties of the portal: HubSpot's own of properties.txt, and the custom ones of a seed or the API."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LIFECYCLE = (
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
    "other",
)


@dataclass(frozen=True)
class Property:
    """One property as /crm/v3/properties shows it."""

    name: str
    type: str
    field_type: str
    label: str
    options: tuple[tuple[str, str], ...] = ()
    flags: frozenset[str] = frozenset()
    group: str = ""
    description: str = ""

    @property
    def readonly(self) -> bool:
        """Set by HubSpot alone?"""
        return "readonly" in self.flags


@dataclass
class ObjectType:
    """One object type: its name in paths, its id, its properties by name."""

    name: str
    type_id: str
    singular: str
    properties: dict[str, Property] = field(default_factory=dict)

    @property
    def modified(self) -> str:
        """The property that holds the time of the last change."""
        return "lastmodifieddate" if self.name == "contacts" else "hs_lastmodifieddate"

    @property
    def created(self) -> str:
        """The property that holds the time of creation."""
        return "createdate" if "createdate" in self.properties else "hs_createdate"

    def add(self, one: Property) -> None:
        """Add or replace a property."""
        self.properties[one.name] = one


def label_of(name: str) -> str:
    """`hs_lead_status` -> `Lead Status`."""
    return " ".join(word.capitalize() for word in name.removeprefix("hs_").split("_"))


def read_property(line: str, object_name: str) -> Property:
    """One line of properties.txt."""
    match = re.match(r"(\w+) (\w+)/(\w+)(?: \[(.*?)\])?(?: (.*))?$", line)
    assert match, line
    name, kind, field_type, options, flags = match.groups()
    split = [o.partition("=") for o in options.split("|")] if options else []
    pairs = tuple((value, label) for value, _, label in split)
    group = f"{object_name.removesuffix('s')}information"
    return Property(name, kind, field_type, label_of(name), pairs, frozenset((flags or "").split()), group)


def read_objects() -> dict[str, ObjectType]:
    """HubSpot's object types by their name in paths."""
    objects: dict[str, ObjectType] = {}
    current: ObjectType | None = None
    for line in Path(__file__).with_name("properties.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("= "):
            name, type_id, singular = line[2:].split(" ")
            current = ObjectType(name, type_id, singular)
            objects[current.name] = current
            continue
        assert current
        current.add(read_property(line, current.name))
    for one in objects.values():
        if "lifecyclestage" in one.properties:
            for stage in LIFECYCLE:
                for kind in (f"hs_v2_date_entered_{stage}", f"hs_v2_date_exited_{stage}"):
                    one.add(Property(kind, "datetime", "date", label_of(kind), flags=frozenset({"readonly"})))
                old = f"hs_lifecyclestage_{stage}_date"
                one.add(Property(old, "datetime", "date", label_of(old), flags=frozenset({"readonly"})))
    return objects


def make_property(given: dict[str, Any]) -> Property:
    """A custom property from its API body (PropertyCreate)."""
    options = tuple((o["value"], o.get("label", o["value"])) for o in given.get("options") or ())
    flags = {"custom"}
    if given.get("hasUniqueValue"):
        flags.add("unique")
    if given.get("readonly"):
        flags.add("readonly")
    kind = given.get("type", "string")
    return Property(
        given["name"],
        kind,
        given.get(
            "fieldType", {"enumeration": "select", "number": "number", "datetime": "date"}.get(kind, "text")
        ),
        given.get("label", label_of(given["name"])),
        options,
        frozenset(flags),
        given.get("groupName", "contactinformation"),
        given.get("description", ""),
    )
