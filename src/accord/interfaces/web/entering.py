"""From a proven password or sign-on to a session: the second factor between them, and what the session remembers."""

from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accord.interfaces.web.devices import remember_device
from accord.interfaces.web.pages import safe_address, see_other
from accord.teams.factors import factors, must_have_factor
from accord.teams.models import User
from accord.teams.noted import note

WAITING, ENTERED, PROVEN = "waiting_for_code", "entered", "proven"
PATIENCE = timedelta(minutes=10)  # for the code, after the password
BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter(
    request: HttpRequest, user: User, how: str, wished: str, now: datetime, twice: bool
) -> HttpResponse:
    """Into the session, or first to the second factor of who has one. `twice`: the provider asked for two."""
    if factors().has(user.pk) and not twice:
        request.session.cycle_key()
        request.session[WAITING] = {
            "user": user.pk,
            "mark": user.get_session_auth_hash(),
            "how": how,
            "next": wished,
            "at": now.isoformat(),
        }
        return see_other(reverse("sign-in-code"))
    return finish(request, user, how, wished, now, twice)


def finish(
    request: HttpRequest, user: User, how: str, wished: str, now: datetime, twice: bool, by: str = ""
) -> HttpResponse:
    """The session begins; the act is noted; the browser is known to this account from now on."""
    request.session.pop(WAITING, None)
    login(request, user, backend=BACKEND)
    request.session[ENTERED] = {"how": how, "twice": twice, "at": now.isoformat()}
    note("signed_in", f"user:{user.pk}", now, how=how, factor=by or ("provider" if twice else ""))
    response = see_other(safe_address(request, wished))
    remember_device(request, response, user)
    return response


def who_waits(request: HttpRequest, now: datetime) -> tuple[User, dict[str, Any]] | None:
    """Whose code is awaited in this session; None after ten minutes, or where their password or access changed."""
    held = request.session.get(WAITING)
    if not isinstance(held, dict) or now - datetime.fromisoformat(held["at"]) > PATIENCE:
        return None
    user = User.objects.filter(pk=held["user"], is_active=True).first()
    if user is None or not compare_digest(user.get_session_auth_hash(), held["mark"]):
        return None
    return user, held


def lacks_factor(request: HttpRequest, user: User) -> bool:
    """Whether this session may do nothing before its owner has set up a second factor."""
    if not must_have_factor(user.role) or request.session.get(ENTERED, {}).get("twice"):
        return False
    return not factors().has(user.pk)


def mark_twice(request: HttpRequest) -> None:
    """The session's owner has just shown a second factor."""
    request.session[ENTERED] = {**request.session.get(ENTERED, {}), "twice": True}
