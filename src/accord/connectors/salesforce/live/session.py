"""A Salesforce session by simple-salesforce: signed in with the customer's own app, every call counted."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from accord.connectors.objects.live import LiveRow, as_cell
from accord.connectors.objects.moments import Moments
from accord.connectors.objects.session import Connection, Field, FollowUp, LiveObject, Meter, Page, Position
from accord.connectors.outgoing import Rules
from accord.connectors.salesforce.live import bulk, members, queues, soql, tasks
from accord.connectors.salesforce.live.answers import judge, make_requests
from accord.connectors.salesforce.live.events import ChangeFeed
from accord.vocabulary.errors import ForGood
from accord.vocabulary.ids import salesforce_id_18

VERSION = "62.0"
_PAGE = 2000  # rows of one query answer
_MOMENTS = Moments("UTC")
_STAGES_KEPT = timedelta(hours=1)


class SalesforceSession:
    """One signed-in session; signs in again once when it has ended."""

    def __init__(self, connection: Connection, meter: Meter) -> None:
        self.connection = connection
        self.meter = meter
        self.actor = ""
        self._http = make_requests(meter)
        self._api: Any = None
        self._stages: tuple[datetime, dict[str, dict[str, str]]] | None = None
        self._rules: Rules | None = None
        self._root = ""

    def guard(self, rules: Rules) -> None:
        """From now on connect only where the rules allow: also where the system's own answers point."""
        from accord.connectors.outgoing.session import guard_session

        guard_session(self._http, rules)
        self._rules = rules

    def sign_in(self) -> None:
        """A new access token by the client-credentials flow; a token that was given is used as it is."""
        from simple_salesforce import Salesforce

        token, base = self.connection.token, self.connection.base_url
        if not token:
            token, base = self._ask_token()
        api = Salesforce(instance_url=base, session_id=token, version=VERSION, session=self._http)
        parts = urlsplit(base)
        # The library writes https whatever the address says; a twin or a proxy inside may speak http.
        root = f"{parts.scheme}://{parts.netloc}"
        api.base_url = f"{root}/services/data/v{VERSION}/"
        api.bulk2_url = f"{root}/services/data/v{VERSION}/jobs/"
        self._api, self._root = api, root
        said = judge(lambda: self._http.get(f"{root}/services/oauth2/userinfo", headers=api.headers))
        self.actor = salesforce_id_18(str(said.json().get("user_id", "")))

    def listen(self) -> ChangeFeed:
        """Sign in, and give a subscription to what changes there, over connections of its own."""
        import requests

        from accord.connectors.outgoing.session import guard_session

        self.sign_in()
        http = requests.Session()
        if self._rules is not None:
            guard_session(http, self._rules)
        return ChangeFeed(http, self._root, self._api.session_id, self.meter, VERSION)

    def _ask_token(self) -> tuple[str, str]:
        connection = self.connection
        form = {
            "grant_type": "client_credentials",
            "client_id": connection.client_id,
            "client_secret": connection.client_secret,
        }
        login = connection.login_url or (
            "https://test.salesforce.com" if connection.sandbox else "https://login.salesforce.com"
        )
        said = judge(lambda: self._http.post(f"{login}/services/oauth2/token", data=form)).json()
        return str(said["access_token"]), connection.base_url or str(said["instance_url"])

    def call(self, path: str, method: str = "GET", **more: Any) -> Any:
        """One request to the REST API; its JSON, or None where it answers nothing."""
        if self._api is None:
            self.sign_in()
        try:
            return judge(lambda: self._api.restful(path, method=method, **more))
        except ForGood as problem:
            if problem.code != "crm.signed_out" or self.connection.token:
                raise
            self.sign_in()
            return judge(lambda: self._api.restful(path, method=method, **more))

    def limits(self) -> tuple[int, int]:
        """Calls used and allowed in 24 hours."""
        found = self.call("limits")["DailyApiRequests"]
        self.meter.limit, self.meter.used = int(found["Max"]), int(found["Max"]) - int(found["Remaining"])
        return self.meter.used, self.meter.limit

    def describe(self, item: LiveObject) -> list[Field]:
        """The fields this user may see; empty where the object is not there for them."""
        try:
            found = self.call(f"sobjects/{item.vendor}/describe")
        except ForGood as problem:
            if problem.code in {"crm.not_found", "crm.no_right"}:
                return []
            raise
        return [
            Field(
                f["name"],
                str(f.get("label", "")),
                str(f.get("type", "")),
                bool(f.get("updateable")),
                tuple((v["value"], v.get("label") or v["value"]) for v in f.get("picklistValues") or ()),
            )
            for f in found["fields"]
        ]

    def query(self, text: str, *, all_rows: bool = True) -> list[dict[str, Any]]:
        """The records of one SOQL query, at most one answer's worth; deleted ones too."""
        found = self.call("queryAll" if all_rows else "query", params={"q": text})
        return list(found["records"])

    def poll(self, item: LiveObject, fields: list[str], position: Position, back: timedelta) -> Page:
        """The next page in the order of change time and id: no offset, so a change meanwhile moves nothing."""
        if item.vendor == "Group":
            return queues.read_whole(self.query, self._row, item, fields, position)
        text, place = soql.next_page(item, fields, position, back, _PAGE)
        rows = [self._row(item, record) for record in self.query(text)]
        return soql.page_of(self._with_flags(item, rows), place, _PAGE)

    def history(self, item: LiveObject, fields: list[str], position: Position, since: Any) -> Page:
        """The next page of a bulk query; its job and locator stand in the position."""
        if self._api is None:
            self.sign_in()
        client = bulk.client_of(self._api, item.vendor)
        page = bulk.next_page(client, item, fields, position, since, self._row)
        return replace(page, rows=self._with_flags(item, page.rows))

    def _with_flags(self, item: LiveObject, rows: list[LiveRow]) -> list[LiveRow]:
        """History lines name a stage without saying whether it is won: the org's table of stages says so."""
        if item.vendor != "OpportunityHistory" or not rows:
            return rows
        now = self.meter.clock()
        if self._stages is None or now - self._stages[0] > _STAGES_KEPT:
            found = self.query("SELECT MasterLabel, IsClosed, IsWon FROM OpportunityStage", all_rows=False)
            flags = {
                str(one["MasterLabel"]): {
                    "IsWon": as_cell(one["IsWon"]),
                    "IsClosed": as_cell(one["IsClosed"]),
                }
                for one in found
            }
            self._stages = (now, flags)
        known = self._stages[1]
        return [
            row._replace(cells={**row.cells, **known.get(row.cells.get("StageName", ""), {})}) for row in rows
        ]

    def fetch(self, item: LiveObject, fields: list[str], ids: list[str]) -> Page:
        """These records as they stand now, deleted ones too."""
        text = soql.by_ids(item, fields, ids)
        return Page([self._row(item, record) for record in self.query(text)], {}, True)

    def due_events(self, item: LiveObject, fields: list[str], after: str, until: str) -> list[LiveRow]:
        """Events whose end lies between two instants: a meeting is held by time passing, not by a change."""
        text = soql.ended_between(item, fields, after, until, _PAGE)
        return [self._row(item, record) for record in self.query(text, all_rows=False)]

    def count_values(self, item: LiveObject, name: str) -> dict[str, int]:
        """How many living records carry each value of a field; empty texts are left out."""
        text = f"SELECT {name} v, COUNT(Id) n FROM {item.vendor} GROUP BY {name}"  # noqa: S608 - declared names
        found = self.query(text, all_rows=False)
        return {str(one["v"]): int(one["n"]) for one in found if one.get("v")}

    def count_recent_mails(self) -> int:
        """E-mails that stand as tasks since 30 days."""
        text = "SELECT COUNT(Id) n FROM Task WHERE TaskSubtype = 'Email' AND CreatedDate = LAST_N_DAYS:30"
        return int(self.query(text, all_rows=False)[0]["n"])

    def update(self, item: LiveObject, external_id: str, values: Mapping[str, str]) -> None:
        """Set fields of one record; an empty text clears."""
        body = {name: value or None for name, value in values.items()}
        self.call(f"sobjects/{item.vendor}/{external_id}", "PATCH", json=body)

    def put_task(self, task: FollowUp, key: str) -> None:
        """Make a follow-up task, once however often it is asked."""
        tasks.put_task(self.call, task, key)

    def end_task(self, task_id: str, key: str) -> bool:
        """Take a follow-up task of ours back, unless its owner completed it."""
        return tasks.end_task(self.call, task_id, key)

    def find_member(self, item: LiveObject, campaign: str, person: str) -> LiveRow | None:
        """A person's membership of a campaign as it stands now; None where there is none."""
        found = members.find_member(self.query, campaign, person)
        return self._row(item, found) if found else None

    def find_labels(self, campaign: str) -> list[str]:
        """The statuses that this campaign has."""
        return members.find_labels(self.query, campaign)

    def _row(self, item: LiveObject, record: Mapping[str, Any]) -> LiveRow:
        cells = flat(record)
        said = cells.get(item.changed, "")
        changed = _MOMENTS.read(item.changed, said) if said else None
        actor = salesforce_id_18(cells.get("LastModifiedById", ""))
        moment = changed if not isinstance(changed, str) else None
        return LiveRow(salesforce_id_18(cells.get("Id", "")), cells, actor, moment)


def flat(record: Mapping[str, Any]) -> dict[str, str]:
    """Cells of a record: `Campaign.Type` becomes `Campaign Type`, as reports spell it."""
    cells: dict[str, str] = {}
    for name, value in record.items():
        if name == "attributes":
            continue
        if isinstance(value, Mapping):
            cells |= {f"{name} {inner}": text for inner, text in flat(value).items()}
        elif name.endswith(".Type"):
            cells[name.replace(".", " ")] = as_cell(value)
        else:
            cells[name] = as_cell(value)
    return cells


def open_session(connection: Connection, meter: Meter) -> SalesforceSession:
    """A session that signs in at its first call."""
    return SalesforceSession(connection, meter)
