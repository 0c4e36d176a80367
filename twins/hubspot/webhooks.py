"""Webhook subscriptions and their signed deliveries.

Sources: HubSpot's published API description of Webhooks v3; developers "Webhooks API" (batches of up to 100 events,
a 5 s
wait, up to 10 retries, order not guaranteed) and "Validating requests": v3 signature = base64(HMAC-SHA256(secret,
method +
uri + body + timestamp)) in X-HubSpot-Signature-v3 with X-HubSpot-Request-Timestamp in milliseconds.
"""

import base64
import hashlib
import hmac
import http.client
import json
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit

from twins.common.store import Row
from twins.common.web import Request, Response, answer_json
from twins.hubspot.errors import HubSpotError, not_found
from twins.hubspot.portal import Portal, Source
from twins.hubspot.values import milliseconds

TRIES = 11
FLAGS = {"creation": "CREATED", "deletion": "DELETED", "privacyDeletion": "DELETED", "restore": "RESTORED"}


def sign(secret: str, method: str, url: str, body: bytes, timestamp: str) -> str:
    """The v3 signature of a delivery."""
    text = f"{method}{url}".encode() + body + timestamp.encode()
    return base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()


class Webhooks:
    """Subscriptions in the store; deliveries from one thread, in batches."""

    def __init__(self, portal: Portal, settings: dict[str, Any]) -> None:
        self.portal = portal
        self.settings = settings
        self.queue: SimpleQueue[Row | None] = SimpleQueue()
        self.delivered: list[tuple[int, int]] = []
        self._thread: threading.Thread | None = None
        self._held: list[Row] = []

    def _target(self) -> Row | None:
        return self.portal.store.find("webhook.settings", "all")

    def read_settings(self, request: Request, source: Source, app: str) -> Response:
        """GET /webhooks/v3/{app}/settings."""
        row = self._target()
        if row is None:
            raise not_found("No webhook settings for this app")
        return answer_json(200, row)

    def put_settings(self, request: Request, source: Source, app: str) -> Response:
        """PUT /webhooks/v3/{app}/settings."""
        given, now = request.json(), self.portal.now()
        row = {
            "targetUrl": given["targetUrl"],
            "throttling": given["throttling"],
            "createdAt": now,
            "updatedAt": now,
        }
        return answer_json(200, self.portal.store.put("webhook.settings", "all", row))

    def drop_settings(self, request: Request, source: Source, app: str) -> Response:
        """DELETE /webhooks/v3/{app}/settings."""
        self.portal.store.drop("webhook.settings", "all")
        return Response(204)

    def subscriptions(self, request: Request, source: Source, app: str) -> Response:
        """GET /webhooks/v3/{app}/subscriptions."""
        return answer_json(200, {"results": list(self.portal.store.rows("subscription").values())})

    def subscribe(self, request: Request, source: Source, app: str) -> Response:
        """POST /webhooks/v3/{app}/subscriptions."""
        given, now = request.json(), self.portal.now()
        if given["eventType"].endswith("propertyChange") and not given.get("propertyName"):
            raise HubSpotError(400, "VALIDATION_ERROR", "propertyName is required for propertyChange")
        key = self.portal.next_id("subscription", step=1)
        row = {
            "id": key,
            "eventType": given["eventType"],
            "active": bool(given.get("active")),
            "createdAt": now,
        }
        row |= {k: given[k] for k in ("propertyName", "objectTypeId") if given.get(k)}
        return answer_json(201, self.portal.store.put("subscription", key, row))

    def subscription(self, request: Request, source: Source, app: str, key: str) -> Response:
        """GET, PATCH or DELETE /webhooks/v3/{app}/subscriptions/{id}."""
        row = self.portal.store.find("subscription", key)
        if row is None:
            raise not_found("Subscription not found")
        if request.method == "DELETE":
            self.portal.store.drop("subscription", key)
            return Response(204)
        if request.method == "PATCH":
            changed = {"active": bool(request.json().get("active")), "updatedAt": self.portal.now()}
            row = self.portal.store.put("subscription", key, {**row, **changed})
        return answer_json(200, row)

    def note(self, what: str, row: Row, source: Source, more: Row) -> None:
        """A record changed: hold an event for every active subscription it fits until the unit has been kept."""
        target = self._target()
        if target is None:
            return
        one = self.portal.type_of(row["type"])
        for subscription in self.portal.store.rows("subscription").values():
            kind, _, event = subscription["eventType"].partition(".")
            fits = kind == one.singular or (
                kind == "object" and subscription.get("objectTypeId") == one.type_id
            )
            if not subscription["active"] or event != what or not fits:
                continue
            if event == "propertyChange" and subscription["propertyName"] != more.get("propertyName"):
                continue
            self._held.append(self._event(subscription, row, source, what, more))

    def _event(self, subscription: Row, row: Row, source: Source, what: str, more: Row) -> Row:
        event: Row = {
            "eventId": self.portal.dice.randrange(1, 2**32),
            "subscriptionId": int(subscription["id"]),
            "portalId": int(self.settings["portal"]),
            "appId": int(self.settings["app_id"]),
            "occurredAt": milliseconds(self.portal.now()),
            "subscriptionType": subscription["eventType"],
            "attemptNumber": 0,
            "changeSource": source.kind,
        }
        if source.id:
            event["sourceId"] = source.id
        if what == "merge":
            event |= {
                "primaryObjectId": int(row["id"]),
                "newObjectId": int(row["id"]),
                "numberOfPropertiesMoved": 0,
            }
            return event | {"mergedObjectIds": more["mergedObjectIds"], "objectId": int(row["id"])}
        if what == "associationChange":
            pair = f"{row['type'].removesuffix('s').upper()}_TO_{more['to'].removesuffix('s').upper()}"
            event |= {
                "associationType": pair,
                "fromObjectId": int(row["id"]),
                "toObjectId": more["toObjectId"],
            }
            return event | {"associationRemoved": more["associationRemoved"], "isPrimaryAssociation": False}
        if what in FLAGS:
            event["changeFlag"] = FLAGS[what]
        names = {k: more[k] for k in ("propertyName", "propertyValue") if k in more}
        return event | {"objectId": int(row["id"])} | names

    def release(self, kept: bool) -> None:
        """The unit is over: send what it held, or forget it."""
        held, self._held = self._held, []
        if not kept or not held:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        for event in held:
            self.queue.put(event)

    def _run(self) -> None:
        while True:
            first = self.queue.get()
            if first is None:
                return
            batch = [first]
            time.sleep(0.02)
            while len(batch) < 100 and not self.queue.empty():
                event = self.queue.get()
                if event is None:
                    return
                batch.append(event)
            self._deliver(batch)

    def _deliver(self, batch: list[Row]) -> None:
        for attempt in range(TRIES):
            target = self._target()
            if target is None:
                return
            body = json.dumps([{**event, "attemptNumber": attempt} for event in batch]).encode()
            status = post(target["targetUrl"], body, self.settings["client_secret"], time.time)
            self.delivered.append((len(batch), status))
            if 200 <= status < 300:
                return
            time.sleep(float(self.settings["webhook_retry_seconds"]) * (attempt + 1))

    def stop(self) -> None:
        """Let the delivering thread end."""
        self.queue.put(None)


def post(url: str, body: bytes, secret: str, clock: Callable[[], float]) -> int:
    """Send one signed delivery; 0 where nobody answers within 5 s."""
    parts = urlsplit(url)
    timestamp = str(int(clock() * 1000))
    headers = {
        "Content-Type": "application/json",
        "X-HubSpot-Signature-v3": sign(secret, "POST", url, body, timestamp),
        "X-HubSpot-Request-Timestamp": timestamp,
        "X-HubSpot-Signature": hashlib.sha256(secret.encode() + body).hexdigest(),
        "X-HubSpot-Signature-Version": "v1",
        "User-Agent": "HubSpot Connect 2.0 (http://dev.hubspot.com/) (namespace: webhooks-nio-http-client)",
    }
    secure = parts.scheme == "https"
    connection = (http.client.HTTPSConnection if secure else http.client.HTTPConnection)(
        parts.netloc, timeout=5
    )
    try:
        path = parts.path or "/"
        connection.request("POST", f"{path}?{parts.query}" if parts.query else path, body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
