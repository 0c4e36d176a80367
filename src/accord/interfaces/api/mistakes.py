"""Whatever goes wrong, in the one shape: code, error, remedy, issues. No stack trace leaves the server."""

import logging
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.responses import Response

from accord.interfaces.api.shape import problem_of
from accord.teams.tries import count_wrong_key
from accord.vocabulary.errors import AccordError, ForNow, Invalid, NotFound, OurFault, TooOften
from accord.vocabulary.issues import Issue, Level

log = logging.getLogger(__name__)
SEE = "see /api/v1/openapi.json"


def teach(api: NinjaAPI) -> None:
    """Tell the API how to answer each kind of error."""
    for kind, say in HANDLERS.items():
        api.add_exception_handler(kind, say)


def refused(request: HttpRequest, error: AccordError) -> HttpResponse:
    """The one error family in one shape."""
    if isinstance(error, OurFault):
        log.error("%s %s", error.code, error.fields, exc_info=error)
    status, body = problem_of(error)
    answered = said(body, status)
    if isinstance(error, TooOften):
        answered["Retry-After"] = str(error.seconds)
    return answered


def said(body: dict[str, Any], status: int) -> HttpResponse:
    """A problem as an answer."""
    return Response(body, status=status)


def no_key(request: HttpRequest, error: Exception) -> HttpResponse:
    """No key, or one that does not hold: counted by network address, and told to wait after too many."""
    if "Authorization" in request.headers:
        try:
            count_wrong_key(str(request.META.get("REMOTE_ADDR", "")), datetime.now(UTC))
        except TooOften as pause:
            return refused(request, pause)
    body = {
        "code": "keys.none",
        "error": "this needs a key that holds",
        "remedy": "send Authorization: Bearer KEY; operations makes keys with accord keys make",
        "issues": [],
    }
    answered = said(body, 401)
    answered["WWW-Authenticate"] = "Bearer"
    return answered


def misshaped(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A request whose shape is wrong, with each place that is."""
    issues = [_issue(found) for found in error.errors]
    return refused(
        request,
        Invalid("api.misshaped", "the request does not have the shape it should", SEE, issues=issues),
    )


def unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    """A body that is no JSON or no form, is too large, or broke off."""
    if isinstance(error.__cause__, AccordError):
        return refused(request, error.__cause__)
    return refused(request, Invalid("api.unreadable", "the request cannot be read", SEE))


def unknown(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    """No such address."""
    return refused(request, NotFound("api.unknown", "there is no such address", SEE))


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """The address is known, the method is not."""
    body = {
        "code": "api.method",
        "error": f"{request.method} is not possible here",
        "remedy": f"use {allowed}; {SEE}",
        "issues": [],
    }
    answered = said(body, 405)
    answered["Allow"] = allowed
    return answered


def busy(request: HttpRequest, error: Exception) -> HttpResponse:
    """The database did not answer in time."""
    log.error("the database did not answer", exc_info=error)
    return refused(request, ForNow("api.busy", "the database did not answer in time", "try again"))


def our_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """Something broke: the trace goes to the log, the caller gets two lines."""
    log.error("%s %s", request.method, request.path, exc_info=error)
    broken = OurFault(
        "api.our_fault",
        "something broke on our side; your data is as it was",
        "try again; if it stays, tell operations the time and the address",
    )
    return said(problem_of(broken)[1], 500)


HANDLERS: dict[type[Exception], Any] = {
    AccordError: refused,
    AuthenticationError: no_key,
    ValidationError: misshaped,
    HttpError: unreadable,
    SuspiciousOperation: unreadable,
    BadRequest: unreadable,
    MultiPartParserError: unreadable,
    UnreadablePostError: unreadable,
    Http404: unknown,
    OperationalError: busy,
    Exception: our_fault,
}


def _issue(found: dict[str, Any]) -> Issue:
    place = ".".join(str(part) for part in found.get("loc", ()))
    return Issue(
        Level.error, "api.misshaped", f"{place}: {found.get('msg', 'wrong')}", "send it as described", place
    )
