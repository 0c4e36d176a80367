"""Change Data Capture by CometD: the Bayeux protocol over long polling, at `/cometd/{version}`.

Sources: Streaming API Developer Guide "How the Client Connects" (long polling; a connect that brings nothing ends after
110 s, whoever does not come back within 40 s is forgotten), "Handling Streaming API Errors" (401 on /meta/connect with
advice `none`; 403::Handshake denied with the reason in `ext.sfdc`; 403::Unknown client with advice `handshake`),
"Streaming API Error Codes" (version, transport, cookie), "Clients and Cookies" (Authorization, BAYEUX_BROWSER);
Change Data Capture Developer Guide "Subscription Channels", "Required Permissions" (on /data/ChangeEvents they are
enforced at delivery), "ChangeEventHeader Fields", "Allocations" (403::Organization total events daily limit exceeded on
/meta/connect; deliveries count for each client, over 24 hours). Where the documentation shows no message for a refused
subscription, the one that clients report is given (EMP-Connector, issue 17).
"""

import json
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from twins.common.store import Row
from twins.common.web import BadJsonError, Request, Response, answer_json

CHANNEL = "/data/ChangeEvents"
COOKIE = "BAYEUX_BROWSER"
DENIED = "403:denied_by_security_policy:create_denied"
SPENT = "403::Organization total events daily limit exceeded"
# Change Data Capture Developer Guide "Change Event Fields": no IsDeleted, no SystemModstamp, nothing derived.
UNSAID = {"Id", "IsDeleted", "SystemModstamp", "LastActivityDate"}
Message = dict[str, Any]


@dataclass(eq=False)
class Client:
    """One client since its handshake: what it subscribed to, what waits for it, when it was last here."""

    cookie: str
    token: str
    channels: set[str] = field(default_factory=set)
    queue: list[Message] = field(default_factory=list)
    left: float = 0.0  # by the monotonic clock: when it was last answered
    waiting: bool = False


class Comet:
    """The clients (in memory: a restart forgets them, and their next request meets an unknown client)."""

    def __init__(self, settings: dict[str, Any], find: Callable[[Request], Row | None]) -> None:
        self.settings = settings
        self.find = find  # the session of a request, under the twin's own lock
        self.clients: dict[str, Client] = {}
        self.news = threading.Condition()
        self.denied = ""  # what a subscription is refused with; empty: it is not
        self.delivered = 0
        self.replay = 0
        self.stopped = False

    def answer(self, request: Request) -> Response:
        """POST /cometd/{version}: one or several Bayeux messages, one answer each."""
        version = re.fullmatch(r"/cometd/(\d+)\.0/?", request.path)
        if version is None:
            return _bad("API version in the URI is mandatory. URI format: '/cometd/60.0'")
        if int(version[1]) < 23:
            return _bad("Unsupported API version. Only API versions '23.0' and above are supported.")
        try:
            given = request.json()
        except BadJsonError as problem:
            return _bad(str(problem))
        messages = given if isinstance(given, list) else [given]
        answers: list[Message] = []
        cookie = _cookie(request)
        for message in messages:
            channel = str(message.get("channel", ""))
            if channel == "/meta/handshake":
                cookie = cookie or secrets.token_hex(8)
                answers.append(self._handshake(message, request, cookie))
            else:
                answers += self._from_client(message, channel, request, cookie)
        made = answer_json(200, answers)
        if cookie and not _cookie(request):
            made.headers["Set-Cookie"] = f"{COOKIE}={cookie};Path=/cometd/;HttpOnly"
        return made

    def _handshake(self, message: Message, request: Request, cookie: str) -> Message:
        said = _reply(message)
        if self.find(request) is None:
            reason = (
                "401::Authentication invalid" if _token(request) else "401::Request requires authentication"
            )
            return said | {
                "ext": {"sfdc": {"failureReason": reason}},
                "advice": {"reconnect": "none"},
                "error": "403::Handshake denied",
                "successful": False,
            }
        if "long-polling" not in message.get("supportedConnectionTypes", []):
            return said | {"error": "400::Invalid connection type", "successful": False}
        key = secrets.token_hex(13)
        with self.news:
            self.clients[key] = Client(cookie, _token(request), left=time.monotonic())
        return said | {
            "ext": {"replay": True, "payload.format": True},
            "minimumVersion": "1.0",
            "clientId": key,
            "supportedConnectionTypes": ["long-polling"],
            "version": "1.0",
            "successful": True,
        }

    def _from_client(self, message: Message, channel: str, request: Request, cookie: str) -> list[Message]:
        said = _reply(message)
        with self.news:
            client = self._client(str(message.get("clientId", "")))
        if client is None:
            advice = {"interval": 0, "reconnect": "handshake"}
            return [said | {"advice": advice, "error": "403::Unknown client", "successful": False}]
        said["clientId"] = message["clientId"]
        if client.cookie != cookie:
            text = f"400::Client has established a session, but no {COOKIE} cookie present"
            return [said | {"error": text, "successful": False}]
        if channel == "/meta/subscribe":
            return [said | self._subscribe(client, str(message.get("subscription", "")))]
        if channel == "/meta/connect":
            return self._connect(client, said, request)
        if channel == "/meta/disconnect":
            with self.news:
                self.clients.pop(str(message["clientId"]), None)
                self.news.notify_all()
            return [said | {"successful": True}]
        return [said | {"error": f"400::Unknown channel {channel}", "successful": False}]

    def _client(self, key: str) -> Client | None:
        client = self.clients.get(key)
        away = float(self.settings["comet_reconnect"])
        if client and not client.waiting and time.monotonic() - client.left > away:
            del self.clients[key]
            return None
        return client

    def _subscribe(self, client: Client, channel: str) -> Message:
        said: Message = {"subscription": channel}
        if self.denied:
            return said | {"error": self.denied, "successful": False}
        if not channel.startswith("/"):
            return said | {
                "error": "400::Channel subscriptions must start with a leading '/'",
                "successful": False,
            }
        if channel != CHANNEL:
            text = f"400::The channel you requested to subscribe to does not exist {channel}"
            return said | {"error": text, "successful": False}
        with self.news:
            client.channels.add(channel)
            client.left = time.monotonic()
        return said | {"successful": True}

    def _connect(self, client: Client, said: Message, request: Request) -> list[Message]:
        """Hold the request until there is news, the time is over, or the sign-in ends."""
        until = time.monotonic() + float(self.settings["comet_timeout"])
        with self.news:
            client.waiting, client.token = True, _token(request)
            while not client.queue and client in self.clients.values() and not self.stopped:
                left = until - time.monotonic()
                if left <= 0 or client.token == "":
                    break
                self.news.wait(left)
            client.waiting, client.left = False, time.monotonic()
            known = client in self.clients.values()
            found, client.queue = client.queue, []
        if not known:
            advice = {"interval": 0, "reconnect": "handshake"}
            return [said | {"advice": advice, "error": "403::Unknown client", "successful": False}]
        if self.find(request) is None:
            advice = {"reconnect": "none", "interval": 0}
            return [said | {"advice": advice, "error": "401::Authentication invalid", "successful": False}]
        if self.delivered >= int(self.settings["event_deliveries"]):
            return [said | {"advice": {"reconnect": "none"}, "error": SPENT, "successful": False}]
        self.delivered += len(found)
        advice = {
            "interval": int(self.settings["comet_interval"]),
            "timeout": int(float(self.settings["comet_timeout"]) * 1000),
            "reconnect": "retry",
        }
        return [*found, said | {"advice": advice, "successful": True}]

    def publish(self, changes: list[tuple[str, str, Row | None, Row | None]], now_ms: int) -> None:
        """Tell every subscriber of committed changes (object, id, before, after) of the chosen objects."""
        if not any(CHANNEL in client.channels for client in list(self.clients.values())):
            return
        chosen = [one for one in changes if one[0] in self.settings["change_events"]]
        events = [event for one in chosen if (event := self._event(*one, now_ms)) is not None]
        if not events:
            return
        with self.news:
            for client in self.clients.values():
                if CHANNEL in client.channels:
                    client.queue += events
            self.news.notify_all()

    def _event(self, name: str, key: str, old: Row | None, new: Row | None, now_ms: int) -> Message | None:
        kind = _kind(old, new)
        if kind is None or new is None:
            return None
        self.replay += 1
        changed = {name: new[name] for name in _changed(old, new)}
        header = {
            "entityName": name,
            "recordIds": [key],
            "changeType": kind,
            "changeOrigin": "",
            "transactionKey": f"{self.replay:08d}",
            "sequenceNumber": 1,
            "commitTimestamp": now_ms,
            "commitUser": new.get("LastModifiedById") or new.get("CreatedById"),
            "commitNumber": self.replay,
        }
        fields = {} if kind == "DELETE" else changed
        payload = json.loads(json.dumps({**fields, "ChangeEventHeader": header}))
        return {
            "data": {"schema": "twin", "payload": payload, "event": {"replayId": self.replay}},
            "channel": CHANNEL,
        }

    def forget_clients(self) -> int:
        """Every session of the protocol is lost, as after a restart of theirs; how many there were."""
        with self.news:
            count = len(self.clients)
            self.clients.clear()
            self.news.notify_all()
        return count

    def sign_out(self) -> None:
        """The sign-ins ended: whoever waits is told now."""
        with self.news:
            for client in self.clients.values():
                client.token = ""
            self.news.notify_all()

    def deny(self, error: str = DENIED) -> str:
        """From now on every subscription is refused with this error; an empty one allows them again."""
        self.denied = error
        return error

    def stop(self) -> None:
        """Let everybody go who waits."""
        with self.news:
            self.stopped = True
            self.news.notify_all()


def _kind(old: Row | None, new: Row | None) -> str | None:
    """What happened to a record; None for what is no news: derived fields are none."""
    if new is None:
        return None
    if old is None:
        return "CREATE"
    if old["IsDeleted"] != new["IsDeleted"]:
        return "DELETE" if new["IsDeleted"] else "UNDELETE"
    return "UPDATE" if _changed(old, new) else None


def _changed(old: Row | None, new: Row) -> list[str]:
    return [k for k, v in new.items() if k not in UNSAID and (old is None or old.get(k) != v)]


def _reply(message: Message) -> Message:
    said: Message = {"channel": message.get("channel", "")}
    if "id" in message:
        said["id"] = message["id"]
    return said


def _bad(text: str) -> Response:
    return answer_json(400, [{"error": f"400::{text}", "successful": False}])


def _token(request: Request) -> str:
    return request.headers.get("authorization", "").partition(" ")[2]


def _cookie(request: Request) -> str:
    found = re.search(rf"\b{COOKIE}=([0-9a-f]+)", request.headers.get("cookie", ""))
    return found[1] if found else ""
