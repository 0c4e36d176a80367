"""REST for single records, queries, changes: /services/data/vXX.X/sobjects, /query, /queryAll.

Source: REST API Developer Guide, "sObject Basic Information", "sObject Rows", "sObject Rows by External ID",
"sObject Get Deleted", "sObject Get Updated", "Query", "QueryAll", "Query Options Header".
"""

import re
from datetime import timedelta
from typing import Any

from twins.common.clock import read_moment
from twins.common.store import Row
from twins.common.web import Request, Response, answer_json
from twins.salesforce import describe
from twins.salesforce.errors import SalesforceError, not_found
from twins.salesforce.evaluate import Evaluation
from twins.salesforce.ids import find_18
from twins.salesforce.org import Org, same_text
from twins.salesforce.soql import read_query
from twins.salesforce.values import stamp

PAGE = 2000
CURSORS = 500


class Records:
    """Handlers over one org; `by` is the user of the session."""

    def __init__(self, org: Org) -> None:
        self.org = org
        self.cursors: dict[str, tuple[list[Row], int]] = {}

    def global_describe(self, request: Request, by: str, v: str) -> Response:
        """GET /sobjects."""
        rows = [describe.global_row(o, v) for o in self.org.objects.values()]
        return answer_json(200, {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": rows})

    def basic(self, request: Request, by: str, v: str, name: str) -> Response:
        """GET /sobjects/{object}."""
        sobject = self.org.sobject(name)
        return answer_json(200, {"objectDescribe": describe.global_row(sobject, v), "recentItems": []})

    def describe(self, request: Request, by: str, v: str, name: str) -> Response:
        """GET /sobjects/{object}/describe."""
        sobject = self.org.sobject(name)
        defaults = {"Priority": "Normal", "TaskSubtype": "Task"} if sobject.name == "Task" else {}
        statuses = {"Lead": "LeadStatus", "Task": "TaskStatus"}.get(sobject.name)
        if statuses:
            defaults["Status"] = next(
                (s["MasterLabel"] for s in self.org.live(statuses) if s["IsDefault"]), ""
            )
        return answer_json(200, describe.describe(sobject, v, defaults))

    def create(self, request: Request, by: str, v: str, name: str) -> Response:
        """POST /sobjects/{object}."""
        sobject = self.org.sobject(name)
        if sobject.name in describe.READ_ONLY:
            raise SalesforceError(
                400,
                "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
                f"entity type {sobject.name} cannot be inserted",
                [],
            )
        key = self.org.create(sobject.name, _object(request.json()), by)
        place = f"/services/data/v{v}/sobjects/{sobject.name}/{key}"
        return answer_json(201, {"id": key, "success": True, "errors": []}, Location=place)

    def read(self, request: Request, by: str, v: str, name: str, key: str) -> Response:
        """GET /sobjects/{object}/{id}?fields=."""
        sobject = self.org.sobject(name)
        full = find_18(key)
        row = self.org.store.find(sobject.name, full) if full else None
        if row is None or row["IsDeleted"]:
            raise not_found()
        return answer_json(200, self.shown(sobject.name, row, request.first("fields"), v))

    def shown(self, name: str, row: Row, fields: str, v: str) -> Row:
        """A record with all fields, or those named."""
        sobject = self.org.sobject(name)
        names = [n for n in fields.split(",") if n] or [f.name for f in sobject.fields.values()]
        result: Row = {
            "attributes": {
                "type": sobject.name,
                "url": f"/services/data/v{v}/sobjects/{sobject.name}/{row['Id']}",
            }
        }
        for one in names:
            found = sobject.find(one.strip())
            if found is None:
                raise SalesforceError(
                    400, "INVALID_FIELD", f"No such column '{one}' on sobject of type {sobject.name}"
                )
            result[found.name] = row.get(found.name)
        result["Id"] = row["Id"]
        return result

    def update(self, request: Request, by: str, v: str, name: str, key: str) -> Response:
        """PATCH /sobjects/{object}/{id}."""
        sobject = self.org.sobject(name)
        values = _object(request.json())
        if "Id" in values:
            raise SalesforceError(
                400, "INVALID_FIELD", "The Id field should not be specified in the sobject data.", ["Id"]
            )
        self.org.take_lock()
        self.org.check_rules(sobject.name, values)
        self.org.update(sobject.name, key, values, by)
        return Response(204)

    def delete(self, request: Request, by: str, v: str, name: str, key: str) -> Response:
        """DELETE /sobjects/{object}/{id}."""
        self.org.remove(self.org.sobject(name).name, key, by)
        return Response(204)

    def matches(self, name: str, field: str, value: str) -> list[Row]:
        """Records by an external id (or the Id)."""
        sobject = self.org.sobject(name)
        one = sobject.find(field)
        if one is None or not ("external" in one.flags or one.type == "id"):
            raise SalesforceError(
                404, "NOT_FOUND", f"Provided external ID field does not exist or is not accessible: {field}"
            )
        if one.type == "id":
            row = self.org.find(sobject.name, value)
            return [row] if row and not row["IsDeleted"] else []
        if "unique" in one.flags:
            holder = self.org.holder(sobject.name, one.name, value)
            return [holder] if holder else []
        return [r for r in self.org.live(sobject.name) if same_text(r.get(one.name), value)]

    def read_by(self, request: Request, by: str, v: str, name: str, field: str, value: str) -> Response:
        """GET /sobjects/{object}/{external id field}/{value}."""
        found = self.matches(name, field, value)
        if not found:
            raise not_found()
        if len(found) > 1:
            return self.several(name, found, v)
        return answer_json(200, self.shown(name, found[0], request.first("fields"), v))

    def several(self, name: str, rows: list[Row], v: str) -> Response:
        """300: the external id fits several records; the body lists them."""
        return answer_json(300, [f"/services/data/v{v}/sobjects/{name}/{row['Id']}" for row in rows])

    def upsert(self, request: Request, by: str, v: str, name: str, field: str, value: str) -> Response:
        """PATCH /sobjects/{object}/{external id field}/{value}: 201 created, 200 updated (204 before v46), 300
        several.
        """
        found = self.matches(name, field, value)
        if len(found) > 1:
            return self.several(name, found, v)
        values = _object(request.json())
        self.org.take_lock()
        if found:
            self.org.update(name, found[0]["Id"], values, by)
            return answer_json(200, {"id": found[0]["Id"], "success": True, "errors": [], "created": False})
        one = self.org.sobject(name).fields[field.lower()]
        key = self.org.create(self.org.sobject(name).name, {**values, one.name: value}, by)
        return answer_json(201, {"id": key, "success": True, "errors": [], "created": True})

    def delete_by(self, request: Request, by: str, v: str, name: str, field: str, value: str) -> Response:
        """DELETE by external id."""
        found = self.matches(name, field, value)
        if not found:
            raise not_found()
        self.org.remove(self.org.sobject(name).name, found[0]["Id"], by)
        return Response(204)

    def query(self, request: Request, by: str, v: str) -> Response:
        """GET /query?q=."""
        return self._first_page(request, v, "query")

    def query_all(self, request: Request, by: str, v: str) -> Response:
        """GET /queryAll?q=: with deleted and merged records."""
        return self._first_page(request, v, "queryAll")

    def _first_page(self, request: Request, v: str, kind: str) -> Response:
        text = request.first("q")
        if not text:
            raise SalesforceError(400, "MALFORMED_QUERY", "A query string has to be specified")
        evaluation = Evaluation(
            self.org, read_query(text), self.org.clock.now(), everything=kind == "queryAll", version=v
        )
        rows = evaluation.records()
        only_count = [s.function for s in evaluation.query.selected] == [
            "COUNT"
        ] and not evaluation.query.selected[0].path
        if only_count and not evaluation.query.groups:
            return answer_json(200, {"totalSize": rows[0]["expr0"], "done": True, "records": []})
        size = _page_size(request)
        if len(rows) <= size:
            return answer_json(200, {"totalSize": len(rows), "done": True, "records": rows})
        key = self.org.next_id("01g")
        self.cursors[key] = (rows, size)
        while len(self.cursors) > CURSORS:
            del self.cursors[next(iter(self.cursors))]
        return self._page(key, 0, v, kind)

    def _page(self, key: str, start: int, v: str, kind: str) -> Response:
        rows, size = self.cursors[key]
        end = start + size
        body: Row = {"totalSize": len(rows), "done": end >= len(rows)}
        if end < len(rows):
            body["nextRecordsUrl"] = f"/services/data/v{v}/{kind}/{key}-{end}"
        return answer_json(200, {**body, "records": rows[start:end]})

    def query_more(self, request: Request, by: str, v: str, locator: str) -> Response:
        """GET /query/{locator}; a cursor lives while the server does (the vendor keeps it two days)."""
        key, _, start = locator.partition("-")
        if key not in self.cursors or not start.isdigit():
            raise SalesforceError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
        return self._page(key, int(start), v, request.path.split("/")[4])

    def deleted(self, request: Request, by: str, v: str, name: str) -> Response:
        """GET /sobjects/{object}/deleted?start=&end=."""
        sobject = self.org.sobject(name)
        start, end = self._span(request)
        rows = [r for r in self._seen(sobject.name) if r["IsDeleted"] and start <= r["SystemModstamp"] < end]
        found = [{"deletedDate": r["SystemModstamp"], "id": r["Id"]} for r in rows]
        earliest = stamp(self.org.clock.now() - timedelta(days=15))
        return answer_json(
            200, {"deletedRecords": found, "earliestDateAvailable": earliest, "latestDateCovered": end}
        )

    def updated(self, request: Request, by: str, v: str, name: str) -> Response:
        """GET /sobjects/{object}/updated?start=&end=."""
        sobject = self.org.sobject(name)
        start, end = self._span(request)
        rows = [
            r for r in self._seen(sobject.name) if not r["IsDeleted"] and start <= r["SystemModstamp"] < end
        ]
        return answer_json(200, {"ids": [r["Id"] for r in rows], "latestDateCovered": end})

    def _seen(self, name: str) -> Any:
        return self.org.store.seen(name, self.org.clock.now())

    def _span(self, request: Request) -> tuple[str, str]:
        # A "+" that was not escaped arrives as a space.
        texts = [request.first(n).replace(" ", "+") for n in ("start", "end")]
        try:
            start, end = (read_moment(t) for t in texts)
        except ValueError:
            raise SalesforceError(400, "INVALID_PARAMETER", "start and end are ISO 8601 moments") from None
        # Both are cut to the minute. Source: sObject Get Updated.
        start, end = (m.replace(second=0, microsecond=0) for m in (start, end))
        if start >= end:
            raise SalesforceError(400, "INVALID_REPLICATION_DATE", "startDate before endDate")
        if self.org.clock.now() - start > timedelta(days=30):
            raise SalesforceError(
                400, "INVALID_REPLICATION_DATE", "startDate cannot be more than 30 days ago"
            )
        return stamp(start), stamp(end)


def _page_size(request: Request) -> int:
    match = re.search(r"batchSize=(\d+)", request.headers.get("sforce-query-options", ""))
    return min(PAGE, max(200, int(match.group(1)))) if match else PAGE


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SalesforceError(
            400, "JSON_PARSER_ERROR", "The HTTP entity body is required, but this request has no object."
        )
    return value
