"""Through the company's provider: begin, come back, prove again who you are before you sign."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.interfaces.web.entering import PROVEN, enter
from accord.interfaces.web.errors import two_lines
from accord.interfaces.web.pages import safe_address, see_other, show
from accord.interfaces.web.sign_on.protocol import address_to_begin, answer_of
from accord.teams.confirm import Proof
from accord.teams.models import User
from accord.teams.noted import NOBODY, note
from accord.teams.sign_on.people import admit
from accord.teams.sign_on.token import Claims
from accord.teams.tries import Caller, give_back, take_try
from accord.vocabulary.errors import AccordError, Refused
from accord.vocabulary.people import Viewer


def begin(request: HttpRequest) -> HttpResponse:
    """To the provider: a page that moves on by itself, for a form may lead nowhere else (form-action)."""
    return _go(request, None, {}, {})


def again(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """To the provider, which must ask anew: what is then proven counts once, for what is signed on that page."""
    data = {"again": viewer.user_id, "for": request.POST.get("for", "")[:80]}
    return _go(request, viewer, data, {"prompt": "login", "max_age": "0"})


def back(request: HttpRequest) -> HttpResponse:
    """From the provider. Failures are counted by where they come from, like wrong passwords."""
    now = timezone.now()
    caller = Caller("sign-on", str(request.META.get("REMOTE_ADDR", "")))
    try:
        take_try(caller, now)
        response = answer_of(request, now, lambda claims, kept: _admitted(request, claims, kept, now))
    except AccordError as problem:
        note("sign_in_failed", NOBODY, now, how="provider", why=problem.code)
        return two_lines(request, problem)
    if response.status_code < 400:
        give_back(caller, now)
    else:
        note("sign_in_failed", NOBODY, now, how="provider", why="sign_on.failed")
    return response


def take_proof(request: HttpRequest, purpose: str, password: str, code: str) -> Proof:
    """What was shown: the fresh sign-on of this session if it was made for this, once; else what was typed."""
    held = request.session.get(PROVEN)
    if isinstance(held, dict) and not password and held.get("for") == purpose:
        del request.session[PROVEN]
        return Proof("", code, datetime.fromisoformat(held["at"]), bool(held["twice"]))
    return Proof(password, code)


def is_proven(request: HttpRequest, purpose: str) -> bool:
    """Whether this session holds a fresh sign-on made for this."""
    held = request.session.get(PROVEN)
    return isinstance(held, dict) and held.get("for") == purpose


def _go(
    request: HttpRequest, viewer: Viewer | None, more: dict[str, Any], params: dict[str, str]
) -> HttpResponse:
    wished = safe_address(request, request.POST.get("next", ""))
    data = {"nonce": secrets.token_urlsafe(24), "asked_at": timezone.now().isoformat(), **more}
    try:
        address = address_to_begin(request, next_address=wished, data=data, params=params)
    except AccordError as problem:
        return two_lines(request, problem, viewer)
    response = show(request, viewer, "sign_on_go.html", address=address)
    response.headers["Refresh"] = f"0; url={address}"
    return response


def _admitted(request: HttpRequest, claims: Claims, kept: Mapping[str, Any], now: datetime) -> HttpResponse:
    user = admit(claims, now)
    data, wished = kept.get("data", {}), safe_address(request, str(kept.get("next", "")))
    if not data.get("again"):
        return enter(request, user, "provider", wished, now, claims.twice)
    if not isinstance(request.user, User) or not request.user.pk == user.pk == data["again"]:
        raise Refused(
            "sign_on.somebody_else",
            _("the provider speaks of somebody else than who is signed in here"),
            _("sign out there, and prove again who you are"),
        )
    assert claims.signed_on_at is not None
    at = min(claims.signed_on_at, now)
    request.session[PROVEN] = {"at": at.isoformat(), "twice": claims.twice, "for": data.get("for", "")}
    note("confirmed_anew", f"user:{user.pk}", now, how="provider")
    return see_other(wished)
