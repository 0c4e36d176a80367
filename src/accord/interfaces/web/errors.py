"""Errors as people see them: what happened, and what to do. No stack trace leaves the server."""

import logging
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accord.interfaces.web.frame import frame_of
from accord.teams.models import User
from accord.teams.people import viewer_of
from accord.vocabulary.errors import (
    AccordError,
    ForNow,
    Invalid,
    NotFound,
    OurFault,
    Outside,
    Overtaken,
    Refused,
    TooOften,
)
from accord.vocabulary.people import Viewer

log = logging.getLogger(__name__)


def status_of(problem: AccordError) -> HTTPStatus:
    """The HTTP status that says the same."""
    match problem:
        case TooOften():
            return HTTPStatus.TOO_MANY_REQUESTS
        case Overtaken():
            return HTTPStatus.CONFLICT
        case Refused():
            return HTTPStatus.FORBIDDEN
        case NotFound():
            return HTTPStatus.NOT_FOUND
        case Invalid():
            return HTTPStatus.UNPROCESSABLE_ENTITY
        case ForNow():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case Outside():
            return HTTPStatus.BAD_GATEWAY
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR


def two_lines(request: HttpRequest, problem: AccordError, viewer: Viewer | None = None) -> HttpResponse:
    """The page of one error; only the lines themselves for a part of a page."""
    status = status_of(problem)
    if isinstance(problem, OurFault):
        log.error("%s %s", problem.code, problem.fields, exc_info=problem)
    part = bool(request.headers.get("HX-Request"))
    template = "web/parts/problem.html" if part else "web/problem.html"
    frame = {} if part else frame_of(request, viewer or _viewer(request))
    body = render_to_string(template, {**frame, "problem": problem, "status": status.value}, request)
    return HttpResponse(body, status=status)


def _viewer(request: HttpRequest) -> Viewer | None:
    """Who asks, where an error came before the gate; nobody when even that cannot be told."""
    user = getattr(request, "user", None)
    return viewer_of(user) if isinstance(user, User) else None


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent something that cannot be read."""
    return two_lines(
        request,
        Invalid("request.bad", _("this request cannot be read"), _("go back, reload the page and try again")),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 from below the pages (Django's own)."""
    return two_lines(
        request, Refused("request.refused", _("this is not allowed"), _("go back to your first page"))
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form that we did not hand out, or whose page has stood open too long."""
    return two_lines(
        request,
        Refused(
            "request.stale_form",
            _("this form is no longer valid"),
            _("go back, reload the page and send it again: nothing has been changed"),
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return two_lines(
        request,
        NotFound(
            "page.unknown", _("there is no page at this address"), _("start from one of the places above")
        ),
    )


def our_fault(request: HttpRequest) -> HttpResponse:
    """500: without a database, without a viewer, so that it cannot fail a second time."""
    problem = OurFault(
        "page.failed",
        _("something broke on our side; your data is as it was"),
        _("try again; if it stays, tell operations the time and what you did"),
    )
    return HttpResponse(render_to_string("web/broken.html", {"problem": problem}), status=500)
