"""For whoever watches: does the process live, can the installation work, and how much waits. No name of anybody."""

from datetime import UTC, datetime
from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accord.interfaces.tracking.metrics import PAGE_TYPE, write_page
from accord.reporting.health import find_ailments, find_gauges
from accord.teams.keys import find_viewer_by_key
from accord.teams.rights import Right, may

_FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)
_REFUSAL = (
    "error  metrics.not_yours - only this machine and keys with the right read this\n"
    "try    ask on the machine itself, or send Authorization: Bearer KEY (accord keys make)\n"
)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; asks no database."""
    return _say("ok\n", 200)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether the installation can work, each reason in two lines; a stranger is told only that it cannot."""
    found = find_ailments(datetime.now(UTC))
    if not found:
        return _say("ready\n", 200)
    if not _is_near(request):
        return _say("not ready\n", 503)
    return _say("".join(f"{issue}\n" for issue in found), 503)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts and ages in Prometheus's text: to this machine, and to keys with the right."""
    request.get_host()  # a page elsewhere must not read this through a name it made point here
    if not _is_near(request) and not _has_key(request):
        return _say(_REFUSAL, 403)
    return HttpResponse(write_page(find_gauges(datetime.now(UTC))), content_type=PAGE_TYPE)


def _is_near(request: HttpRequest) -> bool:
    """Whether this machine itself asks: on loopback, and no proxy passed it on for somebody else."""
    try:
        near = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return near and not any(name in request.META for name in _FORWARDED)


def _has_key(request: HttpRequest) -> bool:
    word, _, key = request.headers.get("Authorization", "").partition(" ")
    if word.lower() != "bearer" or not key.isascii() or "\0" in key:
        return False
    viewer = find_viewer_by_key(key.strip()[:200], datetime.now(UTC))
    return viewer is not None and may(viewer, Right.see_health)


def _say(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
