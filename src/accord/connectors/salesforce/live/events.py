"""Change Data Capture: hear that something changed there, by a request that Salesforce holds open until it does.

The Bayeux protocol over long polling (Streaming API). The request leaves from here, so no firewall need be opened. What
an event says of a record is not read: its object's name is a hint to read that object, and nothing else.
"""

import json
import time
from typing import Any

from accord.connectors.objects.session import Meter
from accord.connectors.salesforce.live.answers import judge, refusal
from accord.connectors.salesforce.live.unheard import meaning_of, not_now
from accord.vocabulary.errors import AccordError

CHANNEL = "/data/ChangeEvents"
NEW_ONLY = -1  # replay nothing: what changed before is found by reading, as ever
_CONNECT = 5.0  # seconds to connect
_ANSWER = 30.0  # seconds for an answer that is not held open
_SLACK = 15.0  # seconds beyond the time for which the server says it holds a request
_HELD = 110.0  # seconds, as the vendor documents it, until the server says otherwise
_LONGEST_HELD = 150.0
_LARGEST = 32 * 1024**2  # bytes of one answer: an event is at most 1 MB


class ChangeFeed:
    """One subscription. `begin` it, then `wait` again and again; a new one after a new sign-in."""

    def __init__(self, http: Any, root: str, token: str, meter: Meter, version: str) -> None:
        self._http = http
        self._url = f"{root}/cometd/{version}"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._meter = meter
        self._client = ""
        self._sent = 0
        self._held = _HELD
        self.rest = 0.0  # seconds that the server asks to leave between two requests

    def begin(self) -> None:
        """Shake hands and subscribe to whatever this user may see.

        Raises `ForGood` where the sign-in or the subscription is refused, `ForNow` for what may work later.
        """
        offer = {
            "channel": "/meta/handshake",
            "version": "1.0",
            "minimumVersion": "1.0",
            "supportedConnectionTypes": ["long-polling"],
            "ext": {"replay": True},
        }
        self._client = str(self._say(offer)[1].get("clientId", ""))
        wish = {"channel": "/meta/subscribe", "subscription": CHANNEL, "ext": {"replay": {CHANNEL: NEW_ONLY}}}
        self._say({**wish, "clientId": self._client})

    def wait(self) -> list[str]:
        """The vendor's names of objects that changed; empty when nothing did until the server ended the request.

        An event whose object cannot be read is an empty name. Raises `ForNow` with `crm.listen_lost` where the server
        has forgotten us: `begin` again.
        """
        wish = {"channel": "/meta/connect", "clientId": self._client, "connectionType": "long-polling"}
        events, said = self._say(wish, held=True)
        self._heed(said.get("advice"))
        return list(dict.fromkeys(_object_of(one) for one in events))

    def end(self) -> None:
        """Say goodbye; that it is not heard hurts nobody."""
        if self._client:
            try:
                self._say({"channel": "/meta/disconnect", "clientId": self._client})
            except AccordError:
                self._client = ""

    def _heed(self, advice: Any) -> None:
        """What the server advises of times; nonsense changes nothing."""
        given = advice if isinstance(advice, dict) else {}
        interval, timeout = given.get("interval"), given.get("timeout")
        if isinstance(interval, int | float):
            self.rest = min(max(interval / 1000, 0.0), _LONGEST_HELD)
        if isinstance(timeout, int | float) and timeout > 0:
            self._held = min(timeout / 1000, _LONGEST_HELD)

    def _say(self, message: dict[str, Any], *, held: bool = False) -> tuple[list[Any], dict[str, Any]]:
        """Send one message: the events that came with the answer, and the answer. Raises what a refusal means."""
        self._sent += 1
        seconds = self._held + _SLACK if held else _ANSWER
        found = self._post([{**message, "id": str(self._sent)}], seconds)
        messages = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        answer = next((one for one in messages if one.get("channel") == message["channel"]), None)
        if answer is None:
            answer = next((one for one in messages if one.get("error")), {})
        if not answer.get("successful"):
            raise meaning_of(answer)
        return [one for one in messages if one.get("channel") == CHANNEL], answer

    def _post(self, body: list[dict[str, Any]], seconds: float) -> Any:
        until = time.monotonic() + seconds + _CONNECT

        def ask() -> tuple[int, str, bytes]:
            with self._http.post(
                self._url,
                json=body,
                headers=self._headers,
                timeout=(_CONNECT, seconds),
                stream=True,
                allow_redirects=False,
            ) as answer:
                return answer.status_code, answer.headers.get("Retry-After", ""), _read(answer, until)

        status, retry_after, content = judge(ask)
        if status in (429, 503):
            raise self._meter.pause(retry_after)
        try:
            found = json.loads(content)
        except ValueError:
            found = None
        # Refusals of the protocol come with 200, and with other states too: what the message says counts.
        if isinstance(found, list) and any(isinstance(one, dict) and one.get("channel") for one in found):
            return found
        if status != 200:
            raise refusal(status, found)
        return found


def _read(answer: Any, until: float) -> bytes:
    """The body, within a size and a time: a server that trickles does not hold us for ever."""
    read = bytearray()
    for part in answer.iter_content(65536):
        read += part
        if len(read) > _LARGEST or time.monotonic() > until:
            raise not_now("its answer does not end")
    return bytes(read)


def _object_of(event: dict[str, Any]) -> str:
    """The name of the object that an event is of; empty where it has none."""
    found: Any = event
    for name in ("data", "payload", "ChangeEventHeader", "entityName"):
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""
