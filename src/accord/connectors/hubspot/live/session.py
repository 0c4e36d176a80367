"""A HubSpot session by the official client's transport: every call counted, no hidden repeats."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from accord.connectors.hubspot.live import (
    archived,
    events,
    forms,
    lists,
    preferences,
    search,
    tasks,
    versions,
)
from accord.connectors.hubspot.live.answers import refusal
from accord.connectors.hubspot.live.objects import FORMS, LINKS, LISTS, MEMBERS, NO_PROPERTIES
from accord.connectors.objects.live import LiveRow, Tables, as_cell
from accord.connectors.objects.moments import Moments
from accord.connectors.objects.session import Connection, Field, FollowUp, LiveObject, Meter, Page, Position
from accord.connectors.outgoing import Rules
from accord.vocabulary.errors import ForGood, ForNow

BASE = "https://api.hubapi.com"
_TIMEOUT = (5, 60)
_SEARCH_GAP = timedelta(milliseconds=250)  # the vendor allows five searches a second, for all apps together
_STAGES_KEPT = timedelta(hours=1)
_LIST = 100  # records of one page of a list
_BATCH = 100  # records of one batch read
_LINKED = 1_000  # records of one batch read of associations
_MOMENTS = Moments("UTC")


class HubSpotSession:
    """One session under a private app's token (or one of the customer's public app)."""

    def __init__(self, connection: Connection, meter: Meter) -> None:
        self.connection = connection
        self.meter = meter
        self.actor = ""
        self._base = (connection.base_url or BASE).rstrip("/")
        self._rest: Any = None
        self._rules: Rules | None = None
        self._stages: tuple[datetime, list[dict[str, str]]] | None = None
        self._types: tuple[datetime, dict[str, tuple[str, str]]] | None = None

    def guard(self, rules: Rules) -> None:
        """From now on connect only where the rules allow: also where the system's own answers point."""
        self._rules, self._rest = rules, None

    def _transport(self) -> Any:
        if self._rest is None:
            from hubspot import HubSpot
            from urllib3.util.retry import Retry

            # The transport would repeat, and sleep through a Retry-After, without anybody counting.
            client = HubSpot(access_token=self.connection.token, retry=Retry(total=0, redirect=0))
            self._rest = client.crm.objects.basic_api.api_client.rest_client
            if self._rules is not None:
                from accord.connectors.outgoing.session import guard_pools

                guard_pools(self._rest.pool_manager, self._rules)
        return self._rest

    def call(
        self, method: str, path: str, *, query: Sequence[tuple[str, str]] = (), body: Any = None
    ) -> dict[str, Any]:
        """One request; its JSON, {} where it answers nothing. Raises `ForNow` or `ForGood`."""
        from hubspot.crm.objects.exceptions import ApiException
        from urllib3.exceptions import HTTPError

        url = f"{self._base}{path}" + (f"?{urlencode(query)}" if query else "")
        headers = {"Authorization": f"Bearer {self.connection.token}", "Content-Type": "application/json"}
        self.meter.ask()
        try:
            answer = self._transport().request(
                method, url, headers=headers, body=body, _preload_content=False, _request_timeout=_TIMEOUT
            )
        except ApiException as problem:
            if problem.status in (429, 503):
                raise self._slow_down(problem) from None
            self._note(problem.headers)
            raise refusal(problem.status, problem.body) from None
        except HTTPError as problem:
            raise ForNow(
                "crm.unreachable",
                f"HubSpot does not answer ({type(problem).__name__})",
                "look at the network and the base URL; reading goes on by itself",
            ) from None
        self._note(answer.headers)
        found = json.loads(answer.data) if answer.data else {}
        return found if isinstance(found, dict) else {"results": found}

    def _slow_down(self, problem: Any) -> ForNow:
        said = (problem.headers or {}).get("Retry-After", "")
        daily = "DAILY" in str(problem.body or "").upper()
        return self.meter.pause(said, timedelta(hours=1) if daily and not said else timedelta(seconds=10))

    def _note(self, headers: Any) -> None:
        """The daily limit that the headers of private apps carry; nothing where they are silent."""
        limit = str((headers or {}).get("X-HubSpot-RateLimit-Daily", ""))
        left = str((headers or {}).get("X-HubSpot-RateLimit-Daily-Remaining", ""))
        if limit.isdigit() and left.isdigit():
            self.meter.limit, self.meter.used = int(limit), int(limit) - int(left)

    def limits(self) -> tuple[int, int]:
        """Calls used and allowed today, by the headers of a small question."""
        self.call("GET", "/crm/v3/owners", query=[("limit", "1")])
        return self.meter.used, self.meter.limit

    def describe(self, item: LiveObject) -> list[Field]:
        """The properties this token may see; empty where the object is not there for it."""
        try:
            if item.vendor == FORMS:
                forms.try_to_read(self.call)
            if item.vendor in (LISTS, MEMBERS):
                self.meter.pace(_SEARCH_GAP)
                lists.try_to_read(self.call)
            if item.vendor in NO_PROPERTIES:
                return [Field(name, name, "string", False) for name in ("id", item.changed) if name]
            found = self.call("GET", f"/crm/v3/properties/{item.vendor}")["results"]
        except ForGood as problem:
            if problem.code in {"crm.not_found", "crm.no_right"}:
                return []
            raise
        return [
            Field(
                f["name"],
                str(f.get("label", "")),
                str(f.get("type", "")),
                not (f.get("modificationMetadata") or {}).get("readOnlyValue", False),
                tuple((o["value"], o.get("label") or o["value"]) for o in f.get("options") or ()),
            )
            for f in found
        ]

    def poll(self, item: LiveObject, fields: list[str], position: Position, back: timedelta) -> Page:
        """The next page of what changed, by search; owners are listed whole, events and forms by their time."""
        if item.vendor == "owners":
            return self._owners(position)
        if item.vendor == "email_events":
            return events.next_page(self.call, position, back)
        if item.vendor == LISTS:
            return lists.next_lists(self.call, position)
        if item.vendor in (FORMS, MEMBERS):
            return self._beside(item, position, datetime.fromisoformat(position["high"]), back)
        if item.of:
            fetch = partial(self.fetch, item, fields)
            return archived.next_page(self.call, partial(self._rows, item), fetch, item, fields, position)
        place = search.begin(position, back)
        body = search.body_of(place, item.changed, fields)
        self.meter.pace(_SEARCH_GAP)
        found = self.call("POST", f"/crm/v3/objects/{item.vendor}/search", body=body)
        rows = self._rows(item, found["results"])
        page = search.page_of(self._with_links(item, rows), place)
        return replace(page, tables=self._tables(item))

    def history(self, item: LiveObject, fields: list[str], position: Position, since: datetime) -> Page:
        """The next page of the whole list, in the order of ids; rows not touched since are passed over."""
        if item.vendor in (FORMS, MEMBERS):
            return self._beside(item, position, since, timedelta(0))
        most = versions.MOST if item.versions else _LIST
        query = [("limit", str(most)), ("archived", "false"), ("properties", ",".join(fields))]
        if item.versions:
            query.append(("propertiesWithHistory", ",".join(item.versions)))
        if position.get("after"):
            query.append(("after", position["after"]))
        found = self.call("GET", f"/crm/v3/objects/{item.vendor}", query=query)
        rows = [r for r in self._rows(item, found["results"]) if r.modified is None or r.modified >= since]
        after = _after(found)
        moments = [row.modified for row in rows if row.modified is not None]
        high = max(moments, default=None)
        linked = self._with_links(item, rows)
        place = {"after": after, **({"versions": 1} if item.versions else {})}
        told = versions.versions_of(item, found["results"])
        return Page(linked, place, not after, tables=self._tables(item), high=high, versions=told)

    def read_versions(self, item: LiveObject, ids: Sequence[str]) -> Tables:
        """The earlier values of the properties of which HubSpot keeps them, by record."""
        return versions.read_versions(self.call, item, ids)

    def _beside(self, item: LiveObject, position: Position, since: datetime, back: timedelta) -> Page:
        """The next page of what lies in many lists beside the CRM's objects: forms sent, lists joined."""
        if item.vendor == FORMS:
            self.meter.pace(_SEARCH_GAP)
            return forms.next_page(self.call, position, since, back)
        said = self.connection.mapping.get("lists") or ()
        named = {str(one) for one in (said if isinstance(said, list | tuple) else (said,))}
        return lists.next_members(self.call, position, since, back, self.meter.clock(), named)

    def fetch(self, item: LiveObject, fields: list[str], ids: list[str]) -> Page:
        """These records as they stand now; archived ones are absent, and what has no ids to be asked by."""
        rows: list[LiveRow] = []
        if item.vendor in NO_PROPERTIES:
            return Page(rows, {}, True)
        for start in range(0, len(ids), _BATCH):
            body = {
                "properties": fields,
                "propertiesWithHistory": [],
                "inputs": [{"id": one} for one in ids[start : start + _BATCH]],
            }
            found = self.call("POST", f"/crm/v3/objects/{item.vendor}/batch/read", body=body)
            rows += self._rows(item, found["results"])
        return Page(self._with_links(item, rows), {}, True, tables=self._tables(item))

    def count_values(self, item: LiveObject, name: str) -> dict[str, int]:
        """How many records carry each value of a property: one search a value."""
        field = next((one for one in self.describe(item) if one.name == name), None)
        counts: dict[str, int] = {}
        for value, _ in field.values if field else ():
            self.meter.pace(_SEARCH_GAP)
            only = {"filters": [{"propertyName": name, "operator": "EQ", "value": value}]}
            body = {"filterGroups": [only], "properties": [name], "limit": 1}
            counts[value] = int(
                self.call("POST", f"/crm/v3/objects/{item.vendor}/search", body=body)["total"]
            )
        return {value: count for value, count in counts.items() if count}

    def _tables(self, item: LiveObject) -> Tables:
        """The stages of the portal's own pipelines, which say what is won and what is lost."""
        if item.vendor != "deals":
            return {}
        now = self.meter.clock()
        if self._stages is None or now - self._stages[0] > _STAGES_KEPT:
            found = self.call("GET", "/crm/v3/pipelines/deals")["results"]
            stages = [_stage_cells(stage, pipeline) for pipeline in found for stage in pipeline["stages"]]
            self._stages = (now, stages)
        return {"deal_pipeline_stage": self._stages[1]}

    def update(self, item: LiveObject, external_id: str, values: Mapping[str, str]) -> None:
        """Set properties of one record; an empty text clears."""
        self.call("PATCH", f"/crm/v3/objects/{item.vendor}/{external_id}", body={"properties": dict(values)})

    def make_property(
        self, item: LiveObject, name: str, kind: str, field_type: str, *, unique: bool, beside: str
    ) -> None:
        """Make a property of ours, in the group where the property `beside` stands."""
        group = self.call("GET", f"/crm/v3/properties/{item.vendor}/{beside}")["groupName"]
        label = name.replace("_", " ").capitalize()
        body = {"name": name, "label": label, "type": kind, "fieldType": field_type, "groupName": group}
        self.call("POST", f"/crm/v3/properties/{item.vendor}", body={**body, "hasUniqueValue": unique})

    def unsubscribe(self, address: str, types: Sequence[str]) -> None:
        """Say a refusal to the communication preferences; without types, from all e-mail."""
        preferences.unsubscribe(self.call, address, types)

    def find_types(self) -> dict[str, str]:
        """The account's subscription types."""
        return preferences.find_types(self.call)

    def find_purposes(self) -> dict[str, tuple[str, str]]:
        """Name and purpose of the account's subscription types."""
        return preferences.find_purposes(self.call)

    def read_refusals(self, rows: Sequence[LiveRow]) -> Tables:
        """Who of these contacts refused which subscription type; undated where the token lacks the scope."""
        now = self.meter.clock()
        try:
            if self._types is None or now - self._types[0] > _STAGES_KEPT:
                self._types = (now, preferences.find_purposes(self.call))
            found = preferences.read_refusals(self.call, self._types[1], rows)
        except ForGood as problem:
            if problem.code != "crm.no_right":
                raise
            found = preferences.undated_refusals(rows)
        return {"subscription_refusal": found}

    def put_task(self, task: FollowUp, key: str) -> None:
        """Make a follow-up task, once however often it is asked."""
        tasks.put_task(self.call, task, key)

    def end_task(self, task_id: str, key: str) -> bool:
        """Take a follow-up task of ours back, unless its owner completed it."""
        return tasks.end_task(self.call, task_id, key)

    def find_tasks(self, ids: Sequence[str], key: str) -> set[str]:
        """Which of our tasks still stand there."""
        return tasks.find_tasks(self.call, ids, key)

    def _owners(self, position: Position) -> Page:
        """Active owners, then those who left."""
        gone = "true" if position.get("gone") else "false"
        query = [("limit", str(_LIST)), ("archived", gone)]
        if position.get("after"):
            query.append(("after", position["after"]))
        found = self.call("GET", "/crm/v3/owners", query=query)
        rows = [LiveRow(str(one["id"]), _owner_cells(one)) for one in found["results"]]
        after = _after(found)
        if after:
            return Page(rows, {**position, "after": after}, False)
        return Page(rows, {"gone": "1"} if gone == "false" else {}, gone == "true")

    def _rows(self, item: LiveObject, found: Sequence[Mapping[str, Any]]) -> list[LiveRow]:
        rows = []
        for one in found:
            cells = {name: as_cell(value) for name, value in (one.get("properties") or {}).items()}
            cells.setdefault("hs_object_id", str(one["id"]))
            if one.get("archived"):
                cells["archived"] = "true"
            said = cells.get(item.changed, "") or str(one.get("archivedAt") or one.get("updatedAt") or "")
            moment = _MOMENTS.read(item.changed, said) if said else None
            actor = cells.pop("hs_updated_by_user_id", "")
            rows.append(LiveRow(str(one["id"]), cells, actor, None if isinstance(moment, str) else moment))
        return rows

    def _with_links(self, item: LiveObject, rows: list[LiveRow]) -> list[LiveRow]:
        """The rows with the ids of whom they are with: one question a link and page, none without rows."""
        links = LINKS.get(item.vendor, ())
        if not rows or not links:
            return rows
        added: dict[str, dict[str, str]] = {row.id: {} for row in rows}
        for to, header in links:
            for start in range(0, len(rows), _LINKED):
                body = {"inputs": [{"id": row.id} for row in rows[start : start + _LINKED]]}
                path = f"/crm/v4/associations/{item.vendor}/{to}/batch/read"
                for one in self.call("POST", path, body=body).get("results", ()):
                    ids = dict.fromkeys(str(to_one["toObjectId"]) for to_one in one.get("to", ()))
                    added[str(one["from"]["id"])][header] = ";".join(sorted(ids, key=int))
        return [row._replace(cells={**row.cells, **added[row.id]}) for row in rows]


def _owner_cells(one: Mapping[str, Any]) -> dict[str, str]:
    cells = {name: as_cell(value) for name, value in one.items() if not isinstance(value, list | dict)}
    if one.get("archived"):
        cells["archived"] = "true"
    teams = sorted(one.get("teams") or (), key=lambda team: not team.get("primary"))
    names = (str(team.get("name", "")).replace(";", ",") for team in teams)
    return cells | {"teams": ";".join(names)} if teams else cells


def _stage_cells(stage: Mapping[str, Any], pipeline: Mapping[str, Any]) -> dict[str, str]:
    """A pipeline's stage as the warehouse's table of stages spells it."""
    said = stage.get("metadata") or {}
    chance = str(said.get("probability", ""))
    closed = str(said.get("isClosed", "")).casefold() == "true" or chance in ("0.0", "1.0", "0", "1")
    return {
        "stage": str(stage["id"]),
        "label": str(stage.get("label", "")),
        "pipeline": str(pipeline.get("id", "")),
        "won": "true" if closed and chance in ("1.0", "1") else "false",
        "closed": "true" if closed else "false",
    }


def _after(found: Mapping[str, Any]) -> str:
    return str(((found.get("paging") or {}).get("next") or {}).get("after") or "")


def open_session(connection: Connection, meter: Meter) -> HubSpotSession:
    """A session; the token is tried at its first call."""
    return HubSpotSession(connection, meter)
