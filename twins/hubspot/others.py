"""Owners, pipelines, properties, account details, associations v4.

Source: HubSpot's published API descriptions (CRM Owners v3, Pipelines v3, Properties v3, Associations v4); developers
"Account information".
"""

from typing import Any

from twins.common.store import Row
from twins.common.web import Request, Response, answer_json
from twins.hubspot.errors import HubSpotError, invalid, not_found
from twins.hubspot.links import Links
from twins.hubspot.portal import Portal, Source
from twins.hubspot.records import number_of
from twins.hubspot.schema import ObjectType, Property, make_property


class Others:
    """Handlers for what stands around the records."""

    def __init__(self, portal: Portal, links: Links, settings: dict[str, Any]) -> None:
        self.portal = portal
        self.links = links
        self.settings = settings

    def owners(self, request: Request, source: Source) -> Response:
        """GET /crm/v3/owners."""
        archived = request.flag("archived")
        rows = [o for o in self.portal.store.rows("owner").values() if o["archived"] is archived]
        if request.first("email"):
            rows = [o for o in rows if o.get("email", "").lower() == request.first("email").lower()]
        limit, after = number_of(request, "limit", 100, 500), int(request.first("after") or 0)
        body: Row = {"results": rows[after : after + limit]}
        if after + limit < len(rows):
            body["paging"] = {"next": {"after": str(after + limit)}}
        return answer_json(200, body)

    def owner(self, request: Request, source: Source, key: str) -> Response:
        """GET /crm/v3/owners/{id}, by owner id or, with idProperty=userId, by user id."""
        rows = self.portal.store.rows("owner").values()
        by_user = request.first("idProperty") == "userId"
        archived = request.flag("archived")
        for row in rows:
            if str(row.get("userId") if by_user else row["id"]) == key and row["archived"] is archived:
                return answer_json(200, row)
        raise not_found()

    def account(self, request: Request, source: Source) -> Response:
        """GET /account-info/v3/details."""
        return answer_json(
            200,
            {
                "portalId": int(self.settings["portal"]),
                "accountType": "SANDBOX",
                "timeZone": self.settings["time_zone"],
                "companyCurrency": "EUR",
                "additionalCurrencies": [],
                "utcOffset": "+00:00",
                "utcOffsetMilliseconds": 0,
                "uiDomain": "app.hubspot.com",
                "dataHostingLocation": "eu1",
            },
        )

    def pipelines(self, request: Request, source: Source, kind: str) -> Response:
        """GET /crm/v3/pipelines/{type}."""
        name = self.portal.type_of(kind).name
        return answer_json(200, {"results": list(self.portal.store.rows(f"pipeline.{name}").values())})

    def pipeline(self, request: Request, source: Source, kind: str, key: str) -> Response:
        """GET /crm/v3/pipelines/{type}/{id}."""
        return answer_json(200, self._pipeline(kind, key))

    def stages(self, request: Request, source: Source, kind: str, key: str) -> Response:
        """GET /crm/v3/pipelines/{type}/{id}/stages."""
        return answer_json(200, {"results": self._pipeline(kind, key)["stages"]})

    def _pipeline(self, kind: str, key: str) -> Row:
        row = self.portal.store.find(f"pipeline.{self.portal.type_of(kind).name}", key)
        if row is None:
            raise not_found()
        return row

    def properties(self, request: Request, source: Source, kind: str) -> Response:
        """GET /crm/v3/properties/{type}; `properties` narrows it to names."""
        one = self.portal.type_of(kind)
        if request.flag("archived"):
            return answer_json(200, {"results": []})
        wanted = [n for v in request.query.get("properties", []) for n in v.split(",") if n]
        found = [p for p in one.properties.values() if not wanted or p.name in wanted]
        return answer_json(200, {"results": [self.shown(one, p) for p in found]})

    def property(self, request: Request, source: Source, kind: str, name: str) -> Response:
        """GET /crm/v3/properties/{type}/{name}."""
        one = self.portal.type_of(kind)
        return answer_json(200, self.shown(one, self._property(one, name)))

    def _property(self, one: ObjectType, name: str) -> Property:
        if name not in one.properties:
            raise not_found(f"Property {name} does not exist")
        return one.properties[name]

    def create_property(self, request: Request, source: Source, kind: str) -> Response:
        """POST /crm/v3/properties/{type}."""
        one = self.portal.type_of(kind)
        return answer_json(201, self.shown(one, self._make(one, request.json())))

    def create_properties(self, request: Request, source: Source, kind: str) -> Response:
        """POST /crm/v3/properties/{type}/batch/create."""
        one = self.portal.type_of(kind)
        now = self.portal.now()
        results = [self.shown(one, self._make(one, given)) for given in request.json()["inputs"]]
        return answer_json(
            201, {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}
        )

    def _make(self, one: ObjectType, given: Row) -> Property:
        lacking = [n for n in ("name", "label", "type", "fieldType", "groupName") if not given.get(n)]
        if lacking:
            raise invalid(f"Invalid input JSON: {', '.join(lacking)} required")
        if given["name"] in one.properties:
            raise HubSpotError(
                409, "OBJECT_ALREADY_EXISTS", f"A property named '{given['name']}' already exists."
            )
        made = make_property(given)
        one.add(made)
        self.portal.store.put("property", f"{one.name}.{made.name}", {**given, "objectType": one.name})
        return made

    def archive_property(self, request: Request, source: Source, kind: str, name: str) -> Response:
        """DELETE /crm/v3/properties/{type}/{name}: only custom ones."""
        one = self.portal.type_of(kind)
        if "custom" not in self._property(one, name).flags:
            raise invalid(f"Property {name} is defined by HubSpot and cannot be archived")
        del one.properties[name]
        self.portal.store.drop("property", f"{one.name}.{name}")
        return Response(204)

    def shown(self, one: ObjectType, known: Property) -> Row:
        """A property as the API writes it; owners are the options of hubspot_owner_id, stages those of dealstage."""
        custom = "custom" in known.flags
        options = [
            {"label": label, "value": value, "displayOrder": n, "hidden": False, "description": ""}
            for n, (value, label) in enumerate(known.options)
        ]
        return {
            "name": known.name,
            "label": known.label,
            "type": known.type,
            "fieldType": known.field_type,
            "description": known.description,
            "groupName": known.group or f"{one.singular}information",
            "options": options,
            "displayOrder": -1,
            "calculated": known.readonly and not custom,
            "externalOptions": known.name == "hubspot_owner_id",
            "hasUniqueValue": "unique" in known.flags,
            "hidden": False,
            "hubspotDefined": not custom,
            "formField": not known.readonly,
            "archived": False,
            "modificationMetadata": {
                "archivable": custom,
                "readOnlyDefinition": not custom,
                "readOnlyOptions": not custom,
                "readOnlyValue": known.readonly,
            },
        }

    def linked(self, request: Request, source: Source, kind: str, key: str, to: str) -> Response:
        """GET /crm/v4/objects/{type}/{id}/associations/{to}; empty under an id that was merged away."""
        one, other = self.portal.type_of(kind), self.portal.type_of(to)
        if self.portal.find(one.name, key) is None:
            raise not_found()
        found = list(self.links.of(one.name, key, other.name).items())
        limit, after = number_of(request, "limit", 500, 500), int(request.first("after") or 0)
        results = [
            {"toObjectId": k, "associationTypes": self.links.shown(one.name, other.name, numbers)}
            for k, numbers in found[after : after + limit]
        ]
        body: Row = {"results": results}
        if after + limit < len(found):
            body["paging"] = {"next": {"after": str(after + limit)}}
        return answer_json(200, body)

    def link(self, request: Request, source: Source, kind: str, key: str, to: str, to_key: str) -> Response:
        """PUT /crm/v4/objects/{type}/{id}/associations/{to}/{id}."""
        one, other = self.portal.type_of(kind), self.portal.type_of(to)
        numbers = [int(t["associationTypeId"]) for t in request.json()]
        self.links.add(one.name, key, other.name, to_key, numbers, source)
        pair = {"fromObjectTypeId": one.type_id, "fromObjectId": key, "toObjectTypeId": other.type_id}
        return answer_json(201, {**pair, "toObjectId": to_key, "labels": []})

    def link_default(
        self, request: Request, source: Source, kind: str, key: str, to: str, to_key: str
    ) -> Response:
        """PUT /crm/v4/objects/{type}/{id}/associations/default/{to}/{id}."""
        return self._defaults(
            [(self.portal.type_of(kind).name, key, self.portal.type_of(to).name, to_key)], source
        )

    def link_defaults(self, request: Request, source: Source, kind: str, to: str) -> Response:
        """POST /crm/v4/associations/{from}/{to}/batch/associate/default."""
        one, other = self.portal.type_of(kind).name, self.portal.type_of(to).name
        pairs = [(one, str(i["from"]["id"]), other, str(i["to"]["id"])) for i in request.json()["inputs"]]
        return self._defaults(pairs, source)

    def _defaults(self, pairs: list[tuple[str, str, str, str]], source: Source) -> Response:
        now, results = self.portal.now(), []
        for kind, key, to, to_key in pairs:
            for number in self.links.add(kind, key, to, to_key, [], source):
                spec = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": number}
                results.append({"from": {"id": key}, "to": {"id": to_key}, "associationSpec": spec})
        return answer_json(
            200, {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}
        )

    def link_batch(self, request: Request, source: Source, kind: str, to: str) -> Response:
        """POST /crm/v4/associations/{from}/{to}/batch/create."""
        one, other = self.portal.type_of(kind), self.portal.type_of(to)
        now, results = self.portal.now(), []
        for given in request.json()["inputs"]:
            key, to_key = str(given["from"]["id"]), str(given["to"]["id"])
            numbers = [int(t["associationTypeId"]) for t in given["types"]]
            self.links.add(one.name, key, other.name, to_key, numbers, source)
            pair = {"fromObjectTypeId": one.type_id, "fromObjectId": key, "toObjectTypeId": other.type_id}
            results.append({**pair, "toObjectId": to_key, "labels": []})
        return answer_json(
            201, {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}
        )

    def unlink(self, request: Request, source: Source, kind: str, key: str, to: str, to_key: str) -> Response:
        """DELETE /crm/v4/objects/{type}/{id}/associations/{to}/{id}."""
        self.links.remove(self.portal.type_of(kind).name, key, self.portal.type_of(to).name, to_key, source)
        return Response(204)

    def unlink_batch(self, request: Request, source: Source, kind: str, to: str) -> Response:
        """POST /crm/v4/associations/{from}/{to}/batch/archive."""
        one, other = self.portal.type_of(kind).name, self.portal.type_of(to).name
        for given in request.json()["inputs"]:
            for target in given["to"]:
                self.links.remove(one, str(given["from"]["id"]), other, str(target["id"]), source)
        return Response(204)

    def linked_batch(self, request: Request, source: Source, kind: str, to: str) -> Response:
        """POST /crm/v4/associations/{from}/{to}/batch/read: records without links are left out, with an error (207)."""
        one, other = self.portal.type_of(kind), self.portal.type_of(to)
        now, results, without = self.portal.now(), [], []
        inputs = request.json().get("inputs") or []
        if len(inputs) > 1000:
            raise invalid("The maximum number of inputs supported in a batch request is 1000")
        for given in inputs:
            found = self.links.of(one.name, str(given["id"]), other.name)
            if not found:
                without.append(str(given["id"]))
                continue
            targets = [
                {"toObjectId": k, "associationTypes": self.links.shown(one.name, other.name, numbers)}
                for k, numbers in found.items()
            ]
            results.append({"from": {"id": str(given["id"])}, "to": targets})
        body: Row = {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}
        if without:
            body |= {"numErrors": len(without), "errors": [_no_links(one, other, key) for key in without]}
        return answer_json(207 if without else 200, body)


def _no_links(one: ObjectType, other: ObjectType, key: str) -> Row:
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
        "message": f"No {other.name} is associated with {one.name} {key}.",
        "context": {"fromObjectId": [key], "fromObjectType": [one.type_id], "toObjectType": [other.type_id]},
        "errors": [],
        "links": {},
    }
