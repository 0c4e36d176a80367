"""The Salesforce twin: routes, sign-in, budget."""

import time
from collections.abc import Callable
from datetime import timedelta

from twins.common.faults import Fault
from twins.common.store import Row
from twins.common.twin import Twin
from twins.common.web import BadJsonError, DropConnection, Request, Response, Router, answer_json
from twins.salesforce.acts import Acts
from twins.salesforce.bulk import Bulk
from twins.salesforce.comet import Comet
from twins.salesforce.composite import Composite
from twins.salesforce.errors import BROKEN, SalesforceError, not_found
from twins.salesforce.org import Org
from twins.salesforce.pages import Pages
from twins.salesforce.records import Records
from twins.salesforce.schema import add_custom, read_objects
from twins.salesforce.seed import load
from twins.salesforce.sessions import Sessions

DATA = "/services/data/v{v}"
VERSIONS = [f"{number}.0" for number in range(50, 67)]
DEFAULT_APP = {
    "client_id": "accord-twin",
    "client_secret": "twin-secret",
    "name": "Accord",
    "run_as": "accord@twin.example",
}


class SalesforceTwin(Twin):
    """A pretend Salesforce org."""

    vendor = "salesforce"
    defaults = {
        "budget": 100_000,  # DailyApiRequests, rolling 24 hours
        "session_seconds": 7200.0,  # the default session timeout: two hours without use
        "password": "twin-password",
        "bulk_polls": 1,  # how often a job shows as unfinished before it is complete
        # Objects chosen for Change Data Capture: five without an add-on.
        "change_events": ["Lead", "Contact", "Opportunity", "Task", "Event"],
        "event_deliveries": 50_000,  # change events to all clients together
        "comet_timeout": 110.0,  # seconds a connect is held
        "comet_reconnect": 40.0,  # seconds within which a client must come back
        "comet_interval": 0,  # milliseconds that the advice asks to wait between two connects
    }

    def routes(self) -> None:
        """Every path the twin answers."""
        self.objects = read_objects()
        add_custom(self.objects, self.seed)
        self.org = Org(self.store, self.clock, self.objects)
        self.sessions = Sessions(self.org, self.settings, self.seed.get("apps", [DEFAULT_APP]))
        self.records = Records(self.org)
        self.by = ""
        self.comet = Comet(self.settings, self._session_of)
        self.store.on_commit = self._tell_listeners
        api, records = self.api, self.records
        api.add("GET", "/services/data", lambda request: self._versions())
        api.add("POST", "/services/oauth2/token", lambda request: self.sessions.token(request, self.url))
        api.add("POST", "/services/oauth2/revoke", lambda r: self.sessions.revoke(r.form().get("token", "")))
        api.add("GET", "/services/oauth2/userinfo", lambda request: self._userinfo())
        api.add("POST", "/services/Soap/u/{v}", lambda request, v: self.sessions.soap(request, self.url))
        self._add(api, "GET", "", self._resources)
        self._add(api, "GET", "/limits", self._limits)
        self._add(api, "GET", "/sobjects", records.global_describe)
        self._add(api, "GET", "/sobjects/{name}", records.basic)
        self._add(api, "POST", "/sobjects/{name}", records.create)
        self._add(api, "GET", "/sobjects/{name}/describe", records.describe)
        self._add(api, "GET", "/sobjects/{name}/deleted", records.deleted)
        self._add(api, "GET", "/sobjects/{name}/updated", records.updated)
        self._add(api, "GET", "/sobjects/{name}/{key}", records.read)
        self._add(api, "PATCH", "/sobjects/{name}/{key}", records.update)
        self._add(api, "DELETE", "/sobjects/{name}/{key}", records.delete)
        self._add(api, "GET", "/sobjects/{name}/{field}/{value}", records.read_by)
        self._add(api, "PATCH", "/sobjects/{name}/{field}/{value}", records.upsert)
        self._add(api, "DELETE", "/sobjects/{name}/{field}/{value}", records.delete_by)
        self._add(api, "GET", "/query", records.query)
        self._add(api, "GET", "/queryAll", records.query_all)
        self._add(api, "GET", "/query/{locator}", records.query_more)
        self._add(api, "GET", "/queryAll/{locator}", records.query_more)
        self._composite(api)
        self._bulk(api)
        self.acts = {
            **Acts(self).all(),
            "lock_rows": self.lock_rows,
            "add_rule": self.add_rule,
            "forget_listeners": self.comet.forget_clients,
            "deny_listeners": self.comet.deny,
        }
        Pages(self)

    def _composite(self, api: Router) -> None:
        composite = Composite(self.records, self._inner)
        self._add(api, "POST", "/composite", composite.composite)
        self._add(api, "POST", "/composite/batch", composite.batch)
        self._add(api, "POST", "/composite/sobjects", composite.create)
        self._add(api, "PATCH", "/composite/sobjects", composite.update)
        self._add(api, "DELETE", "/composite/sobjects", composite.delete)
        self._add(api, "GET", "/composite/sobjects/{name}", composite.retrieve)
        self._add(api, "POST", "/composite/sobjects/{name}", composite.retrieve)
        self._add(api, "PATCH", "/composite/sobjects/{name}/{field}", composite.upsert)

    def _bulk(self, api: Router) -> None:
        bulk = Bulk(self.records, self.settings)
        self._add(api, "GET", "/jobs/query", bulk.query_jobs)
        self._add(api, "POST", "/jobs/query", bulk.create_query)
        self._add(api, "GET", "/jobs/query/{key}", bulk.query_job)
        self._add(api, "GET", "/jobs/query/{key}/results", bulk.results)
        self._add(api, "POST", "/jobs/ingest", bulk.create_ingest)
        self._add(api, "PUT", "/jobs/ingest/{key}/batches", bulk.upload)
        self._add(api, "GET", "/jobs/ingest/{key}", bulk.ingest_job)
        self._add(api, "GET", "/jobs/ingest/{key}/{which}", bulk.ingest_results)
        self._add(api, "PATCH", "/jobs/{kind}/{key}", bulk.change)
        self._add(api, "DELETE", "/jobs/{kind}/{key}", bulk.drop)

    def _inner(self, request: Request) -> Response:
        """Answer a subrequest of a composite call: signed in already, counted once."""
        found = self.api.find(request.method, request.path)
        if found is None:
            return self.missing(request, self.api.methods(request.path))
        try:
            with self.store.unit():
                return found[0].handler(request, **found[1])
        except Exception as problem:
            refused = self.refused(problem)
            if refused is None:
                raise
            return refused

    def _add(self, router: Router, method: str, path: str, handler: Callable[..., Response]) -> None:
        def signed(request: Request, v: str, **values: str) -> Response:
            if v not in VERSIONS:
                raise not_found()
            return handler(request, self.by, v, **values)

        router.add(method, DATA + path, signed)

    def load(self) -> None:
        """Fill the org from the seed."""
        load(self.org, self.seed)

    def guard(self, request: Request) -> Response | None:
        """A session and something left of the day's budget; the sign-in itself needs neither."""
        if request.path.startswith(("/services/oauth2/token", "/services/Soap", "/services/oauth2/revoke")):
            return None
        if request.path.rstrip("/") == "/services/data":
            return None
        session = self.sessions.find(request)
        if session is None:
            return SalesforceError(401, "INVALID_SESSION_ID", "Session expired or invalid").answer()
        self.by = session["user"]
        if self.used() >= int(self.settings["budget"]):
            return SalesforceError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.").answer()
        hour = f"{self.clock.true_now():%Y-%m-%dT%H}"
        row = self.store.find("twin.used", hour) or {"n": 0}
        self.store.put("twin.used", hour, {"n": row["n"] + 1})
        return None

    def handle(self, request: Request) -> Response:
        """As any twin; a request of CometD waits outside the lock, and counts as no API call."""
        if not request.path.startswith("/cometd"):
            return super().handle(request)
        with self.lock:
            fault = self.faults.take(request.method, request.path)
            if fault and fault.kind == "expire":
                self.expire_sessions()
        if fault and fault.kind == "slow":
            time.sleep(fault.seconds)
        if fault and fault.kind == "drop_before":
            raise DropConnection
        broken = fault is not None and fault.kind == "status"
        response = self.broken(fault) if fault and broken else self.comet.answer(request)
        self._note(request, "POST /cometd", response.status, fault)
        if fault and fault.kind == "drop_after":
            raise DropConnection
        return response

    def stop(self) -> None:
        """Stop serving; whoever listens is let go."""
        self.comet.stop()
        super().stop()

    def _session_of(self, request: Request) -> Row | None:
        with self.lock, self.store.unit():
            return self.sessions.find(request)

    def _tell_listeners(self, changes: list[tuple[str, str, Row | None, Row | None]]) -> None:
        self.comet.publish(changes, int(self.clock.true_now().timestamp() * 1000))

    def used(self) -> int:
        """Calls of the last 24 hours, by whole hours."""
        first = f"{self.clock.true_now() - timedelta(hours=23):%Y-%m-%dT%H}"
        return sum(row["n"] for hour, row in self.store.rows("twin.used").items() if hour >= first)

    def dressed(self, request: Request, response: Response) -> Response:
        """The API usage, and the server's time."""
        if request.path.startswith("/services/data"):
            response.headers["Sforce-Limit-Info"] = f"api-usage={self.used()}/{self.settings['budget']}"
        response.headers["Date"] = f"{self.clock.now():%a, %d %b %Y %H:%M:%S} GMT"
        return response

    def broken(self, fault: Fault) -> Response:
        """The body Salesforce sends with this status."""
        code, message = BROKEN.get(fault.status, BROKEN[500])
        answer = SalesforceError(fault.status, fault.code or code, message).answer()
        if fault.retry_after is not None:
            answer.headers["Retry-After"] = str(int(fault.retry_after))
        return answer

    def refused(self, problem: Exception) -> Response | None:
        """Salesforce's own errors, and bodies that are no JSON."""
        if isinstance(problem, SalesforceError):
            return problem.answer()
        if isinstance(problem, BadJsonError):
            return SalesforceError(400, "JSON_PARSER_ERROR", str(problem)).answer()
        return None

    def missing(self, request: Request, allowed: list[str]) -> Response:
        """404, or 405 where another method would do."""
        if allowed:
            verbs = ",".join(allowed)
            message = f"HTTP Method '{request.method}' not allowed. Allowed are {verbs}"
            return SalesforceError(405, "METHOD_NOT_ALLOWED", message).answer()
        return not_found().answer()

    def lock_rows(self, count: int) -> int:
        """The next `count` record writes through the API meet a row held by another transaction."""
        self.org.locked = count
        return count

    def add_rule(self, field: str, message: str = "") -> str:
        """A validation rule refuses API writes that set `Object.Field`; an empty message takes the rule away."""
        self.org.rules[field] = message
        return field

    def expire_sessions(self) -> None:
        """Every token stops working."""
        with self.store.unit():
            self.sessions.expire()
        self.comet.sign_out()

    def user(self, name: str) -> str:
        """A user's id from an id, username or full name."""
        for row in self.org.live("User"):
            if name in (row["Id"], row["Id"][:15], row["Username"], row["Name"]):
                return str(row["Id"])
        raise ValueError(f"no user '{name}'")

    def _versions(self) -> Response:
        rows = [{"label": f"v{v}", "url": f"/services/data/v{v}", "version": v} for v in VERSIONS]
        return answer_json(200, rows)

    def _resources(self, request: Request, by: str, v: str) -> Response:
        names = ("sobjects", "query", "queryAll", "limits", "composite", "jobs")
        return answer_json(200, {name: f"/services/data/v{v}/{name}" for name in names})

    def _userinfo(self) -> Response:
        user = self.org.get("User", self.by)
        org_id = next(iter(self.store.rows("Organization")))
        return answer_json(
            200,
            {
                "user_id": user["Id"],
                "organization_id": org_id,
                "preferred_username": user["Username"],
                "name": user["Name"],
                "email": user["Email"],
                "active": user["IsActive"],
            },
        )

    def _limits(self, request: Request, by: str, v: str) -> Response:
        budget = int(self.settings["budget"])
        jobs = len(self.store.rows("twin.job"))
        return answer_json(
            200,
            {
                "DailyApiRequests": {"Max": budget, "Remaining": max(0, budget - self.used())},
                "DailyBulkApiBatches": {"Max": 15_000, "Remaining": 15_000},
                "DailyBulkV2QueryJobs": {"Max": 10_000, "Remaining": max(0, 10_000 - jobs)},
                "DailyBulkV2QueryFileStorageMB": {"Max": 976_562, "Remaining": 976_562},
                "DailyAsyncApexExecutions": {"Max": 250_000, "Remaining": 250_000},
                "DailyStandardVolumePlatformEvents": {"Max": 10_000, "Remaining": 10_000},
                "DataStorageMB": {"Max": 10_240, "Remaining": 10_200},
                "FileStorageMB": {"Max": 10_240, "Remaining": 10_240},
                "SingleEmail": {"Max": 5_000, "Remaining": 5_000},
            },
        )
