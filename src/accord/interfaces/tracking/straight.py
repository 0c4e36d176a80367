"""Programs that send events are answered without session, language, cookies or messages: they have none of these.

A request for a page passes eight middlewares that read the record or set a cookie; an event needs none of them.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve

STRAIGHT = (
    "/v1/",
    "/l/",
    "/healthz",
    "/readyz",
)  # where the addresses begin whose views need nothing but the request
_ADDRESSES = "accord.interfaces.tracking.urls"


class Straight:
    """Middleware, after those that set headers and the caller's address: answers such an address at once."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view's answer, or what the other middlewares make of it."""
        if not request.path_info.startswith(STRAIGHT):
            return self.answer(request)
        try:
            found = resolve(request.path_info, _ADDRESSES)
        except Resolver404:
            return self.answer(request)
        said: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        if isinstance(said, HttpResponse):
            said.headers.setdefault("Content-Length", str(len(said.content)))
        return said
