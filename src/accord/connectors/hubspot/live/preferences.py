"""A refusal, said to HubSpot's communication preferences: from all e-mail, or by the subscription types named."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from accord.vocabulary.errors import ForGood

FLAG = "hs_email_optout"  # what HubSpot shows on the contact once all e-mail is refused; nobody can set it
SCOPE = "communication_preferences.read_write"
_BASE = "/communication-preferences/v4"
Call = Callable[..., dict[str, Any]]


def unsubscribe(call: Call, address: str, types: Sequence[str]) -> None:
    """Unsubscribe an address from all e-mail; with `types`, from these alone. Repeating it changes nothing there.

    Raises `ForNow`; `ForGood` where the token lacks the scope.
    """
    path = f"{_BASE}/statuses/{quote(address, safe='')}"
    try:
        if not types:
            call("POST", f"{path}/unsubscribe-all", query=[("channel", "EMAIL")])
        for one in types:
            body = {"channel": "EMAIL", "statusState": "UNSUBSCRIBED", "subscriptionId": int(one)}
            call("POST", path, body=body)
    except ForGood as problem:
        raise _with_scope(problem) from None


def find_types(call: Call) -> dict[str, str]:
    """The account's subscription types: id to name. Raises `ForGood` where the token lacks the scope."""
    try:
        found = call("GET", f"{_BASE}/definitions")["results"]
    except ForGood as problem:
        raise _with_scope(problem) from None
    return {str(one["id"]): str(one.get("name", "")) for one in found}


def _with_scope(problem: ForGood) -> ForGood:
    if problem.code != "crm.no_right":
        return problem
    return ForGood(
        "crm.no_right",
        "the app's token may not change communication preferences in HubSpot",
        f"add the scope {SCOPE} to the private app, then: accord sync again",
    )
