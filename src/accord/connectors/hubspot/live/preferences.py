"""HubSpot's communication preferences: a refusal said to them, and what people refused there by subscription type.

Source: HubSpot developers, "Subscription preferences API v4" (definitions; statuses; statuses/batch/read). That an
address refused a type stands on its contact too, as the property `hs_email_optout_<id of the type>`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from accord.connectors.objects.live import LiveRow, as_cell
from accord.vocabulary.errors import ForGood

OPTED_OUT_OF = "hs_email_optout_"  # and the id of the type
_BATCH = 100  # addresses of one question
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
    return {key: name for key, (name, _) in find_purposes(call).items()}


def find_purposes(call: Call) -> dict[str, tuple[str, str]]:
    """Name and purpose of each subscription type in use. Raises `ForGood` where the token lacks the scope."""
    try:
        found = call("GET", f"{_BASE}/definitions")["results"]
    except ForGood as problem:
        raise _with_scope(problem) from None
    return {
        str(one["id"]): (as_cell(one.get("name")), as_cell(one.get("purpose")))
        for one in found
        if one.get("isActive", True)
    }


def has_refused(row: LiveRow) -> bool:
    """Whether a contact refused any subscription type."""
    return any(cell == "true" for name, cell in row.cells.items() if _type_of(name))


def _type_of(name: str) -> str:
    key = name.removeprefix(OPTED_OUT_OF)
    return key if key != name and key.isdigit() else ""


def read_refusals(
    call: Call, purposes: Mapping[str, tuple[str, str]], rows: Iterable[LiveRow]
) -> list[dict[str, str]]:
    """Who refused which type, and when, for every address of these contacts: contact, type, purpose, at."""
    of = {address.casefold(): row.id for row in rows for address in addresses_of(row)}
    asked, found = list(of), []
    for start in range(0, len(asked), _BATCH):
        body = {"inputs": asked[start : start + _BATCH]}
        answer = call("POST", f"{_BASE}/statuses/batch/read", query=[("channel", "EMAIL")], body=body)
        for one in answer["results"]:
            contact = of.get(str(one["subscriberIdString"]).casefold(), "")
            found += [
                {
                    "contact": contact,
                    "type": str(said["subscriptionId"]),
                    "purpose": purposes[str(said["subscriptionId"])][1],
                    "at": as_cell(said.get("timestamp")),
                }
                for said in one["statuses"]
                if said.get("status") == "UNSUBSCRIBED" and str(said["subscriptionId"]) in purposes
            ]
    return found


def undated_refusals(rows: Iterable[LiveRow]) -> list[dict[str, str]]:
    """The same by the contacts' own properties, which say neither since when nor for what."""
    return [
        {"contact": row.id, "type": _type_of(name), "purpose": "", "at": ""}
        for row in rows
        for name, cell in row.cells.items()
        if _type_of(name) and cell == "true"
    ]


def addresses_of(row: LiveRow) -> list[str]:
    """Every address of a contact."""
    said = [row.cells.get("email", ""), *row.cells.get("hs_additional_emails", "").split(";")]
    return [one.strip() for one in said if one.strip()]


def _with_scope(problem: ForGood) -> ForGood:
    if problem.code != "crm.no_right":
        return problem
    return ForGood(
        "crm.no_right",
        "the app's token may not change communication preferences in HubSpot",
        f"add the scope {SCOPE} to the private app, then: accord sync again",
    )
