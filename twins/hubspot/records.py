"""REST for records: /crm/v3/objects/{type} list, read, create, update, archive, batches, merge, GDPR delete.

Source: HubSpot's published API descriptions of CRM objects v3; developers "Understanding the CRM" (limits of batches,
idProperty, merged ids).
"""

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from twins.common.store import Row
from twins.common.web import Request, Response, answer_json
from twins.hubspot.errors import HubSpotError, invalid, not_found
from twins.hubspot.links import BY_NUMBER, Links
from twins.hubspot.merge import merge
from twins.hubspot.portal import Portal, Source

BATCH = 100


class Records:
    """Handlers over one portal; `source` is the calling app."""

    def __init__(self, portal: Portal, links: Links, settings: dict[str, Any]) -> None:
        self.portal = portal
        self.links = links
        self.settings = settings
        self._sorted: dict[str, tuple[tuple[Any, ...], list[int]]] = {}

    def shown(self, row: Row, names: list[str], history: list[str] | None = None) -> Row:
        """A record as the API writes it, with the default properties and those asked for."""
        one = self.portal.type_of(row["type"])
        wanted = names or [p.name for p in one.properties.values() if "default" in p.flags]
        always = ["hs_object_id", one.created, one.modified]
        props = {name: row["props"].get(name) for name in [*wanted, *always] if name in one.properties}
        body: Row = {
            "id": row["id"],
            "properties": props,
            "createdAt": row["createdAt"],
            "updatedAt": row["updatedAt"],
            "archived": row["archived"],
        }
        if row["archived"]:
            body["archivedAt"] = row["archivedAt"]
        if history:
            body["propertiesWithHistory"] = {name: row["history"].get(name, []) for name in history}
        return body

    def _with_links(self, body: Row, row: Row, wanted: list[str]) -> Row:
        found: Row = {}
        for name in wanted:
            to = self.portal.type_of(name)
            one = self.portal.type_of(row["type"])
            linked = self.links.of(row["type"], row["id"], to.name)
            kind = f"{one.singular}_to_{to.singular}"
            if linked:
                results = [{"id": key, "type": kind} for key in linked]
                unlabelled = [{"id": key, "type": f"{kind}_unlabeled"} for key in linked]
                both = (one.name, to.name) in (("contacts", "companies"), ("deals", "companies"))
                found[to.name] = {"results": results + unlabelled if both else results}
        return {**body, "associations": found} if found else body

    def _from(self, kind: str, after: int, count: int, archived: bool) -> list[Row]:
        """The next records behind an id, in the order of ids."""
        table = self.portal.store.rows(kind)
        state = (len(table), next(reversed(table), ""))
        if self._sorted.get(kind, ((), []))[0] != state:
            self._sorted[kind] = (state, sorted(int(key) for key in table))
        keys, found = self._sorted[kind][1], []
        for n in range(bisect_right(keys, after), len(keys)):
            row = table[str(keys[n])]
            if row["archived"] is archived and not row.get("mergedInto"):
                found.append(row)
                if len(found) == count:
                    break
        return found

    def page(self, request: Request, source: Source, kind: str) -> Response:
        """GET /crm/v3/objects/{type}: by id, `after` the last id of the page before."""
        one = self.portal.type_of(kind)
        history = names_of(request, "propertiesWithHistory")
        most = 50 if history else 100
        limit = number_of(request, "limit", 10, most)
        archived = request.flag("archived")
        after = request.first("after")
        if after and not after.isdigit():
            raise invalid(f"Invalid after value: {after}")
        rows = self._from(one.name, int(after or 0), limit + 1, archived)
        wanted, linked = names_of(request, "properties"), names_of(request, "associations")
        results = [self._with_links(self.shown(r, wanted, history), r, linked) for r in rows[:limit]]
        body: Row = {"results": results}
        if len(rows) > limit:
            last = results[-1]["id"]
            body["paging"] = {
                "next": {"after": last, "link": f"https://api.hubapi.com{request.path}?after={last}"}
            }
        return answer_json(200, body)

    def read(self, request: Request, source: Source, kind: str, key: str) -> Response:
        """GET /crm/v3/objects/{type}/{id}: a merged id answers with the record it went into."""
        one = self.portal.type_of(kind)
        archived = request.flag("archived")
        row = self.portal.find(one.name, key, request.first("idProperty"))
        if row is None or row["archived"] is not archived:
            raise not_found()
        body = self.shown(row, names_of(request, "properties"), names_of(request, "propertiesWithHistory"))
        return answer_json(200, self._with_links(body, row, names_of(request, "associations")))

    def create(self, request: Request, source: Source, kind: str) -> Response:
        """POST /crm/v3/objects/{type}."""
        row = self._made(self.portal.type_of(kind).name, request.json(), source)
        return answer_json(201, self.shown(row, list(row["props"])))

    def _made(self, kind: str, given: Row, source: Source) -> Row:
        row = self.portal.create(kind, _properties(given), source)
        for link in given.get("associations") or []:
            for one in link["types"]:
                pair = BY_NUMBER.get(one["associationTypeId"])
                if pair is None or pair[0] != kind:
                    raise invalid(f"Association type {one['associationTypeId']} does not fit {kind}")
                numbers = [one["associationTypeId"]]
                self.links.add(kind, row["id"], pair[1], str(link["to"]["id"]), numbers, source)
        return self.portal.get(kind, row["id"])

    def update(self, request: Request, source: Source, kind: str, key: str) -> Response:
        """PATCH /crm/v3/objects/{type}/{id}."""
        one = self.portal.type_of(kind)
        given = _properties(request.json())
        row = self.portal.update(one.name, key, given, source, request.first("idProperty"))
        return answer_json(200, self.shown(row, list(given)))

    def archive(self, request: Request, source: Source, kind: str, key: str) -> Response:
        """DELETE /crm/v3/objects/{type}/{id}: 204 also where there is none."""
        self.portal.archive(self.portal.type_of(kind).name, key, source)
        return Response(204)

    def merge(self, request: Request, source: Source, kind: str) -> Response:
        """POST /crm/v3/objects/{type}/merge."""
        given = request.json()
        one = self.portal.type_of(kind)
        row = merge(
            self.portal,
            self.links,
            one.name,
            str(given.get("primaryObjectId")),
            str(given.get("objectIdToMerge")),
            source,
            new_id=one.name in self.settings["merge_new_id"],
        )
        return answer_json(200, self.shown(row, list(row["props"])))

    def gdpr_delete(self, request: Request, source: Source, kind: str) -> Response:
        """POST /crm/v3/objects/contacts/gdpr-delete."""
        given = request.json()
        one = self.portal.type_of(kind)
        row = self.portal.find(one.name, str(given.get("objectId")), given.get("idProperty") or "")
        if row is None:
            raise not_found()
        self.portal.forget(one.name, row["id"], source)
        return Response(204)

    def batch_read(self, request: Request, source: Source, kind: str) -> Response:
        """POST .../batch/read: 207 where some ids are unknown."""
        one = self.portal.type_of(kind)
        given = request.json()
        history = given.get("propertiesWithHistory") or []
        inputs = _inputs(given, 50 if history else BATCH)
        archived = request.flag("archived")
        results, lost = [], []
        for each in inputs:
            row = self.portal.find(one.name, str(each["id"]), given.get("idProperty") or "")
            if row is None or row["archived"] is not archived:
                lost.append(str(each["id"]))
            else:
                results.append(self.shown(row, given.get("properties") or [], history))
        seen: dict[str, Row] = {r["id"]: r for r in results}
        return self._batch(list(seen.values()), [_lost(one.singular, lost)] if lost else [], 200)

    def batch_create(self, request: Request, source: Source, kind: str) -> Response:
        """POST .../batch/create: all or nothing, or 207 where every input has an objectWriteTraceId."""
        name = self.portal.type_of(kind).name
        return self._each(request, lambda one: self._made(name, one, source), 201)

    def batch_update(self, request: Request, source: Source, kind: str) -> Response:
        """POST .../batch/update: unknown ids make a 207; a wrong value refuses the whole batch unless traced."""
        name = self.portal.type_of(kind).name

        def change(one: Row) -> Row:
            return self.portal.update(
                name, str(one["id"]), _properties(one), source, one.get("idProperty") or ""
            )

        return self._each(request, change, 200)

    def batch_upsert(self, request: Request, source: Source, kind: str) -> Response:
        """POST .../batch/upsert by a unique property; each result says whether it is new."""
        name = self.portal.type_of(kind).name

        def put(one: Row) -> Row:
            by = one.get("idProperty") or ""
            if self.portal.find(name, str(one["id"]), by):
                return {
                    **self.portal.update(name, str(one["id"]), _properties(one), source, by),
                    "new": False,
                }
            if not by:
                raise not_found()
            return {**self.portal.create(name, {**_properties(one), by: one["id"]}, source), "new": True}

        return self._each(request, put, 200)

    def _each(self, request: Request, do: Callable[[Row], Row], status: int) -> Response:
        inputs = _inputs(request.json(), BATCH)
        traced = all(one.get("objectWriteTraceId") for one in inputs)
        results, errors, lost = [], [], []
        for one in inputs:
            try:
                with self.portal.store.unit():
                    row = do(one)
            except HubSpotError as problem:
                if problem.status == 404:
                    lost.append(str(one.get("id")))
                elif traced:
                    errors.append(self._error(problem, one))
                else:
                    raise
                continue
            body = self.shown(row, list(one["properties"]))
            if "new" in row:
                body["new"] = row["new"]
            if one.get("objectWriteTraceId"):
                body["objectWriteTraceId"] = one["objectWriteTraceId"]
            results.append(body)
        if lost:
            errors.append(_lost("object", lost))
        return self._batch(results, errors, status)

    def _error(self, problem: HubSpotError, one: Row) -> Row:
        trace = {"objectWriteTraceId": [one["objectWriteTraceId"]]}
        return {
            "status": "error",
            "category": problem.category,
            "message": problem.message,
            "context": trace,
            "errors": problem.more.get("errors", []),
            "links": {},
        }

    def _batch(self, results: list[Row], errors: list[Row], status: int) -> Response:
        now = self.portal.now()
        body: Row = {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}
        if errors:
            body |= {"numErrors": len(errors), "errors": errors}
        return answer_json(207 if errors else status, body)

    def batch_archive(self, request: Request, source: Source, kind: str) -> Response:
        """POST .../batch/archive."""
        name = self.portal.type_of(kind).name
        for one in _inputs(request.json(), BATCH):
            self.portal.archive(name, str(one["id"]), source)
        return Response(204)


def _lost(what: str, ids: list[str]) -> Row:
    message = f"Could not get some {what.upper()} objects, they may be deleted or not exist. Check that ids are valid."
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "message": message,
        "context": {"ids": ids},
        "errors": [],
        "links": {},
    }


def _inputs(given: Any, most: int) -> list[Row]:
    inputs = given.get("inputs") if isinstance(given, dict) else None
    if not isinstance(inputs, list) or not inputs:
        raise invalid("Invalid input JSON: inputs is required")
    if len(inputs) > most:
        raise invalid(f"The maximum number of inputs supported in a batch request is {most}")
    return inputs


def _properties(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict) or not isinstance(given.get("properties"), dict):
        raise invalid("Invalid input JSON: properties is required")
    found: dict[str, Any] = given["properties"]
    return found


def names_of(request: Request, name: str) -> list[str]:
    """A list in the query, given once with commas or several times."""
    return [one for value in request.query.get(name, []) for one in value.split(",") if one]


def number_of(request: Request, name: str, default: int, most: int) -> int:
    """A whole number in the query, within 1 and `most`."""
    text = request.first(name)
    if not text:
        return default
    if not text.isdigit() or not 1 <= int(text) <= most:
        raise invalid(f"{name} must be between 1 and {most}, got {text}")
    return int(text)
