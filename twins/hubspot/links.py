"""Associations between records, kept from both ends, and what they do to contacts.

Source: developers "Associations v4" and its tables of HubSpot-defined association type ids; knowledge "HubSpot's
default
contact properties" for the activity properties that engagements move.
"""

from dataclasses import dataclass
from typing import Any

from twins.common.store import Row
from twins.hubspot.errors import not_found
from twins.hubspot.portal import Portal, Source

# (from, to) -> (default type id, primary type id or 0)
TYPES: dict[tuple[str, str], tuple[int, int]] = {
    ("contacts", "companies"): (279, 1),
    ("companies", "contacts"): (280, 2),
    ("deals", "contacts"): (3, 0),
    ("contacts", "deals"): (4, 0),
    ("deals", "companies"): (341, 5),
    ("companies", "deals"): (342, 6),
    ("leads", "contacts"): (608, 578),
    ("contacts", "leads"): (607, 579),
    ("leads", "companies"): (610, 0),
    ("companies", "leads"): (609, 0),
    ("leads", "calls"): (596, 0),
    ("calls", "leads"): (595, 0),
    ("contacts", "calls"): (193, 0),
    ("calls", "contacts"): (194, 0),
    ("companies", "calls"): (181, 0),
    ("calls", "companies"): (182, 0),
    ("deals", "calls"): (205, 0),
    ("calls", "deals"): (206, 0),
    ("contacts", "emails"): (197, 0),
    ("emails", "contacts"): (198, 0),
    ("companies", "emails"): (185, 0),
    ("emails", "companies"): (186, 0),
    ("deals", "emails"): (209, 0),
    ("emails", "deals"): (210, 0),
    ("contacts", "meetings"): (199, 0),
    ("meetings", "contacts"): (200, 0),
    ("companies", "meetings"): (187, 0),
    ("meetings", "companies"): (188, 0),
    ("deals", "meetings"): (211, 0),
    ("meetings", "deals"): (212, 0),
    ("contacts", "notes"): (201, 0),
    ("notes", "contacts"): (202, 0),
    ("companies", "notes"): (189, 0),
    ("notes", "companies"): (190, 0),
    ("deals", "notes"): (213, 0),
    ("notes", "deals"): (214, 0),
    ("contacts", "tasks"): (203, 0),
    ("tasks", "contacts"): (204, 0),
    ("companies", "tasks"): (191, 0),
    ("tasks", "companies"): (192, 0),
    ("deals", "tasks"): (215, 0),
    ("tasks", "deals"): (216, 0),
    ("contacts", "communications"): (82, 0),
    ("communications", "contacts"): (81, 0),
    ("companies", "communications"): (88, 0),
    ("communications", "companies"): (87, 0),
    ("deals", "communications"): (86, 0),
    ("communications", "deals"): (85, 0),
    ("companies", "companies"): (13, 0),
    ("contacts", "contacts"): (449, 0),
}
REACHES_OUT = {
    "calls": "CALL",
    "emails": "EMAIL",
    "meetings": "MEETING_EVENT",
    "communications": "COMMUNICATION",
}
BY_NUMBER = {number: pair for pair, numbers in TYPES.items() for number in numbers if number}


@dataclass
class Links:
    """Associations: one row per record, `{to type: {to id: [type ids]}}`."""

    portal: Portal

    def of(self, kind: str, key: str, to: str) -> dict[str, list[int]]:
        """The ids of `to` records linked to a record, with their association types."""
        row: Row = self.portal.store.find("assoc", f"{kind}:{key}") or {}
        found: dict[str, list[int]] = row.get(to, {})
        return found

    def add(self, kind: str, key: str, to: str, to_key: str, numbers: list[int], source: Source) -> list[int]:
        """Link two records both ways; without numbers, by the default type."""
        self.portal.get(kind, key)
        self.portal.get(to, to_key)
        default, primary = TYPES.get((kind, to), (0, 0))
        if not default:
            raise not_found(f"No default association type exists between {kind} and {to}")
        back_default, back_primary = TYPES[(to, kind)]
        if not numbers and primary and not any(primary in n for n in self.of(kind, key, to).values()):
            # The first company of a contact or deal becomes its primary one.
            numbers = [primary]
        forward = sorted({default, *numbers})
        backward = sorted({back_default, *([back_primary] if primary in forward and back_primary else [])})
        new = to_key not in self.of(kind, key, to)
        if primary and primary in forward:
            self._only_primary(kind, key, to, primary, back_primary)
        self._put(kind, key, to, to_key, forward)
        self._put(to, to_key, kind, key, backward)
        if new:
            self._after(kind, key, to, to_key, source, forward)
        elif primary in forward and primary:
            self._company_of(kind, key, to, to_key, source)
        return forward

    def remove(self, kind: str, key: str, to: str, to_key: str, source: Source) -> None:
        """Unlink two records, both ways."""
        for a, a_key, b, b_key in ((kind, key, to, to_key), (to, to_key, kind, key)):
            row = self.portal.store.find("assoc", f"{a}:{a_key}") or {}
            kept = {k: v for k, v in row.get(b, {}).items() if k != b_key}
            self.portal.store.put("assoc", f"{a}:{a_key}", {**row, b: kept})
        record = self.portal.find(kind, key)
        if record:
            self.portal.tell(
                "associationChange", record, source, to=to, toObjectId=int(to_key), associationRemoved=True
            )
        contact = (kind, key, to) if kind == "contacts" and to == "companies" else (to, to_key, kind)
        if contact[0] == "contacts" and contact[2] == "companies":
            self._forget_company(contact[1], to_key if kind == "contacts" else key, source)

    def _forget_company(self, contact: str, company: str, source: Source) -> None:
        row = self.portal.find("contacts", contact)
        if row and row["props"].get("associatedcompanyid") == company:
            self.portal.write(row, {"associatedcompanyid": ""}, source)

    def _put(self, kind: str, key: str, to: str, to_key: str, numbers: list[int]) -> None:
        row = self.portal.store.find("assoc", f"{kind}:{key}") or {}
        self.portal.store.put("assoc", f"{kind}:{key}", {**row, to: {**row.get(to, {}), to_key: numbers}})

    def _only_primary(self, kind: str, key: str, to: str, primary: int, back_primary: int) -> None:
        for other, numbers in self.of(kind, key, to).items():
            if primary in numbers:
                self._put(kind, key, to, other, [n for n in numbers if n != primary])
                back = self.of(to, other, kind).get(key, [])
                self._put(to, other, kind, key, [n for n in back if n != back_primary])

    def _after(self, kind: str, key: str, to: str, to_key: str, source: Source, numbers: list[int]) -> None:
        record = self.portal.get(kind, key)
        self.portal.tell(
            "associationChange", record, source, to=to, toObjectId=int(to_key), associationRemoved=False
        )
        if TYPES[(kind, to)][1] in numbers:
            self._company_of(kind, key, to, to_key, source)
        for a, a_key, b, b_key in ((kind, key, to, to_key), (to, to_key, kind, key)):
            if a in ("contacts", "companies", "deals") and b in (*REACHES_OUT, "notes"):
                self.touched(a, a_key, b, self.portal.get(b, b_key))
            if (a, b) in (("contacts", "deals"), ("companies", "contacts"), ("deals", "contacts")):
                name = "num_associated_deals" if b == "deals" else "num_associated_contacts"
                count = str(len(self.of(a, a_key, b)))
                self.portal.write(self.portal.get(a, a_key), {name: count}, Source("CALCULATED"))

    def _company_of(self, kind: str, key: str, to: str, to_key: str, source: Source) -> None:
        if kind == "contacts" and to == "companies":
            self.portal.write(self.portal.get(kind, key), {"associatedcompanyid": to_key}, source)
        if kind == "companies" and to == "contacts":
            self.portal.write(self.portal.get(to, to_key), {"associatedcompanyid": key}, source)

    def touched(self, kind: str, key: str, activity: str, engagement: Row) -> None:
        """Move a record's activity properties by an engagement that was linked to it."""
        row = self.portal.get(kind, key)
        props, moment = row["props"], engagement["props"].get("hs_timestamp") or engagement["createdAt"]
        more = {
            "num_notes": str(int(props.get("num_notes") or 0) + 1),
            "notes_last_updated": max(props.get("notes_last_updated") or "", moment),
        }
        if activity in REACHES_OUT:
            contacted = max(props.get("notes_last_contacted") or "", moment)
            count = str(int(props.get("num_contacted_notes") or 0) + 1)
            more |= {"num_contacted_notes": count, "notes_last_contacted": contacted}
            more["hs_last_sales_activity_timestamp"] = contacted
        if kind == "contacts" and activity in REACHES_OUT:
            more["hs_is_unworked"] = "false"
            if not props.get("hs_sa_first_engagement_date"):
                more["hs_sa_first_engagement_date"] = moment
                more["hs_sa_first_engagement_object_type"] = REACHES_OUT[activity]
                more["hs_first_outreach_date"] = moment
            if engagement["props"].get("hs_email_direction") == "INCOMING_EMAIL":
                more["hs_sales_email_last_replied"] = moment
        self.portal.write(row, more, Source("CALCULATED"))

    def move(self, kind: str, loser: str, winner: str, source: Source) -> None:
        """Hand a merged record's links to the winner."""
        row = dict(self.portal.store.find("assoc", f"{kind}:{loser}") or {})
        for to, others in row.items():
            for to_key, numbers in others.items():
                other = self.portal.store.find("assoc", f"{to}:{to_key}") or {}
                backward = {k: v for k, v in other.get(kind, {}).items() if k != loser}
                backward.setdefault(winner, other.get(kind, {}).get(loser, []))
                self.portal.store.put("assoc", f"{to}:{to_key}", {**other, kind: backward})
                if to_key not in self.of(kind, winner, to):
                    primary = TYPES[(kind, to)][1]
                    kept = [
                        n for n in numbers if n != primary or not self._has_primary(kind, winner, to, primary)
                    ]
                    self._put(kind, winner, to, to_key, kept)
        self.portal.store.drop("assoc", f"{kind}:{loser}")

    def _has_primary(self, kind: str, key: str, to: str, primary: int) -> bool:
        return any(primary in numbers for numbers in self.of(kind, key, to).values())

    def shown(self, kind: str, to: str, numbers: list[int]) -> list[dict[str, Any]]:
        """Association types as v4 shows them."""
        labels = {1: "Primary", 2: "Primary", 5: "Primary", 6: "Primary", 578: "Primary", 579: "Primary"}
        return [
            {"category": "HUBSPOT_DEFINED", "typeId": n, **({"label": labels[n]} if n in labels else {})}
            for n in sorted(numbers)
        ]
