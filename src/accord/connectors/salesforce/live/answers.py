"""What Salesforce's answers mean to us: try later, never again, or gone; and the counted transport."""

from collections.abc import Callable
from typing import Any, TypeVar

from accord.connectors.objects.session import Meter
from accord.vocabulary.errors import AccordError, ForGood, ForNow

T = TypeVar("T")
TIMEOUT = (5, 60)  # seconds to connect, and between bytes
_LATER = {
    "UNABLE_TO_LOCK_ROW",
    "SERVER_UNAVAILABLE",
    "QUERY_TIMEOUT",
    "UNKNOWN_EXCEPTION",
    "REQUEST_RUNNING_TOO_LONG",
    "CANNOT_UPDATE_CONVERTED_LEAD",  # converted since it was read: the next try finds the contact
}
_GONE = {"NOT_FOUND", "ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY", "INVALID_JOB_ID", "JOBNOTFOUND"}
_EXEMPT = (
    "a validation rule there refuses it: exempt the integration user from the rule, then: accord sync again"
)
_RIGHTS = {"INSUFFICIENT_ACCESS", "INSUFFICIENT_ACCESS_OR_READONLY", "INVALID_TYPE", "API_DISABLED_FOR_ORG"}


def make_requests(meter: Meter) -> Any:
    """A `requests` session that counts, keeps the vendor's pauses, and waits a bounded time."""
    import requests

    class Counted(requests.Session):
        """Every request passes the meter first."""

        def request(self, method: Any, url: Any, *args: Any, **more: Any) -> Any:
            meter.ask()
            more.setdefault("timeout", TIMEOUT)
            answer = super().request(method, url, *args, **more)
            if answer.status_code in (429, 503):
                raise meter.pause(answer.headers.get("Retry-After", ""))
            _note_usage(meter, answer.headers.get("Sforce-Limit-Info", ""))
            return answer

    return Counted()


def _note_usage(meter: Meter, said: str) -> None:
    """`api-usage=18/5000`: all apps of the org together."""
    part = next((p for p in said.split(";") if p.strip().startswith("api-usage=")), "")
    used, _, limit = part.partition("=")[2].partition("/")
    if used.isdigit() and limit.strip().isdigit():
        meter.used, meter.limit = int(used), int(limit)


def judge(ask: Callable[[], T]) -> T:
    """Do a request; raise `ForNow` for what may work later, `ForGood` with a code for what will not."""
    import requests
    from simple_salesforce.exceptions import SalesforceError

    try:
        answer = ask()
    except AccordError:
        raise
    except requests.RequestException as problem:
        raise ForNow(
            "crm.unreachable",
            f"Salesforce does not answer ({type(problem).__name__})",
            "look at the network and the base URL; reading goes on by itself",
        ) from None
    except SalesforceError as problem:
        raise refusal(problem.status, problem.content) from None
    status = getattr(answer, "status_code", 200)
    if isinstance(status, int) and status >= 400:
        raise refusal(status, _body(answer))
    return answer


def _body(answer: Any) -> Any:
    try:
        return answer.json()
    except ValueError:
        return ""


def refusal(status: int, content: Any) -> AccordError:
    """The error that a status and Salesforce's error code mean; the vendor's text is not shown: it may quote."""
    first = content[0] if isinstance(content, list) and content else content
    said = first if isinstance(first, dict) else {}
    code = str(said.get("errorCode") or said.get("error") or f"HTTP_{status}")
    if code == "REQUEST_LIMIT_EXCEEDED":
        return ForNow(
            "crm.budget_spent",
            "Salesforce's daily API limit is used up",
            "reading goes on tomorrow; give Accord a smaller share of the limit, or buy more calls",
        )
    if code in {"invalid_client", "invalid_client_id"}:
        return ForGood(
            "crm.signed_out",
            f"Salesforce does not know the app by this key and secret, or nobody installed it ({code})",
            "copy consumer key and secret from your app, see that it is installed, then: accord connect salesforce",
        )
    if status == 401 or code in {"invalid_grant", "INVALID_SESSION_ID", "unauthorized_client"}:
        return ForGood(
            "crm.signed_out",
            f"Salesforce refuses the sign-in ({code})",
            "install the app in Salesforce for this user, then: accord connect salesforce --check",
        )
    if code in _GONE or status == 404:
        return ForGood(
            "crm.not_found",
            f"Salesforce knows no such record or object ({code})",
            "read it again",
            vendor_code=code,
        )
    if code in _RIGHTS or status == 403:
        return ForGood(
            "crm.no_right",
            f"the app's user may not do this in Salesforce ({code})",
            "give the user the right: accord connect salesforce --check lists what is missing",
        )
    if code in _LATER or status >= 500:
        return ForNow(
            "crm.trouble", f"Salesforce cannot do it now ({code})", "nothing to do: it is tried again"
        )
    by_rule = code == "FIELD_CUSTOM_VALIDATION_EXCEPTION"
    return ForGood(
        "crm.refused",
        f"Salesforce refuses what was asked ({code}{_fields(said)})",
        _EXEMPT if by_rule else "accord connect salesforce --check says which fields are there",
        vendor_code=code,
    )


def _fields(said: dict[str, Any]) -> str:
    names = said.get("fields") or []
    return f": {', '.join(map(str, names))}" if names else ""
