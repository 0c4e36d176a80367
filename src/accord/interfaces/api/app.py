"""The API's root: every route, its key, its errors."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.operation import Operation

from accord.interfaces.api.auth import KeyHolder
from accord.interfaces.api.routes import agreement, contacts, imports, numbers, people, upkeep
from accord.interfaces.api.shape import problem_of
from accord.vocabulary.errors import AccordError, Invalid, NotFound
from accord.vocabulary.issues import Issue, Level


class Api(NinjaAPI):
    """Operations are called by the name of their address: the name in the table of rights."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name a client library gives the call."""
        return operation.url_name or super().get_openapi_operation_id(operation)


api = Api(
    title="Accord",
    version="1",
    description="The same questions and acts as the pages. Errors: code, error, remedy, issues.",
    auth=KeyHolder(),
    urls_namespace="api",
    docs_url=None,
)
api.add_router("/people", people.router)
api.add_router("/agreement", agreement.router)
for family in (numbers, contacts, imports, upkeep):
    api.add_router("", family.router)


@api.exception_handler(AccordError)
def refused(request: HttpRequest, error: AccordError) -> HttpResponse:
    """The one error family in one shape."""
    status, body = problem_of(error)
    return api.create_response(request, body, status=status)


@api.exception_handler(AuthenticationError)
def no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """No key, or one that does not hold."""
    body = {
        "code": "keys.none",
        "error": "this needs a key that holds",
        "remedy": "send Authorization: Bearer KEY; operations makes keys with accord keys make",
        "issues": [],
    }
    return api.create_response(request, body, status=401)


@api.exception_handler(ValidationError)
def misshaped(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A request whose shape is wrong, with each place that is."""
    issues = [_issue(found) for found in error.errors]
    wrong = Invalid(
        "api.misshaped",
        "the request does not have the shape it should",
        "see /api/v1/openapi.json",
        issues=issues,
    )
    return refused(request, wrong)


@api.exception_handler(Http404)
def unknown(request: HttpRequest, error: Http404) -> HttpResponse:
    """No such address."""
    return refused(request, NotFound("api.unknown", "there is no such thing", "see /api/v1/openapi.json"))


def _issue(found: dict[str, Any]) -> Issue:
    place = ".".join(str(part) for part in found.get("loc", ()))
    return Issue(
        Level.error, "api.misshaped", f"{place}: {found.get('msg', 'wrong')}", "send it as described", place
    )
