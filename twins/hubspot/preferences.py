"""Communication preferences v4: subscription types, statuses by address, unsubscribing from all e-mail.

Source: HubSpot developers, "Subscription preferences API v4" (definitions; POST statuses/{subscriberIdString}; POST
.../unsubscribe-all?channel=EMAIL; POST statuses/batch/read?channel=EMAIL). That the contact's flag, and of each type
its property `hs_email_optout_<id>`, follow at once is an assumption.
"""

from typing import Any

from twins.common.store import Row
from twins.common.web import Request, Response, answer_json
from twins.hubspot.errors import invalid
from twins.hubspot.portal import Portal, Source

TYPES = ((101, "Marketing Information"), (102, "Product News"), (103, "One to One"))
PURPOSES = {101: "Marketing", 102: "Marketing", 103: "Sales"}
STATES = ("SUBSCRIBED", "UNSUBSCRIBED", "NOT_SPECIFIED")


class Preferences:
    """Handlers over one portal; a row an address: `{all: bool, types: {id: state}}`."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    def definitions(self, request: Request, source: Source) -> Response:
        """GET /communication-preferences/v4/definitions."""
        now = self.portal.now()
        rows = [
            {"id": str(key), "name": name, "isActive": True, "isDefault": False, "isInternal": False}
            | {"purpose": PURPOSES[key], "communicationMethod": "Email", "createdAt": now, "updatedAt": now}
            for key, name in TYPES
        ]
        return answer_json(200, {"status": "COMPLETE", "results": rows, "startedAt": now, "completedAt": now})

    def statuses(self, request: Request, source: Source, address: str) -> Response:
        """GET /communication-preferences/v4/statuses/{address}?channel=EMAIL."""
        self._check_channel(request.first("channel"))
        return self._answer(address, [key for key, _ in TYPES])

    def update(self, request: Request, source: Source, address: str) -> Response:
        """POST /communication-preferences/v4/statuses/{address}: one subscription type."""
        given = request.json()
        self._check_channel(given["channel"])
        if given["statusState"] not in STATES:
            raise invalid(f"Invalid statusState: {given['statusState']}")
        key = int(given["subscriptionId"])
        if key not in dict(TYPES):
            raise invalid(f"Subscription {key} does not exist")
        self.choose(address, key, given["statusState"], source)
        return self._answer(address, [key])

    def choose(self, address: str, key: int, state: str, source: Source) -> None:
        """Set the state of one type for an address; its contact shows it."""
        row = self._row(address)
        types = {**row["types"], str(key): state}
        self.portal.store.put("preference", address.lower(), {**row, "types": types})
        self._date(address, str(key))
        contact = self.portal.find("contacts", address, "email")
        if contact is not None:
            refused = "true" if state == "UNSUBSCRIBED" else "false"
            self.portal.write(contact, {f"hs_email_optout_{key}": refused}, source)

    def batch_read(self, request: Request, source: Source) -> Response:
        """POST /communication-preferences/v4/statuses/batch/read?channel=EMAIL: at most 100 addresses."""
        self._check_channel(request.first("channel"))
        inputs, now = request.json()["inputs"], self.portal.now()
        if not 1 <= len(inputs) <= 100:
            raise invalid(f"inputs must hold 1 to 100 addresses, got {len(inputs)}")
        keys = [key for key, _ in TYPES]
        results = [{"subscriberIdString": one, "statuses": self._statuses(one, keys)} for one in inputs]
        return answer_json(
            200, {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}
        )

    def unsubscribe_all(self, request: Request, source: Source, address: str) -> Response:
        """POST /communication-preferences/v4/statuses/{address}/unsubscribe-all?channel=EMAIL."""
        self._check_channel(request.first("channel"))
        self.portal.store.put("preference", address.lower(), {**self._row(address), "all": True})
        self._date(address, "all")
        contact = self.portal.find("contacts", address, "email")
        if contact is not None:
            self.portal.write(contact, {"hs_email_optout": "true"}, source)
        return self._answer(address, [key for key, _ in TYPES])

    def _row(self, address: str) -> Row:
        return self.portal.store.find("preference", address.lower()) or {"all": False, "types": {}}

    def _date(self, address: str, key: str) -> None:
        since = self.portal.store.find("preference.since", address.lower()) or {}
        self.portal.store.put("preference.since", address.lower(), {**since, key: self.portal.now()})

    def _check_channel(self, channel: str) -> None:
        if channel != "EMAIL":
            raise invalid("channel must be EMAIL")

    def _statuses(self, address: str, keys: list[int]) -> list[dict[str, Any]]:
        now, row = self.portal.now(), self._row(address)
        since = self.portal.store.find("preference.since", address.lower()) or {}
        return [
            {
                "channel": "EMAIL",
                "source": "API",
                "status": "UNSUBSCRIBED" if row["all"] else row["types"].get(str(key), "NOT_SPECIFIED"),
                "subscriberIdString": address,
                "subscriptionId": key,
                "timestamp": since.get("all" if row["all"] else str(key), now),
            }
            for key in keys
        ]

    def _answer(self, address: str, keys: list[int]) -> Response:
        now = self.portal.now()
        results = self._statuses(address, keys)
        return answer_json(
            200, {"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}
        )
