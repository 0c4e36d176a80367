"""Sign in and out: one answer for every failure, and a pause after too many."""

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.interfaces.web.devices import device_of, remember_device
from accord.interfaces.web.frame import landing
from accord.interfaces.web.pages import moved, safe_address, see_other, show
from accord.teams.models import User
from accord.teams.tries import Caller, give_back, take_try
from accord.vocabulary.errors import Invalid, TooOften
from accord.vocabulary.people import Viewer


def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, and its answer. Whether an address is known cannot be told from outside."""
    if request.method != "POST":
        return show(request, None, "sign_in.html", next=request.GET.get("next", ""))
    email = request.POST.get("email", "").strip().lower()
    typed = {"email": email, "next": request.POST.get("next", "")}
    now = timezone.now()
    caller = Caller(email, str(request.META.get("REMOTE_ADDR", "")), device_of(request, email))
    try:
        take_try(caller, now)
    except TooOften as pause:
        return _too_often(request, pause, typed)
    user = authenticate(request, username=email, password=request.POST.get("password", ""))
    if not isinstance(user, User):
        problem = Invalid(
            "sign_in.failed",
            _("this address and password do not belong together"),
            _("type the password again, or ask someone in operations to set a new one"),
        )
        return show(request, None, "sign_in.html", problem, **typed)
    give_back(caller, now)
    login(request, user)
    response = see_other(safe_address(request, typed["next"]))
    remember_device(request, response, user)
    return response


def sign_out(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """End the session here."""
    logout(request)
    return moved(request, "sign-in", _("You are signed out."))


def home(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """To the page where this role's work is."""
    return see_other(reverse(landing(viewer)))


def _too_often(request: HttpRequest, pause: TooOften, typed: dict[str, str]) -> HttpResponse:
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
