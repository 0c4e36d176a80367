"""A browser that someone signed in with before: a signed cookie, void when the password changes."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accord.teams.models import User

COOKIE = "accord_device"
LASTS = timedelta(days=180)


def device_of(request: HttpRequest, email: str) -> str:
    """The device's name, if it is known to the account with this address; empty otherwise."""
    try:
        held = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=LASTS)
        user_id, name, mark = held["user"], str(held["name"]), str(held["mark"])
    except (signing.BadSignature, KeyError, TypeError):
        return ""
    user = User.objects.filter(email=email, pk=user_id, is_active=True).first()
    return name if user is not None and _mark(user) == mark else ""


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Give this browser a name, which it keeps as long as the same person signs in with it."""
    name = device_of(request, user.email) or secrets.token_hex(16)
    value = signing.dumps({"user": user.pk, "name": name, "mark": _mark(user)}, salt=COOKIE)
    response.set_cookie(
        COOKIE,
        value,
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path="/sign-in",
    )


def _mark(user: User) -> str:
    return user.get_session_auth_hash()[:16]
