"""Several records in one call.

Source: REST API Developer Guide, "sObject Collections" (200 a call; a SaveResult each; allOrNone), "Composite" (25
subrequests; references), "Batch".
"""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from twins.common.store import Row
from twins.common.web import Request, Response, answer_json
from twins.salesforce.errors import SalesforceError
from twins.salesforce.org import Org
from twins.salesforce.records import Records

MOST = 200


class RolledBackError(Exception):
    """Carries the results out of a unit that must be undone."""

    def __init__(self, results: list[Row]) -> None:
        super().__init__("rolled back")
        self.results = results


class Composite:
    """Handlers over one org; `call` answers a subrequest as if it had come alone."""

    def __init__(self, records: Records, call: Callable[[Request], Response]) -> None:
        self.records = records
        self.org: Org = records.org
        self.call = call

    def create(self, request: Request, by: str, v: str) -> Response:
        """POST /composite/sobjects."""

        def make(one: Row) -> Row:
            return {
                "id": self.org.create(self.org.sobject(_type(one)).name, one, by),
                "success": True,
                "errors": [],
            }

        return self._each(request.json(), make)

    def update(self, request: Request, by: str, v: str) -> Response:
        """PATCH /composite/sobjects."""

        def change(one: Row) -> Row:
            key = _own_id(one)
            values = {k: x for k, x in one.items() if k.lower() != "id"}
            self.org.update(self.org.sobject(_type(one)).name, key, values, by)
            return {"id": key, "success": True, "errors": []}

        return self._each(request.json(), change)

    def upsert(self, request: Request, by: str, v: str, name: str, field: str) -> Response:
        """PATCH /composite/sobjects/{object}/{external id field}."""
        sobject = self.org.sobject(name)

        def put(one: Row) -> Row:
            values = {k: x for k, x in one.items() if k.lower() != field.lower()}
            value = next((x for k, x in one.items() if k.lower() == field.lower()), None)
            found = self.records.matches(name, field, str(value))
            if len(found) > 1:
                raise SalesforceError(
                    300, "DUPLICATE_EXTERNAL_ID", f"{field}: more than one record found", [field]
                )
            if found:
                self.org.update(sobject.name, found[0]["Id"], values, by)
                return {"id": found[0]["Id"], "success": True, "errors": [], "created": False}
            key = self.org.create(sobject.name, one, by)
            return {"id": key, "success": True, "errors": [], "created": True}

        return self._each(request.json(), put)

    def delete(self, request: Request, by: str, v: str) -> Response:
        """DELETE /composite/sobjects?ids=."""
        ids = [i for i in request.first("ids").split(",") if i]

        def remove(one: Row) -> Row:
            name = self.org.object_of(one["id"])
            if name is None:
                raise SalesforceError(400, "MALFORMED_ID", f"malformed id {one['id']}")
            self.org.remove(name, one["id"], by)
            return {"id": one["id"], "success": True, "errors": []}

        every = request.first("allOrNone") == "true"
        return self._each({"records": [{"id": i} for i in ids], "allOrNone": every}, remove)

    def _each(self, given: Any, do: Callable[[Row], Row]) -> Response:
        records = given.get("records") if isinstance(given, dict) else None
        if not isinstance(records, list) or not records:
            raise SalesforceError(400, "JSON_PARSER_ERROR", "The request has no records")
        if len(records) > MOST:
            raise SalesforceError(
                400,
                "EXCEEDED_ID_LIMIT",
                f"record limit reached. cannot submit more than {MOST} records into this call",
            )
        try:
            with self.org.store.unit():
                results = [self._one(one, do) for one in records]
                if given.get("allOrNone") and not all(r["success"] for r in results):
                    raise RolledBackError(results)
        except RolledBackError as rolled:
            results = [_rolled_back(r) for r in rolled.results]
        return answer_json(200, results)

    def _one(self, one: Row, do: Callable[[Row], Row]) -> Row:
        try:
            with self.org.store.unit():
                self.org.take_lock()
                return do(one)
        except SalesforceError as problem:
            return {"success": False, "errors": [problem.saved()]}

    def retrieve(self, request: Request, by: str, v: str, name: str) -> Response:
        """GET or POST /composite/sobjects/{object}: {ids, fields}; null where there is none."""
        given = request.json() if request.method == "POST" else {}
        ids = given.get("ids") or request.first("ids").split(",")
        fields = ",".join(given.get("fields") or request.first("fields").split(","))
        found = [self.org.find(name, key) for key in ids[:2000]]
        rows = [self.records.shown(name, r, fields, v) if r and not r["IsDeleted"] else None for r in found]
        return answer_json(200, rows)

    def batch(self, request: Request, by: str, v: str) -> Response:
        """POST /composite/batch: up to 25 calls, each answered for itself."""
        given = request.json()
        requests = _few(given.get("batchRequests"))
        results, failed = [], False
        for one in requests:
            answer = self._sub(
                one["method"], f"/services/data/{one['url'].lstrip('/')}", one.get("richInput"), request
            )
            failed = failed or answer.status >= 400
            results.append({"statusCode": answer.status, "result": answer.json()})
        return answer_json(200, {"hasErrors": failed, "results": results})

    def composite(self, request: Request, by: str, v: str) -> Response:
        """POST /composite: up to 25 calls in order; later ones may use `@{reference.field}` of earlier answers."""
        given = request.json()
        answers: dict[str, Any] = {}
        results: list[Row] = []
        try:
            with self.org.store.unit():
                for one in _few(given.get("compositeRequest")):
                    answer = self._sub(*_filled(one, answers), request)
                    body = answer.json()
                    answers[one["referenceId"]] = body
                    results.append(
                        {
                            "body": body,
                            "httpHeaders": {k: x for k, x in answer.headers.items() if k == "Location"},
                            "httpStatusCode": answer.status,
                            "referenceId": one["referenceId"],
                        }
                    )
                    if answer.status >= 400 and given.get("allOrNone"):
                        raise RolledBackError(results)
        except RolledBackError as rolled:
            halted = {
                "errorCode": "PROCESSING_HALTED",
                "message": "The transaction was rolled back since another operation "
                "in the same transaction failed.",
            }
            results = [
                r if r["httpStatusCode"] >= 400 else {**r, "body": [halted], "httpStatusCode": 400}
                for r in rolled.results
            ]
        return answer_json(200, {"compositeResponse": results})

    def _sub(self, method: str, url: str, body: Any, request: Request) -> Response:
        parts = urlsplit(url)
        query = parse_qs(parts.query, keep_blank_values=True)
        raw = b"" if body is None else json.dumps(body).encode()
        return self.call(Request(method, parts.path, query, request.headers, raw))


def _few(given: Any) -> list[Row]:
    if not isinstance(given, list) or not 1 <= len(given) <= 25:
        raise SalesforceError(400, "LIMIT_EXCEEDED", "The number of subrequests must be between 1 and 25")
    return given


def _filled(one: Row, answers: dict[str, Any]) -> tuple[str, str, Any]:
    def value(match: re.Match[str]) -> str:
        name, _, path = match.group(1).partition(".")
        found = answers.get(name)
        for step in path.split("."):
            key, _, index = step.partition("[")
            found = found.get(key) if isinstance(found, dict) else None
            if index and isinstance(found, list):
                found = found[int(index.rstrip("]"))]
        return str(found)

    text = re.sub(r"@\{([^}]+)\}", value, json.dumps([one["method"], one["url"], one.get("body")]))
    method, url, body = json.loads(text)
    return method, url, body


def _rolled_back(result: Row) -> Row:
    if not result["success"]:
        return result
    error = {
        "statusCode": "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "message": "Record rolled back because not all records were valid and the request was using AllOrNone header",
        "fields": [],
    }
    return {"id": result["id"], "success": False, "errors": [error]}


def _type(one: Row) -> str:
    kind = (one.get("attributes") or {}).get("type")
    if not kind:
        raise SalesforceError(400, "INVALID_INPUT", "attributes.type is required", [])
    return str(kind)


def _own_id(one: Row) -> str:
    key = next((x for k, x in one.items() if k.lower() == "id"), None)
    if not key:
        raise SalesforceError(400, "MISSING_ARGUMENT", "Id not specified in an update call", [])
    return str(key)
