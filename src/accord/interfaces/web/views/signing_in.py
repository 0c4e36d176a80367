"""Sign in and out: one answer for every failure, and a pause after too many."""

from datetime import datetime, timedelta

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.interfaces.web.frame import landing
from accord.interfaces.web.pages import moved, safe_address, see_other, show
from accord.interfaces.web.throttle import per_account, per_address
from accord.vocabulary.errors import Invalid, Refused
from accord.vocabulary.people import Viewer


def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, and its answer. Whether an address is known cannot be told from outside."""
    if request.method != "POST":
        return show(request, None, "sign_in.html", next=request.GET.get("next", ""))
    email = request.POST.get("email", "").strip().lower()
    typed = {"email": email, "next": request.POST.get("next", "")}
    now = timezone.now()
    account, address = f"account:{email}", f"address:{request.META.get('REMOTE_ADDR', '')}"
    pause = max(per_account.wait(account, now), per_address.wait(address, now))
    if pause > timedelta(0):
        return _too_often(request, pause, typed)
    user = authenticate(request, username=email, password=request.POST.get("password", ""))
    if user is None:
        _count(account, address, now)
        problem = Invalid(
            "sign_in.failed",
            _("this address and password do not belong together"),
            _("type the password again, or ask someone in operations to set a new one"),
        )
        return show(request, None, "sign_in.html", problem, **typed)
    per_account.forget(account)
    login(request, user)
    return see_other(safe_address(request, typed["next"]))


def sign_out(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """End the session here."""
    logout(request)
    return moved(request, "sign-in", _("You are signed out."))


def home(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """To the page where this role's work is."""
    return see_other(reverse(landing(viewer)))


def _count(account: str, address: str, now: datetime) -> None:
    per_account.count(account, now)
    per_address.count(address, now)


def _too_often(request: HttpRequest, pause: timedelta, typed: dict[str, str]) -> HttpResponse:
    minutes = max(1, -(-int(pause.total_seconds()) // 60))
    problem = Refused(
        "sign_in.too_often",
        _("there were too many tries to sign in"),
        ngettext("try again in %(minutes)d minute", "try again in %(minutes)d minutes", minutes)
        % {"minutes": minutes},
    )
    response = show(request, None, "sign_in.html", problem, **typed)
    response.status_code = 429
    response.headers["Retry-After"] = str(int(pause.total_seconds()) + 1)
    return response
