"""Run a SOQL tree over the org as a query sees it: lag applies, deleted rows only for queryAll."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from twins.common.clock import read_moment
from twins.common.store import Row
from twins.salesforce import dates
from twins.salesforce.compare import TEXTS, Getter, Test, aggregated, compared, kind_shown, lowest, sortable
from twins.salesforce.errors import SalesforceError
from twins.salesforce.ids import find_18
from twins.salesforce.org import Org
from twins.salesforce.schema import Field, SObject
from twins.salesforce.soql import Compare, Joined, Literal, Query, Selected, at_text, malformed
from twins.salesforce.values import NUMBERS

# A polymorphic parent (Owner, Who, What) shows only these. Source: Object Reference, "Name".
NAME_FIELDS = (
    "Id",
    "Name",
    "Type",
    "FirstName",
    "LastName",
    "Email",
    "Username",
    "IsActive",
    "Title",
    "Phone",
    "Alias",
)
CHILDREN = {
    ("account", "contacts"): ("Contact", "AccountId"),
    ("account", "opportunities"): ("Opportunity", "AccountId"),
    ("campaign", "campaignmembers"): ("CampaignMember", "CampaignId"),
    ("campaign", "campaignmemberstatuses"): ("CampaignMemberStatus", "CampaignId"),
    ("lead", "tasks"): ("Task", "WhoId"),
    ("lead", "events"): ("Event", "WhoId"),
    ("lead", "campaignmembers"): ("CampaignMember", "LeadId"),
    ("lead", "histories"): ("LeadHistory", "LeadId"),
    ("contact", "tasks"): ("Task", "WhoId"),
    ("contact", "events"): ("Event", "WhoId"),
    ("contact", "campaignmembers"): ("CampaignMember", "ContactId"),
    ("opportunity", "opportunitycontactroles"): ("OpportunityContactRole", "OpportunityId"),
    ("opportunity", "opportunityhistories"): ("OpportunityHistory", "OpportunityId"),
    ("group", "groupmembers"): ("GroupMember", "GroupId"),
    ("group", "queuesobjects"): ("QueueSobject", "QueueId"),
}


class Evaluation:
    """One query at one moment."""

    def __init__(
        self, org: Org, query: Query, now: datetime, *, everything: bool, version: str = "59.0"
    ) -> None:
        self.org = org
        self.query = query
        self.now = now
        self.everything = everything
        self.version = version
        found = org.objects.get(query.source.lower())
        if found is None:
            raise SalesforceError(
                400,
                "INVALID_TYPE",
                at_text(
                    query.text,
                    query.source_at,
                    f"sObject type '{query.source}' is not supported. If you are attempting to use a custom object, be "
                    "sure to append the '__c' after the entity name. Please reference your WSDL or the describe call "
                    "for the appropriate names.",
                ),
            )
        self.sobject: SObject = found

    def records(self) -> list[Row]:
        """The records as the API writes them; aggregates as AggregateResult."""
        self._check_fields()
        test = self.test(self.query.where)
        rows = [row for row in self._near() if (self.everything or not row["IsDeleted"]) and test(row)]
        if self.query.groups or self.is_aggregate():
            return self._cut(self._grouped(rows))
        return [self.shown(row) for row in self._cut(self._ordered(rows))]

    def _near(self) -> Iterator[Row]:
        """Where to look: behind a time, where every row that fits must carry one; else everywhere."""
        store, name = self.org.store, self.sobject.name
        found = lowest(self.query.where)
        one = self.sobject.find(found[0]) if found else None
        if found is None or one is None or one.type != "datetime":
            return store.seen(name, self.now)
        return store.seen_since(name, self.now, one.name, lambda row: row.get(one.name), found[1])

    def is_aggregate(self) -> bool:
        """Does it count or sum instead of listing?"""
        return any(
            s.function in ("COUNT", "COUNT_DISTINCT", "MIN", "MAX", "SUM", "AVG") for s in self.query.selected
        )

    def _cut(self, rows: list[Row]) -> list[Row]:
        end = None if self.query.limit is None else self.query.offset + self.query.limit
        return rows[self.query.offset : end]

    def _check_fields(self) -> None:
        if self.query.offset > 2000:
            raise SalesforceError(400, "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000")
        for one in self.query.selected:
            if one.function == "FIELDS" and one.path.upper() in ("ALL", "CUSTOM"):
                if self.query.limit is None or self.query.limit > 200:
                    raise malformed(
                        "The SOQL FIELDS function must have a LIMIT of at most 200"
                        if self.query.limit
                        else "The SOQL FIELDS function is not supported with an unbounded set of fields in this API."
                    )
            elif one.path and one.function != "FIELDS":
                self.getter(one.path, one.at)

    def field(self, path: str, at: int = 0) -> tuple[list[str], Field | None]:
        """Relation names up to the field, and the field; None where a polymorphic parent shows it."""
        *relations, last = path.split(".")
        sobject: SObject | None = self.sobject
        if relations and relations[0].lower() in (self.sobject.name.lower(), ""):
            relations = relations[1:]
        walked = []
        for name in relations:
            reference = sobject.relation(name) if sobject else None
            if reference is None:
                raise self._no_relation(name, path, at)
            walked.append(reference.name)
            one_target = len(reference.targets) == 1
            sobject = self.org.objects.get(reference.targets[0].lower()) if one_target else None
        if sobject is None:
            if last.lower() not in [n.lower() for n in NAME_FIELDS]:
                raise self._no_field(last, "Name", at)
            return walked, None
        one = sobject.find(last)
        if one is None:
            raise self._no_field(last, sobject.name, at)
        return walked, one

    def _no_field(self, name: str, entity: str, at: int) -> SalesforceError:
        message = (
            f"No such column '{name}' on entity '{entity}'. If you are attempting to use a custom field, be sure to "
            "append the '__c' after the custom field name. Please reference your WSDL or the describe call for the "
            "appropriate names."
        )
        return SalesforceError(400, "INVALID_FIELD", at_text(self.query.text, at, message))

    def _no_relation(self, name: str, path: str, at: int) -> SalesforceError:
        message = (
            f"Didn't understand relationship '{name}' in field path. If you are attempting to use a custom "
            "relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL "
            "or the describe call for the appropriate names."
        )
        return SalesforceError(400, "INVALID_FIELD", at_text(self.query.text, at, message))

    def getter(self, path: str, at: int = 0) -> Getter:
        """A function from a record to the value at a path."""
        walked, one = self.field(path, at)
        name = one.name if one else next(n for n in NAME_FIELDS if n.lower() == path.split(".")[-1].lower())
        if not walked:
            return lambda row: row.get(name)

        def get(row: Row) -> Any:
            current: Row | None = row
            for step in walked:
                current = self.parent(current, step) if current else None
            if current is None:
                return None
            return self.type_of(current) if name == "Type" and one is None else current.get(name)

        return get

    def parent(self, row: Row, reference: str) -> Row | None:
        """The record a reference field points to."""
        key = row.get(reference)
        name = self.org.object_of(key) if key else None
        return self.org.store.find(name, key) if name and key else None

    def type_of(self, row: Row) -> str:
        """`User`, `Queue`, `Lead`: the Type a polymorphic parent shows."""
        name = self.org.object_of(row["Id"]) or ""
        return "Queue" if name == "Group" and row.get("Type") == "Queue" else name

    def test(self, condition: Any) -> Test:
        """A function from a record to whether it fits."""
        if condition is None:
            return lambda row: True
        if isinstance(condition, Joined):
            tests = [self.test(part) for part in condition.parts]
            if condition.how == "NOT":
                return lambda row: not tests[0](row)
            if condition.how == "AND":
                return lambda row: all(test(row) for test in tests)
            return lambda row: any(test(row) for test in tests)
        compare: Compare = condition
        _, one = self.field(compare.path, compare.at)
        get = self.getter(compare.path, compare.at)
        if compare.query is not None:
            return self._semi_join(compare, get)
        kind = one.type if one else "string"
        return compared(compare, kind, get, [self._value(v, kind, compare) for v in compare.values])

    def _semi_join(self, compare: Compare, get: Getter) -> Test:
        assert compare.query
        inner = Evaluation(self.org, compare.query, self.now, everything=self.everything)
        path = compare.query.selected[0].path
        value = inner.getter(path)
        test = inner.test(compare.query.where)
        keys = {
            value(row)
            for row in self.org.store.seen(inner.sobject.name, self.now)
            if (self.everything or not row["IsDeleted"]) and test(row)
        }
        if compare.operator == "IN":
            return lambda row: get(row) in keys
        return lambda row: get(row) not in keys

    def _value(self, literal: Literal, kind: str, compare: Compare) -> Any:
        wrong = SalesforceError(
            400,
            "INVALID_FIELD",
            at_text(
                self.query.text,
                compare.at,
                f"value of filter criterion for field '{compare.path}' must be of type {kind_shown(kind)} and should "
                f"{'not ' if kind not in TEXTS else ''}be enclosed in quotes",
            ),
        )
        if literal.kind == "null":
            return None
        if literal.kind == "range":
            return dates.literal_range(literal.value, self.now, as_date=kind == "date")
        if kind == "datetime":
            if literal.kind != "moment" or "T" not in literal.value:
                raise wrong
            return dates.exact(read_moment(literal.value))
        if kind == "date":
            if literal.kind != "moment" or "T" in literal.value:
                raise wrong
            return literal.value
        expected = "boolean" if kind == "boolean" else "number" if kind in NUMBERS else "text"
        if literal.kind != expected:
            raise wrong
        if kind in ("id", "reference"):
            return find_18(literal.value) or literal.value
        return literal.value.lower() if expected == "text" else literal.value

    def _ordered(self, rows: list[Row]) -> list[Row]:
        for order in reversed(self.query.orders):
            get = self.getter(order.path)
            full = sorted(
                (r for r in rows if get(r) is not None), key=lambda r: sortable(get(r)), reverse=order.down
            )
            empty = [r for r in rows if get(r) is None]
            rows = full + empty if order.nulls_last else empty + full
        return rows

    def shown(self, row: Row) -> Row:
        """One record in the API's shape: attributes, then the selected fields in their order."""
        result: Row = {"attributes": self.attributes(self.sobject.name, row)}
        for one in self.query.selected:
            if one.child is not None:
                result[one.child.source] = self._children(one.child, row)
            elif one.function == "FIELDS":
                custom = {"ALL": (True, False), "CUSTOM": (True,), "STANDARD": (False,)}[one.path.upper()]
                fields = [f for f in self.sobject.fields.values() if f.name.endswith("__c") in custom]
                result |= {f.name: row.get(f.name) for f in fields}
            else:
                self._place(result, row, one)
        return result

    def _place(self, result: Row, row: Row, one: Selected) -> None:
        walked, found = self.field(one.path)
        place, current = result, row
        for step in walked:
            relation = step[:-3] + "__r" if step.endswith("__c") else step.removesuffix("Id")
            above = self.parent(current, step)
            if above is None:
                place[relation] = None
                return
            if place.get(relation) is None:
                place[relation] = {
                    "attributes": self.attributes(self.org.object_of(above["Id"]) or "", above)
                }
            place, current = place[relation], above
        if found is None and one.path.lower().endswith(".type"):
            place["Type"] = self.type_of(current)
        else:
            name = (
                found.name
                if found
                else next(n for n in NAME_FIELDS if n.lower() == one.path.split(".")[-1].lower())
            )
            place[name] = current.get(name)

    def _children(self, child: Query, row: Row) -> Row | None:
        link = CHILDREN.get((self.sobject.name.lower(), child.source.lower()))
        if link is None:
            raise SalesforceError(
                400,
                "INVALID_TYPE",
                f"Didn't understand relationship '{child.source}' in FROM part of query call.",
            )
        name, field = link
        inner = Compare(field, "=", (Literal("text", row["Id"]),))
        where = Joined("AND", (inner, child.where)) if child.where else inner
        query = Query(**{**child.__dict__, "source": name, "where": where})
        rows = Evaluation(
            self.org, query, self.now, everything=self.everything, version=self.version
        ).records()
        return {"totalSize": len(rows), "done": True, "records": rows} if rows else None

    def attributes(self, name: str, row: Row) -> Row:
        """`{"type", "url"}` of a record."""
        return {"type": name, "url": f"/services/data/v{self.version}/sobjects/{name}/{row['Id']}"}

    def _grouped(self, rows: list[Row]) -> list[Row]:
        keys = [self.getter(path) for path in self.query.groups]

        def key(row: Row) -> tuple[Any, ...]:
            return tuple(sortable(get(row)) for get in keys)

        result = []
        groups: Iterable[tuple[Any, Iterable[Row]]] = (
            groupby(sorted(rows, key=key), key) if keys else [((), rows)]
        )
        for _, members in groups:
            result.append(self._aggregate(list(members)))
        for order in reversed(self.query.orders):
            result.sort(key=lambda r: sortable(r.get(order.path)), reverse=order.down)
        return result

    def _aggregate(self, members: list[Row]) -> Row:
        result: Row = {"attributes": {"type": "AggregateResult"}}
        unnamed = 0
        for one in self.query.selected:
            if not one.function:
                result[one.alias or one.path.split(".")[-1]] = self.getter(one.path)(members[0])
                continue
            name = one.alias
            if not name:
                name, unnamed = f"expr{unnamed}", unnamed + 1
            values = [self.getter(one.path)(m) for m in members] if one.path else members
            result[name] = aggregated(one.function, [v for v in values if v is not None])
        return result
