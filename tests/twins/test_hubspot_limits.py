"""HubSpot's limits and refusals, and signed webhooks."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Empty, Queue
from typing import Any

import pytest
import twins.hubspot
from twins.hubspot import HubSpotTwin

from tests.twins.conftest import Call, caller

CONTACTS = "/crm/v3/objects/contacts"
SEARCH = {"filterGroups": [], "sorts": [], "properties": [], "limit": 1, "after": "0"}


def test_the_burst_limit() -> None:
    seed = twins.hubspot.make_seed(3, 1) | {"settings": {"burst_limit": 3}}
    with twins.hubspot.serve(seed) as twin:
        hs = caller(twin.url, twin.settings["token"])
        last = [hs("GET", CONTACTS) for _ in range(3)][-1]
        assert (last.headers["X-HubSpot-RateLimit-Max"], last.headers["X-HubSpot-RateLimit-Remaining"]) == (
            "3",
            "0",
        )
        refused = hs("GET", CONTACTS)
        assert (refused.status, refused.body["errorType"], refused.body["policyName"]) == (
            429,
            "RATE_LIMIT",
            "TEN_SECONDLY_ROLLING",
        )
        assert 1 <= int(refused.headers["Retry-After"]) <= 11


def test_searches_have_a_limit_of_their_own_and_no_headers() -> None:
    seed = twins.hubspot.make_seed(3, 1) | {"settings": {"search_limit": 1}}
    with twins.hubspot.serve(seed) as twin:
        hs = caller(twin.url, twin.settings["token"])
        answers = [hs("POST", f"{CONTACTS}/search", SEARCH) for _ in range(40)]
        refused = next(a for a in answers if a.status == 429)
        assert refused.body["policyName"] == "SECONDLY"
        assert not [h for h in answers[0].headers if h.startswith("X-HubSpot-RateLimit")]
        assert hs("GET", CONTACTS).status == 200


def test_the_day_s_budget(portal: HubSpotTwin, hs: Call) -> None:
    hs("POST", "/__twin/settings", {"budget": 1})
    assert hs("GET", CONTACTS).headers["X-HubSpot-RateLimit-Daily-Remaining"] == "0"
    assert hs("GET", CONTACTS).body["policyName"] == "DAILY"


@pytest.mark.parametrize(
    ("fault", "status", "key", "value"),
    [
        ({"status": 429, "retry_after": 7}, 429, "policyName", "TEN_SECONDLY_ROLLING"),
        ({"status": 429, "code": "DAILY"}, 429, "policyName", "DAILY"),
        ({"status": 503}, 503, "category", "SERVICE_UNAVAILABLE"),
        ({"status": 502}, 502, "category", "INTERNAL_ERROR"),
        ({"status": 401}, 401, "category", "INVALID_AUTHENTICATION"),
    ],
)
def test_faults_on_request(
    portal: HubSpotTwin, hs: Call, fault: Any, status: int, key: str, value: str
) -> None:
    hs("POST", "/__twin/faults", {"kind": "status", **fault})
    answer = hs("GET", CONTACTS)
    assert (answer.status, answer.body[key]) == (status, value)
    assert answer.headers.get("Retry-After") == (
        str(fault["retry_after"]) if "retry_after" in fault else None
    )
    assert hs("GET", CONTACTS).status == 200


def test_a_share_of_requests_fails_the_same_way_each_time() -> None:
    def run() -> list[int]:
        seed = twins.hubspot.make_seed(3, 5) | {"settings": {"burst_limit": 0}}
        with twins.hubspot.serve(seed) as twin:
            hs = caller(twin.url, twin.settings["token"])
            hs("POST", "/__twin/faults", {"kind": "status", "status": 503, "share": 0.3, "count": None})
            return [hs("GET", CONTACTS).status for _ in range(40)]

    first = run()
    assert first == run() and 3 < first.count(503) < 25


def test_the_token_and_the_scopes(portal: HubSpotTwin, hs: Call) -> None:
    refused = caller(portal.url, "wrong")("GET", CONTACTS)
    assert (refused.status, refused.body["category"]) == (401, "INVALID_AUTHENTICATION")
    hs("POST", "/__twin/settings", {"scopes_missing": ["/crm/v3/objects/deals"]})
    answer = hs("GET", "/crm/v3/objects/deals")
    assert (answer.status, answer.body["category"]) == (403, "MISSING_SCOPES")
    scopes = answer.body["errors"][0]["context"]["requiredGranularScopes"]
    assert scopes == ["crm.objects.deals.read"] and hs("GET", CONTACTS).status == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "category"),
    [
        ("GET", f"{CONTACTS}/424242", None, 404, "OBJECT_NOT_FOUND"),
        ("GET", f"{CONTACTS}?limit=101", None, 400, "VALIDATION_ERROR"),
        ("GET", f"{CONTACTS}?limit=51&propertiesWithHistory=email", None, 400, "VALIDATION_ERROR"),
        ("PATCH", f"{CONTACTS}/51", {"properties": {"nothing": "1"}}, 400, "VALIDATION_ERROR"),
        ("PATCH", f"{CONTACTS}/51", {"properties": {"num_notes": "1"}}, 400, "VALIDATION_ERROR"),
        ("PATCH", f"{CONTACTS}/51", {"properties": {"lifecyclestage": "no stage"}}, 400, "VALIDATION_ERROR"),
        ("PATCH", f"{CONTACTS}/51", {"properties": {"email": "no address"}}, 400, "VALIDATION_ERROR"),
        ("PATCH", f"{CONTACTS}/51", b"{no json", 400, "VALIDATION_ERROR"),
        ("POST", "/crm/v3/objects/notes", {"properties": {}, "associations": []}, 400, "VALIDATION_ERROR"),
        ("GET", "/crm/v3/objects/nothings", None, 400, "VALIDATION_ERROR"),
        ("GET", "/nothing/v1", None, 404, "OBJECT_NOT_FOUND"),
    ],
)
def test_refusals(hs: Call, method: str, path: str, body: Any, status: int, category: str) -> None:
    answer = hs(method, path, body)
    assert (answer.status, answer.body["status"], answer.body["category"]) == (status, "error", category)
    assert len(answer.body["correlationId"]) == 36 and answer.body["message"]


def test_the_same_address_twice(hs: Call, portal: HubSpotTwin) -> None:
    email = portal.store.rows("contacts")["51"]["props"]["email"]
    answer = hs("POST", CONTACTS, {"properties": {"email": email.upper()}, "associations": []})
    assert (answer.status, answer.body["message"]) == (409, "Contact already exists. Existing ID: 51")


@pytest.fixture
def listener() -> Iterator[tuple[str, Queue[tuple[dict[str, str], bytes]]]]:
    """A receiver of webhooks that refuses the first delivery."""
    got: Queue[tuple[dict[str, str], bytes]] = Queue()
    seen: list[int] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append(1)
            self.send_response(500 if len(seen) == 1 else 204)
            self.end_headers()
            got.put((dict(self.headers), body))

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hooks", got
    server.shutdown()
    server.server_close()


def test_deliveries_are_signed_and_tried_again(hs: Call, portal: HubSpotTwin, listener: Any) -> None:
    signature = pytest.importorskip("hubspot.utils.signature").Signature
    url, got = listener
    target = {"targetUrl": url, "throttling": {"maxConcurrentRequests": 10}}
    assert hs("PUT", "/webhooks/v3/1/settings", target).status == 200
    for more in (
        {"eventType": "contact.propertyChange", "propertyName": "hs_lead_status"},
        {"eventType": "contact.merge"},
        {"eventType": "contact.privacyDeletion"},
    ):
        assert hs("POST", "/webhooks/v3/1/subscriptions", {"active": True, **more}).status == 201
    portal.act("change_status", who="51", status="CONNECTED", by="Rita Rep")
    portal.act("merge", winner="51", loser="101", by="Rita Rep")
    portal.act("gdpr_delete", who="151", by="Rita Rep")
    events: dict[int, Any] = {}
    attempts = set()
    while len({e["subscriptionType"] for e in events.values() if e["attemptNumber"]}) < 1 or len(events) < 3:
        try:
            headers, body = got.get(timeout=30)
        except Empty:
            pytest.fail(f"no further delivery after {events}")
        assert signature.is_valid(
            headers["X-HubSpot-Signature-v3"],
            portal.settings["client_secret"],
            body.decode(),
            http_uri=url,
            signature_version="v3",
            timestamp=headers["X-HubSpot-Request-Timestamp"],
        )
        for event in json.loads(body):
            events[event["eventId"]] = event
            attempts.add(event["attemptNumber"])
    by_type = {e["subscriptionType"]: e for e in events.values()}
    assert attempts >= {0, 1}
    assert by_type["contact.propertyChange"]["propertyValue"] == "CONNECTED"
    assert by_type["contact.merge"]["mergedObjectIds"] == [101]
    assert by_type["contact.privacyDeletion"]["objectId"] == 151


def test_a_refused_write_tells_nobody(hs: Call, portal: HubSpotTwin, listener: Any) -> None:
    url, got = listener
    hs("PUT", "/webhooks/v3/1/settings", {"targetUrl": url, "throttling": {"maxConcurrentRequests": 1}})
    hs("POST", "/webhooks/v3/1/subscriptions", {"active": True, "eventType": "contact.creation"})
    wrong = {"properties": {"email": "x@y.example"}, "associations": [{"to": {"id": "424242"}, "types": []}]}
    wrong["associations"] = [
        {
            "to": {"id": "424242"},
            "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}],
        }
    ]
    assert hs("POST", CONTACTS, wrong).status == 404
    assert hs("GET", f"{CONTACTS}/x@y.example?idProperty=email").status == 404
    portal.act("create", object="contacts", properties={"email": "z@y.example"}, by="Rita Rep")
    _, body = got.get(timeout=30)
    assert len(json.loads(body)) == 1
