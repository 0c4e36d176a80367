"""/people: who may sign in, and as what."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from accord.interfaces.api.auth import asks
from accord.interfaces.api.reading import Body, Id
from accord.interfaces.api.shape import ERRORS, answer
from accord.teams.people import Person, find_people, get_person
from accord.vocabulary.people import Role
from accord.workflows.people import add_someone, change_someone, end_access, give_back_access

router = Router(tags=["people"])


class NewPerson(Body):
    """Someone to add; a password is made and answered once when none is given."""

    email: str
    role: Role
    name: str = ""
    team: str = ""
    position: str = ""
    sales_id: str = ""
    zone: str = "UTC"
    password: str | None = None


class Added(Schema):
    """Who was added, and the password that was made for them, shown once."""

    person: Person
    password: str | None


class Changes(Body):
    """What to change; what is absent stays."""

    name: str | None = None
    role: Role | None = None
    team: str | None = None
    position: str | None = None
    sales_id: str | None = None
    zone: str | None = None


@router.get("", url_name="people-list", response={200: list[Person], **ERRORS})
def people(request: HttpRequest) -> HttpResponse:
    """Everyone, active first."""
    return answer(find_people(asks(request)))


@router.get("/{int:user_id}", url_name="people-one", response={200: Person, **ERRORS})
def person(request: HttpRequest, user_id: Id) -> HttpResponse:
    """One person: yourself always, others with the right."""
    return answer(get_person(asks(request), user_id))


@router.post("", url_name="people-add", response={201: Added, **ERRORS})
def add(request: HttpRequest, new: NewPerson) -> HttpResponse:
    """Add someone who can sign in."""
    password = new.password or secrets.token_urlsafe(12)
    made = add_someone(asks(request), timezone.now(), password=password, **new.dict(exclude={"password"}))
    return answer({"person": made, "password": None if new.password else password}, 201)


@router.patch("/{int:user_id}", url_name="people-change", response={200: Person, **ERRORS})
def change(request: HttpRequest, user_id: Id, changes: Changes) -> HttpResponse:
    """Change name, role, team, position, sales_id or zone."""
    given = {k: str(v) for k, v in changes.dict(exclude_none=True).items()}
    return answer(change_someone(asks(request), user_id, timezone.now(), **given))


@router.post("/{int:user_id}/deactivate", url_name="people-deactivate", response={200: Person, **ERRORS})
def end(request: HttpRequest, user_id: Id) -> HttpResponse:
    """End someone's access now."""
    return answer(end_access(asks(request), user_id, timezone.now()))


@router.post("/{int:user_id}/reactivate", url_name="people-reactivate", response={200: Person, **ERRORS})
def give_back(request: HttpRequest, user_id: Id) -> HttpResponse:
    """Give access back."""
    return answer(give_back_access(asks(request), user_id, timezone.now()))
