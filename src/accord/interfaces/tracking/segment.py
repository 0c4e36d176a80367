"""/v1/...: Segment's HTTP API, so that its programs work unchanged. Answered when the letter is on disk."""

import json
import time
from datetime import UTC, datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from accord.interfaces.tracking.bodies import LARGEST, about_sender, basic_user, read_body
from accord.interfaces.tracking.keyring import keyring
from accord.interfaces.tracking.limits import Buckets
from accord.teams.write_keys import Sender
from accord.vocabulary.doors import DeadReason, Door, Letter, Trust, Unreadable
from accord.vocabulary.errors import ForNow
from accord.workflows.receive_events import find_call, keep_call

AGAIN_AFTER = 2  # seconds: the record is written down much sooner, or something is wrong
per_key = Buckets(burst=4_000, per_second=2_000, clock=time.monotonic)
per_visitor = Buckets(burst=300, per_second=6, clock=time.monotonic)  # one address on one site


# Programs outside have no token of ours: the write key is the guard, and no cookie is read.
@csrf_exempt
def segment_call(request: HttpRequest, call: str) -> HttpResponse:
    """Keep one call. 200 once it is on disk; 400 or 413 for what cannot be read; 429 or 503: send it again."""
    answer = _answer(request, call)
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    origin = request.headers.get("Origin", "")
    if origin:
        answer["Vary"] = "Origin"
        if keyring.serves(origin):
            answer["Access-Control-Allow-Origin"] = origin
    return answer


def _answer(request: HttpRequest, address: str) -> HttpResponse:
    call = find_call(address)
    if call is None:
        return _refuse(HTTPStatus.NOT_FOUND, "call.unknown", f"there is no call {address[:20]!r}")
    if request.method == "OPTIONS":
        return _allow()
    if request.method != "POST":
        refused = _refuse(HTTPStatus.METHOD_NOT_ALLOWED, "call.method", "events are posted")
        refused["Allow"] = "POST, OPTIONS"
        return refused
    try:
        sender, body = _sender_and_body(request)
        if sender is None:
            return _refuse(HTTPStatus.UNAUTHORIZED, "key.unknown", "this write key is unknown or revoked")
        refused_origin = _judge_origin(request, sender)
        if refused_origin:
            return _refuse(HTTPStatus.FORBIDDEN, "key.origin", refused_origin)
        if seconds := _wait(request, sender):
            return _later(HTTPStatus.TOO_MANY_REQUESTS, "key.too_many", "too many calls", seconds)
        context = {"call": call, **about_sender(request)}
        keep_call(Letter(Door.segment, sender.source, sender.trust, datetime.now(UTC), body, context), call)
    except Unreadable as problem:
        large = problem.reason in (DeadReason.too_large, DeadReason.too_many)
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if large else HTTPStatus.BAD_REQUEST
        return _refuse(status, f"call.{problem.reason}", problem.detail)
    except ForNow as problem:
        return _later(HTTPStatus.SERVICE_UNAVAILABLE, problem.code, problem.sentence, AGAIN_AFTER)
    return JsonResponse({"success": True})


def _sender_and_body(request: HttpRequest) -> tuple[Sender | None, bytes]:
    """By the header, else by `writeKey` in the body, which is read within a browser's bounds for that."""
    told = basic_user(request)
    sender = keyring.find(told) if told else None
    if told and sender is None:
        return None, b""
    body = read_body(request, LARGEST[sender.trust if sender else Trust.browser])
    return (sender, body) if sender else (keyring.find(_key_in(body)), body)


def _key_in(body: bytes) -> str:
    """The `writeKey` of a body; empty where there is none, or it cannot be read."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    key = value.get("writeKey") if isinstance(value, dict) else None
    return key if isinstance(key, str) else ""


def _judge_origin(request: HttpRequest, sender: Sender) -> str:
    """Why this site may not send with this key; empty when it may."""
    origin = request.headers.get("Origin", "")
    if sender.trust is Trust.server:
        return "a server's key is secret: a page needs a browser's key" if origin else ""
    return "" if origin in sender.origins else "this site is none of the key's own"


def _wait(request: HttpRequest, sender: Sender) -> int:
    if sender.trust is Trust.browser:
        wait = per_visitor.wait(f"{sender.source} {request.META.get('REMOTE_ADDR', '')}")
        if wait:
            return wait
    return per_key.wait(sender.prefix)


def _allow() -> HttpResponse:
    """What a browser asks before it sends; whose site may is said beside."""
    answer = HttpResponse(status=HTTPStatus.NO_CONTENT)
    answer["Access-Control-Allow-Methods"] = "POST"
    answer["Access-Control-Allow-Headers"] = "authorization, content-type, content-encoding"
    answer["Access-Control-Max-Age"] = "600"
    return answer


def _later(status: HTTPStatus, code: str, sentence: str, seconds: int) -> HttpResponse:
    answer = _refuse(status, code, sentence)
    answer["Retry-After"] = str(max(1, seconds))
    return answer


def _refuse(status: HTTPStatus, code: str, sentence: str) -> HttpResponse:
    """In the words that Segment's programs read: code and message."""
    return JsonResponse({"success": False, "code": code, "message": sentence}, status=status)
