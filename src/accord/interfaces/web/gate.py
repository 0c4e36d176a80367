"""Every page passes here: who asks, may they, by which method. A page not in the table cannot exist."""

from collections.abc import Callable
from typing import Any, Concatenate
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accord.interfaces.web.access import ACCESS, Open
from accord.interfaces.web.entering import lacks_factor
from accord.interfaces.web.errors import two_lines
from accord.interfaces.web.pages import see_other
from accord.teams.models import User
from accord.teams.noted import note
from accord.teams.people import viewer_of
from accord.teams.rights import Right, require
from accord.vocabulary.errors import AccordError, Invalid
from accord.vocabulary.people import Viewer
from accord.vocabulary.zones import known_zones

View = Callable[Concatenate[HttpRequest, Viewer, ...], HttpResponseBase]
PublicView = Callable[Concatenate[HttpRequest, ...], HttpResponseBase]
READ = ("GET", "HEAD")
ASK_AND_ACT = ("GET", "HEAD", "POST")
ACT = ("POST",)
BEFORE_FACTOR = ("second-factor", "sign-out", "sign-on-again")  # open to whoever must set up a factor first


def page(route: str, name: str, view: View, methods: tuple[str, ...] = READ) -> URLPattern:
    """One address for people who are signed in and hold the right that the table gives for its name."""
    right = _right_of(name)
    if right is Open.everyone:
        raise ImproperlyConfigured(f'"{name}" is open to everyone: use public()')

    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            return _sign_in_first(request)
        if name not in BEFORE_FACTOR and lacks_factor(request, user):
            return _set_up_first(request)
        viewer = viewer_of(user)
        with timezone.override(zone_of(user)):
            try:
                if isinstance(right, Right):
                    require(viewer, right)
                _refuse_unkeepable(request, kwargs)
                return _noted(view(request, viewer, **kwargs), viewer, name)
            except AccordError as problem:
                return two_lines(request, problem, viewer)

    return path(route, require_http_methods(methods)(guarded), name=name)


def public(route: str, name: str, view: PublicView, methods: tuple[str, ...] = READ) -> URLPattern:
    """One address that needs nobody to be signed in; the table must say so."""
    if _right_of(name) is not Open.everyone:
        raise ImproperlyConfigured(f'"{name}" needs a right: use page()')

    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            _refuse_unkeepable(request, kwargs)
        except AccordError as problem:
            return two_lines(request, problem, None)
        return view(request, **kwargs)

    return path(route, require_http_methods(methods)(guarded), name=name)


def zone_of(user: User) -> ZoneInfo:
    """The reader's zone; UTC where theirs is unknown to this machine."""
    return ZoneInfo(user.zone if user.zone in known_zones() else "UTC")


def _noted(response: HttpResponseBase, viewer: Viewer, name: str) -> HttpResponseBase:
    """What leaves as a file is noted, whichever page gives it: no view can forget."""
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        note("exported", viewer.actor, timezone.now(), what=name)
    return response


def _refuse_unkeepable(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """No text of ours holds a NUL, and PostgreSQL breaks on one."""
    sent = [
        value for fields in (request.GET, request.POST) for values in fields.lists() for value in values[1]
    ]
    if any("\0" in text for text in [*sent, *kwargs.values()] if isinstance(text, str)):
        raise Invalid(
            "page.unkeepable_text", "what was sent holds a character that no text has", "send it without NUL"
        )


def _right_of(name: str) -> Right | Open:
    try:
        return ACCESS[name]
    except KeyError:
        raise ImproperlyConfigured(f'page "{name}" is not in interfaces/web/access.py') from None


def _set_up_first(request: HttpRequest) -> HttpResponse:
    """To the page of the second factor, which the person's role must have here."""
    address = reverse("second-factor")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return see_other(address)


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in; a part of a page (htmx) moves the whole page there."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": settings.LOGIN_URL})
    return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
