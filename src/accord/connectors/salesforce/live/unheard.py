"""What it means when Salesforce does not let us listen: in the protocol's answers a state and its words."""

from typing import Any

from accord.vocabulary.errors import AccordError, ForGood, ForNow

_CHOOSE = (
    "Setup, Change Data Capture: choose Lead, Contact, Opportunity, Task, Event, and give the user View All on them; "
    "then: accord connect salesforce --listen"
)


def meaning_of(answer: dict[str, Any]) -> AccordError:
    """What an unsuccessful answer asks for: sign in anew, shake hands anew, try later, or see to a right."""
    error = str(answer.get("error", ""))
    code, _, _ = error.partition(":")
    ext, advice = answer.get("ext"), answer.get("advice")
    inner = ext.get("sfdc") if isinstance(ext, dict) else None
    reason = str(inner.get("failureReason", "")) if isinstance(inner, dict) else ""
    reconnect = advice.get("reconnect") if isinstance(advice, dict) else None
    if code == "401" or reason.startswith("401"):
        return ForGood(
            "crm.signed_out",
            "Salesforce has ended the sign-in that listens",
            "nothing to do: it signs in anew; where that is refused: accord connect salesforce --check",
        )
    if "limit exceeded" in error:
        return ForGood(
            "crm.listen_refused",
            "the day's allocation of change events is used up, so Accord hears of no changes",
            "nothing to do: reading at its interval goes on; fewer objects under Change Data Capture use less",
        )
    if reconnect == "handshake" or "Unknown client" in error or "cookie" in error:
        return ForNow(
            "crm.listen_lost",
            "Salesforce has forgotten that Accord listens",
            "nothing to do: it is said anew",
        )
    if code in {"400", "402", "403", "404"}:
        return ForGood(
            "crm.listen_refused", f"Salesforce does not send change events to Accord's user ({code})", _CHOOSE
        )
    return not_now(f"it answered {code if code.isdigit() else 'what cannot be understood'}")


def not_now(why: str) -> ForNow:
    """Trouble of theirs that may be over soon."""
    return ForNow(
        "crm.trouble",
        f"Salesforce does not send change events now ({why})",
        "nothing to do: it is tried again",
    )
