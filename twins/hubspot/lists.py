"""Lists (segments) and their memberships. Source: HubSpot's published API description of Lists v3."""

from typing import Any

from twins.common.store import Row
from twins.common.web import Request, Response, answer_json
from twins.hubspot.errors import HubSpotError, not_found
from twins.hubspot.portal import Portal, Source
from twins.hubspot.records import number_of
from twins.hubspot.values import milliseconds


class Lists:
    """Lists in the store; members under `_members`: record id -> when it joined."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    def _find(self, key: str) -> Row:
        row = self.portal.store.find("list", key)
        if row is None or row.get("deletedAt"):
            raise not_found(f"List does not exist with ID {key}.")
        return row

    def shown(self, row: Row) -> Row:
        """A list as the API writes it."""
        now = self.portal.now()
        base: Row = {
            "listId": row["listId"],
            "listVersion": row.get("listVersion", 1),
            "name": row["name"],
            "objectTypeId": row.get("objectTypeId", "0-1"),
            "processingStatus": "COMPLETE",
            "processingType": row.get("processingType", "MANUAL"),
            "createdAt": row.get("createdAt", now),
            "updatedAt": row.get("updatedAt", now),
            "createdById": "700",
            "updatedById": "700",
            "filtersUpdatedAt": row.get("createdAt", now),
        }
        return {**base, "size": len(row.get("_members") or {})}

    def create(self, request: Request, source: Source) -> Response:
        """POST /crm/v3/lists."""
        given = request.json()
        if any(r["name"] == given["name"] for r in self.portal.store.rows("list").values()):
            raise HubSpotError(400, "VALIDATION_ERROR", f"List with name {given['name']} already exists")
        key, now = self.portal.next_id("list", step=1), self.portal.now()
        kept = {k: given[k] for k in ("name", "objectTypeId", "processingType")}
        row = self.portal.store.put(
            "list", key, {**kept, "listId": key, "createdAt": now, "updatedAt": now, "_members": {}}
        )
        return answer_json(200, {"list": self.shown(row)})

    def several(self, request: Request, source: Source) -> Response:
        """GET /crm/v3/lists?listIds=."""
        ids = [i for v in request.query.get("listIds", []) for i in v.split(",") if i]
        rows = [self.portal.store.find("list", i) for i in ids]
        return answer_json(200, {"lists": [self.shown(r) for r in rows if r]})

    def read(self, request: Request, source: Source, key: str) -> Response:
        """GET /crm/v3/lists/{id}."""
        return answer_json(200, {"list": self.shown(self._find(key))})

    def delete(self, request: Request, source: Source, key: str) -> Response:
        """DELETE /crm/v3/lists/{id}."""
        self.portal.store.put("list", key, {**self._find(key), "deletedAt": self.portal.now()})
        return Response(204)

    def search(self, request: Request, source: Source) -> Response:
        """POST /crm/v3/lists/search."""
        given = request.json()
        words = str(given.get("query") or "").lower()
        rows = [r for r in self.portal.store.rows("list").values() if not r.get("deletedAt")]
        rows = [r for r in rows if words in r["name"].lower()]
        if given.get("listIds"):
            rows = [r for r in rows if r["listId"] in [str(i) for i in given["listIds"]]]
        if given.get("objectTypeId"):
            rows = [r for r in rows if r.get("objectTypeId", "0-1") == given["objectTypeId"]]
        if given.get("processingTypes"):
            rows = [r for r in rows if r.get("processingType", "MANUAL") in given["processingTypes"]]
        offset, count = int(given.get("offset") or 0), int(given.get("count") or 20)
        page = [
            {**self.shown(r), "additionalProperties": self._more(r)} for r in rows[offset : offset + count]
        ]
        for one in page:
            one.pop("size")
        end = offset + len(page)
        return answer_json(
            200, {"lists": page, "hasMore": end < len(rows), "offset": end, "total": len(rows)}
        )

    def _more(self, row: Row) -> dict[str, str]:
        """What a search gives by default; what is empty for a list is left out."""
        members: dict[str, str] = row.get("_members") or {}
        added = row.get("_added") or max(members.values(), default="")
        times = {"hs_last_record_added_at": added, "hs_last_record_removed_at": row.get("_removed")}
        known = {name: str(milliseconds(at)) for name, at in times.items() if at}
        return {"hs_list_size": str(len(members)), "hs_list_reference_count": "0", **known}

    def members(self, request: Request, source: Source, key: str) -> Response:
        """GET /crm/v3/lists/{id}/memberships: by record id; join-order: by when they joined."""
        found: dict[str, str] = self._find(key).get("_members") or {}
        by_time = request.path.endswith("join-order")
        pairs = sorted(found.items(), key=lambda p: (p[1], int(p[0])) if by_time else int(p[0]))
        limit, after = number_of(request, "limit", 100, 250), int(request.first("after") or 0)
        page = [{"recordId": k, "membershipTimestamp": at} for k, at in pairs[after : after + limit]]
        body: Row = {"results": page, "total": len(pairs)}
        if after + limit < len(pairs):
            body["paging"] = {"next": {"after": str(after + limit)}}
        return answer_json(200, body)

    def of_record(self, request: Request, source: Source, type_id: str, key: str) -> Response:
        """GET /crm/v3/lists/records/{objectTypeId}/{id}/memberships."""
        rows = [r for r in self.portal.store.rows("list").values() if r.get("objectTypeId", "0-1") == type_id]
        results = [
            {
                "listId": r["listId"],
                "listVersion": r.get("listVersion", 1),
                "isPublicList": False,
                "firstAddedTimestamp": r["_members"][key],
                "lastAddedTimestamp": r["_members"][key],
            }
            for r in rows
            if key in (r.get("_members") or {})
        ]
        return answer_json(200, {"results": results, "total": len(results)})

    def add(self, request: Request, source: Source, key: str) -> Response:
        """PUT /crm/v3/lists/{id}/memberships/add."""
        return answer_json(200, self.change(key, [str(i) for i in request.json()], []))

    def remove(self, request: Request, source: Source, key: str) -> Response:
        """PUT /crm/v3/lists/{id}/memberships/remove."""
        return answer_json(200, self.change(key, [], [str(i) for i in request.json()]))

    def add_and_remove(self, request: Request, source: Source, key: str) -> Response:
        """PUT /crm/v3/lists/{id}/memberships/add-and-remove."""
        given = request.json()
        adding, removing = (
            [str(i) for i in given.get(n) or []] for n in ("recordIdsToAdd", "recordIdsToRemove")
        )
        return answer_json(200, self.change(key, adding, removing))

    def change(self, key: str, adding: list[str], removing: list[str]) -> dict[str, Any]:
        """Change who is on a list; only manual and snapshot lists take it from outside."""
        row = self._find(key)
        if row.get("processingType") == "DYNAMIC":
            raise HubSpotError(
                400, "VALIDATION_ERROR", "Memberships of a DYNAMIC list cannot be changed by hand"
            )
        kind = self.portal.type_of(row.get("objectTypeId", "0-1")).name
        members, now = dict(row.get("_members") or {}), self.portal.now()
        missing = [i for i in adding if self.portal.find(kind, i) is None]
        added = [i for i in adding if i not in members and i not in missing]
        removed = [i for i in removing if members.pop(i, None)]
        members |= dict.fromkeys(added, now)
        times = {name: now for name, changed in (("_added", added), ("_removed", removed)) if changed}
        self.portal.store.put("list", key, {**row, "_members": members, "updatedAt": now, **times})
        return {"recordsIdsAdded": added, "recordIdsRemoved": removed, "recordIdsMissing": missing}
