"""People: who there is, with which role and position; add, change, end and give back access."""

from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import moved, show
from accord.teams.confirm import Proof, confirm
from accord.teams.factors import factors
from accord.teams.people import find_people, get_person
from accord.vocabulary.errors import AccordError, Invalid
from accord.vocabulary.people import Role, Viewer
from accord.workflows.people import (
    add_someone,
    change_someone,
    end_access,
    give_back_access,
    new_password,
)

FIELDS = ("name", "role", "team", "position", "sales_id", "zone")


def people(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Everyone, those with access first."""
    return show(request, viewer, "people.html", people=find_people(viewer))


def person_new(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The form for someone new, and its answer; a refused form keeps what was typed."""
    typed = {name: request.POST.get(name, "").strip() for name in (*FIELDS, "email")}
    if request.method != "POST":
        return _form(request, viewer, typed | {"role": "rep", "team": "sales", "zone": "UTC"})
    try:
        _check_zone(typed["zone"])
        made = add_someone(
            viewer,
            timezone.now(),
            **{k: v for k, v in typed.items() if k != "role"},
            role=_role(typed["role"]),
            password=request.POST.get("password", "") or (None if settings.INSTALLATION.sign_on else ""),
        )
    except AccordError as problem:
        return _form(request, viewer, typed, problem)
    return moved(request, "people", _("%(name)s can sign in now.") % {"name": made.name})


def person(request: HttpRequest, viewer: Viewer, user_id: int) -> HttpResponse:
    """One person, to look at and to change."""
    found = get_person(viewer, user_id)
    typed = {name: str(getattr(found, name)) for name in FIELDS}
    if request.method != "POST":
        return _form(request, viewer, typed, person=found)
    typed = {name: request.POST.get(name, typed[name]).strip() for name in FIELDS}
    try:
        _role(typed["role"])
        _check_zone(typed["zone"])
        change_someone(viewer, user_id, timezone.now(), **typed)
    except AccordError as problem:
        return _form(request, viewer, typed, problem, person=found)
    return moved(request, "people", _("%(name)s is changed.") % {"name": typed["name"]})


def person_access(request: HttpRequest, viewer: Viewer, user_id: int) -> HttpResponse:
    """End someone's access, or give it back: each undoes the other."""
    back = request.POST.get("access") == "back"
    found = (give_back_access if back else end_access)(viewer, user_id, timezone.now())
    said = _("%(name)s can sign in again.") if back else _("%(name)s is signed out and cannot sign in.")
    return moved(request, "person", said % {"name": found.name}, user_id=user_id)


def password(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Change your own password, after typing the present one."""
    if request.method != "POST":
        return show(request, viewer, "password.html", has_factor=factors().has(viewer.user_id))
    try:
        wrong = Invalid(
            "people.wrong_password",
            _("the present password is not right"),
            _("type it again, or ask operations"),
        )
        proof = Proof(request.POST.get("present", ""), request.POST.get("code", ""))
        user = confirm(viewer, proof, timezone.now(), wrong)
        new_password(viewer, viewer.user_id, request.POST.get("new", ""), timezone.now())
    except AccordError as problem:
        return show(request, viewer, "password.html", problem, has_factor=factors().has(viewer.user_id))
    user.refresh_from_db()
    update_session_auth_hash(request, user)
    return moved(request, "home", _("Your password is changed; your other sessions have ended."))


def _check_zone(text: str) -> None:
    if text not in available_timezones():
        raise Invalid(
            "people.unknown_zone",
            _("there is no such time zone"),
            _("choose one of the list, such as Europe/Amsterdam"),
        )


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise Invalid(
            "people.unknown_role", _("there is no such role"), _("choose one of the list")
        ) from None


def _form(
    request: HttpRequest,
    viewer: Viewer,
    typed: dict[str, str],
    problem: AccordError | None = None,
    person: object = None,
) -> HttpResponse:
    return show(
        request,
        viewer,
        "person.html",
        problem,
        person=person,
        typed=typed,
        all_roles=[r.value for r in Role],
        zones=sorted(available_timezones()),
        may_manage=may_open(viewer, "person-new"),
        sign_on=settings.INSTALLATION.sign_on is not None,
    )
