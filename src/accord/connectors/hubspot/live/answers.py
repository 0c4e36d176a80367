"""What HubSpot's answers mean to us: try later, never again, or gone."""

import json
from typing import Any

from accord.vocabulary.errors import AccordError, ForGood, ForNow


def refusal(status: int, body: Any) -> AccordError:
    """The error that a status and HubSpot's category mean; the vendor's text is not shown: it may quote."""
    code = _category(body) or f"HTTP_{status}"
    if status == 401:
        return ForGood(
            "crm.signed_out",
            f"HubSpot refuses the token ({code})",
            "make a new token in the private app, then: accord connect hubspot",
        )
    if status == 404:
        return ForGood(
            "crm.not_found",
            f"HubSpot knows no such record or object ({code})",
            "read it again",
            vendor_code=code,
        )
    if status == 403:
        return ForGood(
            "crm.no_right",
            f"the app's token may not do this in HubSpot ({code})",
            "add the scope to the app: accord connect hubspot --check lists what is missing",
        )
    if status >= 500 or status in (408, 409, 423, 477):
        return ForNow("crm.trouble", f"HubSpot cannot do it now ({code})", "nothing to do: it is tried again")
    return ForGood(
        "crm.refused",
        f"HubSpot refuses what was asked ({code})",
        "accord connect hubspot --check says which properties are there; then: accord sync again",
        vendor_code=code,
    )


def _category(body: Any) -> str:
    try:
        said = json.loads(body or "{}")
    except (TypeError, ValueError):
        return ""
    return str(said.get("category", "")) if isinstance(said, dict) else ""
