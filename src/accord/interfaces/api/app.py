"""The API's root: every route, its key, its errors."""

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from django.utils import timezone
from ninja import NinjaAPI
from ninja.operation import Operation

from accord.interfaces.api.auth import KeyHolder, asks
from accord.interfaces.api.mistakes import teach, unknown, wrong_method
from accord.interfaces.api.reading import StrictParser
from accord.interfaces.api.routes import (
    agreement,
    attribution,
    audit,
    campaign_results,
    campaigns,
    consent,
    contact_policy,
    contacts,
    content,
    content_use,
    coverage,
    credit,
    hears,
    imports,
    leads,
    leaks,
    notices,
    numbers,
    pack,
    people,
    promises,
    quality,
    replay,
    retention,
    roi,
    roster,
    routing,
    send_time,
    sends,
    speed,
    survey,
    sync,
    talk,
    upkeep,
    waves,
)
from accord.teams.noted import note


class Api(NinjaAPI):
    """Operations are called by the name of their address: the name in the table of rights."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name a client library gives the call."""
        return operation.url_name or super().get_openapi_operation_id(operation)

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        """Every address, and one for all others, so that a wrong one too is answered as JSON."""
        found = super()._get_urls()
        for each in found:
            if isinstance(each, URLPattern):
                each.callback = _by_method(each.callback)
        return [*found, re_path("", _unknown)]


def _by_method(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, whose refusal of a method is a problem like every other."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *places: object, **named: object) -> HttpResponse:
        said = view(request, *places, **named)
        if said.headers.get("Content-Disposition", "").startswith("attachment"):
            match = request.resolver_match
            note("exported", asks(request).actor, timezone.now(), what=match.url_name if match else "")
        return wrong_method(request, said["Allow"]) if said.status_code == 405 else said

    return answer


def _unknown(request: HttpRequest) -> HttpResponse:
    return unknown(request)


_unknown.csrf_exempt = True  # type: ignore[attr-defined]  # it changes nothing, and says so as JSON

api = Api(
    title="Accord",
    version="1",
    description="The same questions and acts as the pages. Errors: code, error, remedy, issues.",
    auth=KeyHolder(),
    parser=StrictParser(),
    urls_namespace="api",
    docs_url=None,
)
teach(api)
api.add_router("/people", people.router)
api.add_router("/agreement", agreement.router)
for family in (
    numbers,
    attribution,
    credit,
    roi,
    leaks,
    quality,
    coverage,
    replay,
    send_time,
    hears,
    campaign_results,
    campaigns,
    sends,
    waves,
    retention,
    speed,
    leads,
    pack,
    promises,
    survey,
    contacts,
    content,
    content_use,
    consent,
    contact_policy,
    imports,
    sync,
    roster,
    routing,
    audit,
    upkeep,
    talk,
    notices,
):
    api.add_router("", family.router)
