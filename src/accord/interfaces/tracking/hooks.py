"""/hooks/NAME/TOKEN: what providers call. Answered when the body is on disk; the worker reads it later."""

import time
from datetime import UTC, datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from accord.interfaces.tracking.bodies import about_sender, read_body
from accord.interfaces.tracking.limits import Buckets
from accord.vocabulary.doors import DeadReason, Door, Letter, Trust, Unreadable
from accord.vocabulary.errors import ForNow, NotFound
from accord.workflows.hooks import Hook, check_caller, get_hook
from accord.workflows.receive_events import keep
from accord.workflows.wake_reading import wake_reading

LARGEST = 10 * 1024 * 1024
AGAIN_AFTER = 2  # seconds
KEPT_HEADERS = ("content-type",)
per_hook = Buckets(burst=4_000, per_second=200, clock=time.monotonic)
strangers = Buckets(
    burst=50, per_second=1, clock=time.monotonic
)  # wrong addresses and signatures, per network


# Providers have no token of ours but the address and their signature, which are the guard; no cookie is read.
@csrf_exempt
def hook_call(request: HttpRequest, name: str, token: str) -> HttpResponse:
    """Keep one body. 200 once it is on disk; 401 for a forger; 413, 429, 503: too large, too often, send it again."""
    if request.method in ("HEAD", "GET"):
        return HttpResponse(status=HTTPStatus.OK)  # providers look whether somebody is there; nothing is said
    if request.method != "POST":
        refused = _refuse(HTTPStatus.METHOD_NOT_ALLOWED, "hook.method", "events are posted")
        refused["Allow"] = "POST, HEAD"
        return refused
    try:
        return _keep(request, name, token)
    except Unreadable as problem:
        large = problem.reason is DeadReason.too_large
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if large else HTTPStatus.UNAUTHORIZED
        status = status if large or problem.reason is DeadReason.bad_signature else HTTPStatus.BAD_REQUEST
        return _refuse(status, f"hook.{problem.reason}", problem.detail)
    except ForNow as problem:
        return _later(HTTPStatus.SERVICE_UNAVAILABLE, problem.code, problem.sentence, AGAIN_AFTER)


def _keep(request: HttpRequest, name: str, token: str) -> HttpResponse:
    headers = {key.lower(): value for key, value in request.headers.items()}
    body = read_body(request, LARGEST)
    now = datetime.now(UTC)
    try:
        hook: Hook = get_hook(name)
        check_caller(hook, token, body, headers, request.build_absolute_uri(), now.timestamp())
    except (NotFound, Unreadable) as problem:
        stranger = about_sender(request).get("ip", "")
        if seconds := strangers.wait(stranger):
            return _later(HTTPStatus.TOO_MANY_REQUESTS, "hook.too_many", "too many wrong calls", seconds)
        # An unknown hook and a wrong signature are answered alike: nobody learns which hooks there are.
        raise Unreadable(DeadReason.bad_signature, "this address or its signature is wrong") from problem
    if seconds := per_hook.wait(hook.name):
        return _later(HTTPStatus.TOO_MANY_REQUESTS, "hook.too_many", "too many calls", seconds)
    context = {"hook": hook.kind, **about_sender(request)}
    context |= {key: headers[key][:200] for key in KEPT_HEADERS if key in headers}
    keep(Letter(Door.webhook, hook.source, Trust.server, now, body, context))
    wake_reading(hook.kind, now)
    return JsonResponse({"success": True})


def _later(status: HTTPStatus, code: str, sentence: str, seconds: int) -> HttpResponse:
    answer = _refuse(status, code, sentence)
    answer["Retry-After"] = str(max(1, seconds))
    return answer


def _refuse(status: HTTPStatus, code: str, sentence: str) -> HttpResponse:
    return JsonResponse({"success": False, "code": code, "message": sentence}, status=status)
