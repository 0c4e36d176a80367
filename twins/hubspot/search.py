"""POST /crm/v3/objects/{type}/search.

Source: developers "Search the CRM": up to 5 filter groups of 10 filters (changelog of 26 August 2024: 25 in all),
200 a
page, 10,000 in all, one sort, archived records never; new and changed records take a moment to appear.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from twins.common.store import Row
from twins.common.web import Request, Response, answer_json
from twins.hubspot.errors import invalid
from twins.hubspot.portal import Source
from twins.hubspot.records import Records
from twins.hubspot.schema import ObjectType, Property
from twins.hubspot.values import milliseconds

CAP = 10_000
BEHIND = ("EQ", "GT", "GTE", "BETWEEN", "HAS_PROPERTY")
TEXT_SEARCH = {
    "contacts": ("firstname", "lastname", "email", "phone", "company"),
    "companies": ("name", "domain", "website", "phone"),
    "deals": ("dealname", "pipeline", "dealstage"),
}


class Search:
    """The search endpoint over the records as the index sees them."""

    def __init__(self, records: Records) -> None:
        self.records = records
        self.portal = records.portal
        self._last: tuple[tuple[Any, ...], list[Row]] = ((), [])

    def search(self, request: Request, source: Source, kind: str) -> Response:
        """One page of what fits."""
        one = self.portal.type_of(kind)
        given = request.json()
        limit, after = _whole(given, "limit", 10), _whole(given, "after", 0)
        if not 1 <= limit <= 200:
            raise invalid(f"Invalid input JSON: limit must be between 1 and 200, got {limit}")
        if after + limit > CAP:
            raise invalid(
                f"Invalid input: the search API only supports paging through the first {CAP} results"
            )
        rows = self._found(one, given)
        page = rows[after : after + limit]
        body: Row = {
            "total": len(rows),
            "results": [self.records.shown(r, given.get("properties") or []) for r in page],
        }
        if after + limit < len(rows):
            body["paging"] = {"next": {"after": str(after + limit), "link": "?after=" + str(after + limit)}}
        return answer_json(200, body)

    def _found(self, one: ObjectType, given: Row) -> list[Row]:
        """Everything that fits; kept for the next page while nothing changes."""
        asked = {k: v for k, v in given.items() if k not in ("after", "limit", "properties")}
        state = (one.name, json.dumps(asked, sort_keys=True), self.portal.store.version)
        if self._last[0] == state and self.portal.store.settled():
            return self._last[1]
        test = self._test(one, given)
        fitting = [
            r for r in self._near(one, given) if not r["archived"] and not r.get("mergedInto") and test(r)
        ]
        rows = self._sorted(one, fitting, given.get("sorts") or [])
        self._last = (state, rows) if self.portal.store.settled() else ((), [])
        return rows

    def _near(self, one: ObjectType, given: Row) -> Iterator[Row]:
        """Where to look: behind a time, where every row that fits must carry one; else everywhere."""
        store, now = self.portal.store, self.portal.clock.now()
        groups = given.get("filterGroups") or []
        if len(groups) == 1:
            for only in groups[0].get("filters") or []:
                known, operator = one.properties.get(only.get("propertyName", "")), only.get("operator")
                if known and known.type == "datetime" and operator in BEHIND:
                    low = None if operator == "HAS_PROPERTY" else _comparable(known, only.get("value"))
                    return store.seen_since(one.name, now, known.name, _reader(known), low)
        return store.seen(one.name, now)

    def _test(self, one: ObjectType, given: Row) -> Callable[[Row], bool]:
        groups = given.get("filterGroups") or []
        filters = [f for group in groups for f in group.get("filters") or []]
        if len(groups) > 5 or any(len(g.get("filters") or []) > 10 for g in groups) or len(filters) > 25:
            raise invalid("Too many filters: at most 5 filter groups, 10 filters each, 25 in all")
        tests = [[self._filter(one, f) for f in group.get("filters") or []] for group in groups]
        words = str(given.get("query") or "").lower().split()
        names = TEXT_SEARCH.get(one.name, ())

        def fits(row: Row) -> bool:
            if tests and not any(all(test(row) for test in group) for group in tests):
                return False
            text = " ".join(str(row["props"].get(n) or "") for n in names).lower()
            return all(word in text for word in words)

        return fits

    def _filter(self, one: ObjectType, given: Row) -> Callable[[Row], bool]:
        name, operator = given.get("propertyName", ""), given.get("operator", "")
        known = one.properties.get(name)
        if known is None:
            if name.startswith("associations."):
                return self._linked(one, name.removeprefix("associations."), str(given.get("value")))
            raise invalid(
                f"There was a problem with the request: property {name} does not exist on {one.name}"
            )

        def value(row: Row) -> Any:
            return _comparable(known, row["props"].get(name))

        return _operation(operator, known, given, value)

    def _linked(self, one: ObjectType, to: str, key: str) -> Callable[[Row], bool]:
        kind = self.portal.type_of(to).name
        return lambda row: key in self.records.links.of(one.name, row["id"], kind)

    def _sorted(self, one: ObjectType, rows: list[Row], sorts: list[Any]) -> list[Row]:
        if not sorts:
            return sorted(rows, key=lambda r: int(r["id"]))
        if len(sorts) > 1:
            raise invalid("Only one sort is supported")
        first = sorts[0]
        name = first if isinstance(first, str) else first.get("propertyName", "")
        down = not isinstance(first, str) and first.get("direction") == "DESCENDING"
        if isinstance(first, str) and first.startswith("-"):
            name, down = first[1:], True
        known = one.properties.get(name)
        if known is None:
            raise invalid(
                f"There was a problem with the request: property {name} does not exist on {one.name}"
            )

        def key(row: Row) -> tuple[Any, ...]:
            value = _comparable(known, row["props"].get(name))
            return (value is not None, value if value is not None else 0, int(row["id"]))

        return sorted(rows, key=key, reverse=down)


def _whole(given: Row, name: str, default: int) -> int:
    value = given.get(name)
    if value in (None, ""):
        return default
    try:
        return int(value)
    except (TypeError, ValueError):
        raise invalid(f"Invalid input JSON: {name} must be a number") from None


def _comparable(one: Property, value: Any) -> Any:
    if value in (None, ""):
        return None
    try:
        if one.type in ("datetime", "date"):
            return milliseconds(str(value))
        if one.type == "number":
            return float(value)
    except ValueError:
        raise invalid(f"Invalid value for {one.name}: {value}") from None
    return str(value).lower()


def _reader(one: Property) -> Callable[[Row], Any]:
    return lambda row: _comparable(one, row["props"].get(one.name))


def _operation(
    operator: str, one: Property, given: Row, value: Callable[[Row], Any]
) -> Callable[[Row], bool]:
    wanted = _comparable(one, given.get("value"))
    high = _comparable(one, given.get("highValue"))
    among = {_comparable(one, v) for v in given.get("values") or []}
    token = str(given.get("value") or "").lower().strip("*")

    def bound(test: Callable[[Any], bool]) -> Callable[[Row], bool]:
        return lambda row: (found := value(row)) is not None and test(found)

    if operator in ("LT", "LTE", "GT", "GTE", "BETWEEN", "EQ", "NEQ") and wanted is None:
        raise invalid(f"Filter on {one.name}: value is required for {operator}")
    if operator == "BETWEEN" and high is None:
        raise invalid(f"Filter on {one.name}: highValue is required for BETWEEN")
    tests: dict[str, Callable[[Row], bool]] = {
        "EQ": lambda row: bool(value(row) == wanted),
        "NEQ": lambda row: bool(value(row) != wanted),
        "LT": bound(lambda v: v < wanted),
        "LTE": bound(lambda v: v <= wanted),
        "GT": bound(lambda v: v > wanted),
        "GTE": bound(lambda v: v >= wanted),
        "BETWEEN": bound(lambda v: wanted <= v <= high),
        "IN": lambda row: value(row) in among,
        "NOT_IN": bound(lambda v: v not in among),
        "HAS_PROPERTY": lambda row: value(row) is not None,
        "NOT_HAS_PROPERTY": lambda row: value(row) is None,
        "CONTAINS_TOKEN": bound(lambda v: token in str(v)),
        "NOT_CONTAINS_TOKEN": lambda row: token not in str(value(row) or ""),
    }
    if operator not in tests:
        raise invalid(f"Invalid input JSON: {operator} is no operator")
    return tests[operator]
