"""/f/KEY: a form of a site posts here, with or without a script. Answered when the form is on disk."""

import time
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from accord.interfaces.tracking.bodies import LARGEST, about_sender, read_body
from accord.interfaces.tracking.keyring import keyring
from accord.interfaces.tracking.limits import Buckets
from accord.teams.write_keys import Sender
from accord.vocabulary.doors import DeadReason, Door, Letter, Trust, Unreadable
from accord.vocabulary.errors import ForNow
from accord.workflows.receive_forms import keep_form

AGAIN_AFTER = 2  # seconds
per_visitor = Buckets(burst=20, per_second=0.1, clock=time.monotonic)  # one address on one site
per_key = Buckets(burst=400, per_second=50, clock=time.monotonic)


# A page of another site has no token of ours: its origin and the key that it bears are the guard; no cookie is read.
@csrf_exempt
def form_call(request: HttpRequest, key: str) -> HttpResponse:
    """Keep one form. 303 to a page of the key's own site where the form asks for one, else a page of thanks."""
    answer = _answer(request, key)
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    origin = request.headers.get("Origin", "")
    if origin:
        answer["Vary"] = "Origin, Accept"
        if keyring.serves(origin):
            answer["Access-Control-Allow-Origin"] = origin
    return answer


def _answer(request: HttpRequest, key: str) -> HttpResponse:
    if request.method == "OPTIONS":
        return _allow()
    if request.method != "POST":
        refused = _say(
            request, HTTPStatus.METHOD_NOT_ALLOWED, "form.method", "a form is posted; looking does nothing"
        )
        refused["Allow"] = "POST, OPTIONS"
        return refused
    sender = keyring.find(key)
    if sender is None or sender.trust is not Trust.browser:
        return _say(request, HTTPStatus.NOT_FOUND, "form.unknown", "no site has this form address")
    origin = request.headers.get("Origin", "")
    if origin not in sender.origins:
        return _say(request, HTTPStatus.FORBIDDEN, "form.origin", "this site is none of the key's own")
    if seconds := _wait(request, sender):
        return _later(request, HTTPStatus.TOO_MANY_REQUESTS, "too many forms were sent", seconds)
    try:
        asked = keep_form(_letter(request, sender))
    except Unreadable as problem:
        large = problem.reason in (DeadReason.too_large, DeadReason.too_many)
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if large else HTTPStatus.BAD_REQUEST
        return _say(request, status, f"form.{problem.reason}", problem.detail)
    except ForNow as problem:
        return _later(request, HTTPStatus.SERVICE_UNAVAILABLE, problem.sentence, AGAIN_AFTER)
    return _thank(request, own_page(asked, origin, sender.origins))


def own_page(asked: str, origin: str, origins: frozenset[str]) -> str:
    """The page to lead to: one of the key's own sites, whole; empty for any other, and for what is none.

    >>> own_page("/thanks?x=1", "https://a.example", frozenset({"https://a.example"}))
    'https://a.example/thanks?x=1'
    >>> own_page("//evil.example/", "https://a.example", frozenset({"https://a.example"}))
    ''
    """
    # Browsers read a backslash as a slash and leave line ends out: neither has a place in an address.
    if not asked or not asked.isascii() or not asked.isprintable() or any(c in asked for c in '\\ "<>'):
        return ""
    if asked.startswith("/") and not asked.startswith("//"):
        return origin + asked
    try:
        parts = urlsplit(asked)
    except ValueError:
        return ""
    return asked if f"{parts.scheme}://{parts.netloc}" in origins else ""


def _letter(request: HttpRequest, sender: Sender) -> Letter:
    body = read_body(request, LARGEST[Trust.browser])
    context = {"content-type": request.headers.get("Content-Type", "")[:200], **about_sender(request)}
    referrer = request.headers.get("Referer", "")
    context["page"] = referrer.partition("?")[0].partition("#")[0][:300].replace("\0", "")
    return Letter(Door.form, sender.source, sender.trust, datetime.now(UTC), body, context)


def _wait(request: HttpRequest, sender: Sender) -> int:
    return per_visitor.wait(f"{sender.source} {request.META.get('REMOTE_ADDR', '')}") or per_key.wait(
        sender.prefix
    )


def _allow() -> HttpResponse:
    """What a browser asks before a script may post; whose site may is said beside."""
    answer = HttpResponse(status=HTTPStatus.NO_CONTENT)
    answer["Access-Control-Allow-Methods"] = "POST"
    answer["Access-Control-Allow-Headers"] = "content-type"
    answer["Access-Control-Max-Age"] = "600"
    return answer


def _by_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "") or (
        request.headers.get("Content-Type", "").startswith(("application/json", "text/plain"))
    )


def _thank(request: HttpRequest, page: str) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"success": True} | ({"next": page} if page else {}))
    if page:
        answer = HttpResponse(status=HTTPStatus.SEE_OTHER)
        answer["Location"] = page
        return answer
    return render(request, "tracking/form.html", {"said": "thanks"})


def _later(request: HttpRequest, status: HTTPStatus, sentence: str, seconds: int) -> HttpResponse:
    answer = _say(request, status, "form.later", sentence)
    answer["Retry-After"] = str(max(1, seconds))
    return answer


def _say(request: HttpRequest, status: HTTPStatus, code: str, sentence: str) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"success": False, "code": code, "message": sentence}, status=status)
    return render(request, "tracking/form.html", {"said": "problem", "later": status >= 429}, status=status)
