"""The second factor: its code at the door, and the page where it is set up, renewed and taken away."""

import base64

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.interfaces.web.entering import ENTERED, finish, mark_twice, who_waits
from accord.interfaces.web.pages import moved, see_other, show
from accord.interfaces.web.views.sign_on import is_proven, take_proof
from accord.teams.confirm import confirm, may_use_password
from accord.teams.factors import (
    factors,
    must_have_factor,
    remake_codes,
    set_up_factor,
    take_away_factor,
)
from accord.teams.models import User
from accord.teams.noted import note
from accord.teams.tries import Caller, give_back, take_try
from accord.vocabulary.errors import AccordError, Invalid
from accord.vocabulary.people import Viewer

CODES = "second factor"  # codes are counted by account, however often the password was right in between
SECRET = "factor_secret"  # of the session, until its first code is right  # noqa: S105
PURPOSE = "second-factor"


def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The code, after a right password: ten tries in a quarter of an hour, from wherever they come."""
    now = timezone.now()
    found = who_waits(request, now)
    if found is None:
        return see_other(reverse("sign-in"))
    user, held = found
    if request.method != "POST":
        return show(request, None, "sign_in_code.html")
    caller = Caller(user.email, device=CODES)
    try:
        take_try(caller, now)
        by = factors().check(user.pk, request.POST.get("code", ""), now)
        if not by:
            note("sign_in_failed", f"user:{user.pk}", now, how="code")
            raise Invalid(
                "sign_in.wrong_code",
                _("this code is not right, or was used already"),
                _("wait for the next one, or type a recovery code"),
            )
    except AccordError as problem:
        return show(request, None, "sign_in_code.html", problem)
    give_back(caller, now)
    return finish(request, user, str(held["how"]), str(held["next"]), now, True, by)


def second_factor(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Your second factor: none, being set up, or standing; each change asks again who you are."""
    if request.method != "POST":
        return _page(request, viewer)
    act = request.POST.get("act", "")
    try:
        match act:
            case "begin":
                _ask_again(request, viewer)
                request.session[SECRET] = factors().new_secret()
                return _page(request, viewer)
            case "keep":
                return _keep(request, viewer)
            case "codes":
                _ask_again(request, viewer)
                return _page(request, viewer, codes=remake_codes(viewer, timezone.now()))
            case "away":
                _ask_again(request, viewer)
                take_away_factor(viewer, viewer.user_id, timezone.now())
                return moved(request, "second-factor", _("You have no second factor any more."))
            case _:
                return _page(request, viewer)
    except AccordError as problem:
        return _page(request, viewer, problem)


def _keep(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    secret = str(request.session.get(SECRET, ""))
    if not secret:
        return see_other(reverse("second-factor"))
    codes = set_up_factor(viewer, secret, request.POST.get("code", ""), timezone.now())
    del request.session[SECRET]
    mark_twice(request)
    return _page(request, viewer, codes=codes)


def _ask_again(request: HttpRequest, viewer: Viewer) -> None:
    wrong = Invalid(
        "factor.not_confirmed",
        _("who you are could not be confirmed"),
        _("type your password, and the code where you have a second factor"),
    )
    proof = take_proof(request, PURPOSE, request.POST.get("password", ""), request.POST.get("code", ""))
    confirm(viewer, proof, timezone.now(), wrong, first_factor=request.POST.get("act") == "begin")


def _page(
    request: HttpRequest, viewer: Viewer, problem: AccordError | None = None, codes: tuple[str, ...] = ()
) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    secret = "" if codes else str(request.session.get(SECRET, ""))
    has = factors().has(viewer.user_id)
    picture = factors().picture(user.email, secret) if secret and not has else ""
    return show(
        request,
        viewer,
        "second_factor.html",
        problem,
        has=has,
        needed=must_have_factor(user.role),
        elsewhere=bool(request.session.get(ENTERED, {}).get("twice")) and not has,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)) if picture else "",
        picture=base64.b64encode(picture.encode()).decode() if picture else "",
        codes=codes,
        left=factors().codes_left(viewer.user_id) if has else 0,
        by_password=user.has_usable_password() and may_use_password(user),
        proven=is_proven(request, PURPOSE),
        purpose=PURPOSE,
    )
