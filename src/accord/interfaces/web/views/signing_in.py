"""Sign in and out: one answer for every failure, and a pause after too many."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.interfaces.web.devices import device_of
from accord.interfaces.web.entering import enter
from accord.interfaces.web.frame import landing
from accord.interfaces.web.pages import moved, safe_address, see_other, show
from accord.teams.confirm import may_use_password
from accord.teams.models import User
from accord.teams.noted import NOBODY, note
from accord.teams.tries import Caller, give_back, take_try
from accord.vocabulary.errors import Invalid, TooOften
from accord.vocabulary.people import Viewer


def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, and its answer. Whether an address is known cannot be told from outside."""
    if request.method != "POST":
        return show(request, None, "sign_in.html", next=request.GET.get("next", ""), **_provider())
    email = request.POST.get("email", "").strip().lower()
    typed: dict[str, Any] = {"email": email, "next": request.POST.get("next", ""), **_provider()}
    now = timezone.now()
    caller = Caller(email, str(request.META.get("REMOTE_ADDR", "")), device_of(request, email))
    try:
        take_try(caller, now)
    except TooOften as pause:
        return _too_often(request, pause, typed)
    user = authenticate(request, username=email, password=request.POST.get("password", ""))
    if not isinstance(user, User) or not may_use_password(user):
        _note_failure(email, now)
        problem = Invalid(
            "sign_in.failed",
            _("this address and password do not belong together"),
            _("type the password again, or ask someone in operations to set a new one"),
        )
        return show(request, None, "sign_in.html", problem, **typed)
    give_back(caller, now)
    return enter(request, user, "password", safe_address(request, typed["next"]), now, False)


def sign_out(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """End the session here."""
    note("signed_out", viewer.actor, timezone.now())
    logout(request)
    return moved(request, "sign-in", _("You are signed out."))


def home(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """To the page where this role's work is."""
    return see_other(reverse(landing(viewer)))


def _provider() -> dict[str, Any]:
    """Whether the company's provider signs people in, and whether it alone does."""
    found = settings.INSTALLATION.sign_on
    return {"sign_on": found is not None, "sign_on_only": bool(found and found.only_but)}


def _note_failure(email: str, now: datetime) -> None:
    """Whose account was tried, where it is one: the same work for an address that nobody has."""
    known = User.objects.filter(email=email).values_list("pk", flat=True).first()
    note("sign_in_failed", f"user:{known}" if known else NOBODY, now, how="password")


def _too_often(request: HttpRequest, pause: TooOften, typed: dict[str, Any]) -> HttpResponse:
    minutes = max(1, -(-pause.seconds // 60))
    problem = TooOften(
        "sign_in.too_often",
        _("there were too many tries to sign in"),
        ngettext("try again in %(minutes)d minute", "try again in %(minutes)d minutes", minutes)
        % {"minutes": minutes},
        seconds=pause.seconds,
    )
    response = show(request, None, "sign_in.html", problem, **typed)
    response.headers["Retry-After"] = str(pause.seconds)
    return response
