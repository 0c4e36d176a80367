"""/l/TOKEN: a tracked link leads where it was made to lead. Nothing of the request decides where."""

import time
from datetime import UTC, datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accord.interfaces.tracking.bodies import about_sender
from accord.interfaces.tracking.limits import Buckets
from accord.workflows.follow_link import find_target, note_visit

# How browsers and mail programs say that nobody looks yet.
_AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
per_visitor = Buckets(burst=300, per_second=6, clock=time.monotonic)  # one address; an office is one
strangers = Buckets(burst=50, per_second=1, clock=time.monotonic)  # unknown tokens, per network


def tracked_link(request: HttpRequest, token: str) -> HttpResponse:
    """302 to the stored address, without cookie; 404 for an unknown token, 429 for whoever tries many."""
    answer = _answer(request, token)
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        refused = HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED)
        refused["Allow"] = "GET, HEAD"
        return refused
    visitor = about_sender(request)
    if seconds := per_visitor.wait(request.META.get("REMOTE_ADDR", "")):
        return _later(request, seconds)
    target = find_target(token)
    if target is None:
        if seconds := strangers.wait(visitor.get("ip", "")):
            return _later(request, seconds)
        return render(request, "tracking/link.html", {"said": "unknown"}, status=HTTPStatus.NOT_FOUND)
    purpose = next((said for name in _AHEAD if (said := request.headers.get(name, ""))), "")
    note_visit(token, method=request.method, purpose=purpose, about=visitor, now=datetime.now(UTC))
    answer = HttpResponse(status=HTTPStatus.FOUND)
    answer["Location"] = target
    return answer


def _later(request: HttpRequest, seconds: int) -> HttpResponse:
    answer = render(request, "tracking/link.html", {"said": "later"}, status=HTTPStatus.TOO_MANY_REQUESTS)
    answer["Retry-After"] = str(max(1, seconds))
    return answer
