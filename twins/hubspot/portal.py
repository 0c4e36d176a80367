"""The portal: records with their property history, and the rules every write obeys, whoever makes it."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from twins.common.clock import Clock
from twins.common.store import Row, Store
from twins.common.unique import Unique
from twins.hubspot import derive
from twins.hubspot.errors import HubSpotError, invalid, invalid_properties, not_found
from twins.hubspot.schema import ObjectType
from twins.hubspot.values import iso, read_value

# How many versions of a value are kept. Source: developers "Properties": 45 for contacts, 20 for the others.
VERSIONS = {"contacts": 45}
ACTIVITIES = ("calls", "emails", "meetings", "notes", "tasks", "communications")


@dataclass(frozen=True)
class Source:
    """Who wrote: a private app's calls are INTEGRATION with the app's id, a person's clicks CRM_UI with the user's
    id.
    """

    kind: str
    id: str = ""
    user: int | None = None

    @property
    def is_api(self) -> bool:
        """Does the forward-only rule for lifecycle stages bind this writer?"""
        return self.kind == "INTEGRATION"


@dataclass
class Portal:
    """Records in the store, one table per object type; every change goes through here."""

    store: Store
    clock: Clock
    objects: dict[str, ObjectType]
    dice: Random
    hooks: Any = None
    at: str = ""
    _unique: dict[tuple[str, str], Unique] = field(default_factory=dict)

    def type_of(self, name: str) -> ObjectType:
        """An object type by plural, singular or id."""
        for one in self.objects.values():
            if name.lower() in (one.name, one.singular, one.type_id):
                return one
        raise HubSpotError(400, "VALIDATION_ERROR", f"Unable to infer object type from: {name}")

    def now(self) -> str:
        """The server's time as it is written; while a seed is loaded, the time of the record (`at`)."""
        return self.at or iso(self.clock.now())

    def next_id(self, kind: str, step: int = 50) -> str:
        """The next id; records' ids are 51, 101, 151, ... as in a portal's first years.

        Engagements of all types share theirs: `GET /engagements/v1/engagements/:engagementId` names no type.
        """
        space = ACTIVITIES if kind in ACTIVITIES else (kind,)
        number = (self.store.find("twin.sequence", space[0]) or {"n": 0})["n"] + 1
        while any(
            self.store.find(one, str(number * step + 1)) for one in space
        ):  # a seed brings ids of its own
            number += 1
        self.store.put("twin.sequence", space[0], {"n": number})
        return str(number * step + 1)

    def find(self, kind: str, key: str, id_property: str = "") -> Row | None:
        """A record by id, followed through merges, or by a unique property; archived ones too."""
        if id_property and id_property != "hs_object_id":
            return self._find_by(kind, id_property, key)
        row = self.store.find(kind, str(key))
        while row is not None and row.get("mergedInto"):
            row = self.store.find(kind, row["mergedInto"])
        return row

    def _find_by(self, kind: str, name: str, value: str) -> Row | None:
        one = self.type_of(kind).properties.get(name)
        if one is None or "unique" not in one.flags:
            raise invalid(f"Property {name} is not a unique property of {kind}")
        found = self._index(kind, name).find(value.lower(), self.store.rows(kind).get)
        return self.store.find(kind, found) if found else None

    def _index(self, kind: str, name: str) -> Unique:
        if (kind, name) not in self._unique:
            index = Unique(lambda row, value: _holds(row, name, value), lambda: self.store.rows(kind).items())
            for key, row in self.store.rows(kind).items():
                for value in _values(row, name):
                    index.claim(value, key)
            self._unique[kind, name] = index
        return self._unique[kind, name]

    def get(self, kind: str, key: str, id_property: str = "") -> Row:
        """A record that is not archived; 404 otherwise."""
        row = self.find(kind, key, id_property)
        if row is None or row["archived"]:
            raise not_found()
        return row

    def create(
        self,
        kind: str,
        given: dict[str, Any],
        source: Source,
        *,
        key: str = "",
        at: str = "",
        seeded: bool = False,
    ) -> Row:
        """Make one record. `at` and `seeded` let a seed set times and what HubSpot calculates."""
        one = self.type_of(kind)
        props = self._read(one, given, seeded=seeded)
        self._check_new(one, props)
        now = at or self.now()
        row: Row = {
            "id": key or self.next_id(kind),
            "type": kind,
            "props": {},
            "history": {},
            "archived": False,
        }
        row |= {"createdAt": now, "updatedAt": now}
        own = {one.created: now, "hs_object_id": row["id"], "hs_object_source": source.kind}
        props = {**derive.defaults(one, now), **props, **own, "hs_object_source_id": source.id}
        row = self._with(row, props, source, now)
        row = self._with(row, derive.follows(self, one, row, set(props), now), source, now)
        self.store.put(kind, row["id"], row)
        self._tell("creation", row, source)
        return row

    def update(
        self, kind: str, key: str, given: dict[str, Any], source: Source, id_property: str = ""
    ) -> Row:
        """Change one record; values that do not change anything leave no trace."""
        old = self.get(kind, key, id_property)
        one = self.type_of(kind)
        props = self._read(one, given, seeded=False)
        if source.is_api:
            props = derive.without_backward_stage(old, props)
        self._check_taken(one, props, old["id"])
        return self.write(old, props, source)

    def write(self, old: Row, props: dict[str, str], source: Source) -> Row:
        """Write values as given, with what follows from them."""
        changed = {k: v for k, v in props.items() if (old["props"].get(k) or "") != v}
        if not changed:
            return old
        one = self.type_of(old["type"])
        now = self.now()
        row = self._with(old, changed, source, now)
        row = self._with(row, derive.follows(self, one, row, set(changed), now, old), source, now)
        self.store.put(old["type"], old["id"], row)
        for name, value in changed.items():
            self._tell("propertyChange", row, source, propertyName=name, propertyValue=value)
        return row

    def _with(self, row: Row, props: dict[str, str], source: Source, now: str) -> Row:
        if not props:
            return row
        one = self.type_of(row["type"])
        stamped = {**props, one.modified: now} if one.modified not in props else props
        history = dict(row["history"])
        for name, value in stamped.items():
            entry: Row = {"value": value, "timestamp": now, "sourceType": source.kind}
            if source.id:
                entry["sourceId"] = source.id
            if source.user is not None:
                entry["updatedByUserId"] = source.user
            kept = VERSIONS.get(row["type"], 20)
            # The modification time itself has no history worth keeping: it would be one entry a write.
            earlier = [] if name == one.modified else history.get(name, [])
            history[name] = [entry, *earlier][:kept]
        props = {**row["props"], **stamped}
        done = {**row, "props": props, "history": history, "updatedAt": stamped[one.modified]}
        for name in stamped:
            unique = "email" if name == "hs_additional_emails" else name
            if (row["type"], unique) in self._unique:
                for value in _values(done, unique):
                    self._unique[row["type"], unique].claim(value, row["id"])
        return done

    def archive(self, kind: str, key: str, source: Source) -> None:
        """Delete as HubSpot does: the record moves to the recycle bin, listed with archived=true."""
        row = self.find(kind, key)
        if row is None or row["archived"]:
            return
        now = self.now()
        self.store.put(kind, row["id"], {**row, "archived": True, "archivedAt": now, "updatedAt": now})
        self._tell("deletion", row, source)

    def restore(self, kind: str, key: str, source: Source) -> None:
        """Take a record out of the recycle bin."""
        row = self.store.find(kind, key)
        if row is None or not row["archived"]:
            raise not_found()
        back = {k: v for k, v in row.items() if k != "archivedAt"}
        now = self.now()
        self.store.put(
            kind, key, self._with({**back, "archived": False}, {}, source, now) | {"updatedAt": now}
        )
        self._tell("restore", row, source)

    def forget(self, kind: str, key: str, source: Source) -> None:
        """GDPR delete: the record and its history are gone for good."""
        row = self.find(kind, key)
        if row is None:
            raise not_found()
        for merged in (row["props"].get("hs_merged_object_ids") or "").split(";"):
            self.store.drop(kind, merged)
        self.store.drop(kind, row["id"])
        self.store.drop("assoc", f"{kind}:{row['id']}")
        self._tell("privacyDeletion", row, source)

    def _tell(self, what: str, row: Row, source: Source, **more: Any) -> None:
        if self.hooks is not None:
            self.hooks.note(what, row, source, more)

    def tell(self, what: str, row: Row, source: Source, **more: Any) -> None:
        """Tell webhook subscribers of something that is no plain write."""
        self._tell(what, row, source, **more)

    def _read(self, one: ObjectType, given: dict[str, Any], *, seeded: bool) -> dict[str, str]:
        props: dict[str, str] = {}
        problems: list[tuple[str, str, str]] = []
        for name, value in given.items():
            known = one.properties.get(name)
            if known is None:
                problems.append((name, "PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist'))
            elif known.readonly and not seeded:
                problems.append(
                    (name, "READ_ONLY_VALUE", f'"{name}" is a read only property; its value cannot be set.')
                )
            else:
                props[name], problem = read_value(known, value)
                if problem:
                    problems.append((name, *problem))
        if problems:
            raise invalid_properties(problems)
        return props

    def _check_new(self, one: ObjectType, props: dict[str, str]) -> None:
        needed = {"calls": "hs_timestamp", "emails": "hs_timestamp", "meetings": "hs_timestamp"}
        needed |= {"notes": "hs_timestamp", "tasks": "hs_timestamp", "communications": "hs_timestamp"}
        name = needed.get(one.name)
        if name and not props.get(name):
            raise invalid(
                f"Error creating {one.singular.upper()}. Some required properties were not set.",
                context={"properties": [name]},
            )
        self._check_taken(one, props, "")

    def _check_taken(self, one: ObjectType, props: dict[str, str], own: str) -> None:
        for name, value in props.items():
            if "unique" in one.properties[name].flags and value:
                other = self._find_by(one.name, name, value)
                if other and other["id"] != own:
                    what = one.singular.capitalize()
                    raise HubSpotError(409, "CONFLICT", f"{what} already exists. Existing ID: {other['id']}")


def _values(row: Row, name: str) -> list[str]:
    values = [row["props"].get(name) or ""]
    if name == "email":
        values += (row["props"].get("hs_additional_emails") or "").split(";")
    return [str(value).lower() for value in values if value]


def _holds(row: Row, name: str, value: str) -> bool:
    return not row["archived"] and not row.get("mergedInto") and value in _values(row, name)
