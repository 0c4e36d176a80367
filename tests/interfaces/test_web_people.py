"""The pages of people, as each role: who sees the list, who changes it, and who only reads."""

from typing import Any

import pytest
from django.test import Client

from accord.teams.models import User
from tests.cast import PASSWORD, PEOPLE, Cast
from tests.interfaces.test_web_frame import signed_in

pytestmark = pytest.mark.django_db
SEE, MANAGE = {"maya", "sam", "olga"}, {"olga"}
NEW = {"email": "nina@accord.example", "name": "Nina", "role": "rep", "team": "sales", "zone": "UTC"}


def rita() -> User:
    """Rita, as she is kept."""
    return User.objects.get(email="rita@accord.example")


@pytest.mark.parametrize("who", PEOPLE)
def test_each_role_at_the_list_and_at_one_person(who: str, cast: Cast) -> None:
    client = signed_in(who)
    page = client.get("/people")
    assert page.status_code == (200 if who in SEE else 403)
    assert ("sam@accord.example" in page.content.decode()) == (who in SEE)
    assert ("Add someone" in page.content.decode()) == (who in MANAGE)
    one = client.get(f"/people/{rita().pk}")
    assert one.status_code == (200 if who in SEE else 403)
    assert ("End access" in one.content.decode()) == (who in MANAGE)
    assert ('name="role"' in one.content.decode()) == (who in MANAGE)
    assert client.get("/people/new").status_code == (200 if who in MANAGE else 403)


@pytest.mark.parametrize("who", PEOPLE)
def test_only_operations_change_people(who: str, cast: Cast) -> None:
    client, may = signed_in(who), who in MANAGE
    new = client.post("/people/new", {**NEW, "password": PASSWORD})
    assert (new.status_code, User.objects.filter(name="Nina").exists()) == (
        (303, True) if may else (403, False)
    )
    changed = client.post(f"/people/{rita().pk}", {"name": "Rita Vos"})
    assert (changed.status_code, rita().name) == ((303, "Rita Vos") if may else (403, "Rita"))
    ended = client.post(f"/people/{rita().pk}/access", {"access": "end"})
    assert (ended.status_code, rita().is_active) == ((303, False) if may else (403, True))


def test_ended_access_ends_the_session_and_comes_back(cast: Cast) -> None:
    olga, hers = signed_in("olga"), signed_in("rita")
    assert hers.get("/today").status_code == 200
    olga.post(f"/people/{rita().pk}/access", {"access": "end"})
    assert hers.get("/today").status_code == 302
    refused = Client().post("/sign-in", {"email": "rita@accord.example", "password": PASSWORD})
    assert refused.status_code == 422
    assert "ended" in olga.get("/people").content.decode()
    olga.post(f"/people/{rita().pk}/access", {"access": "back"})
    assert signed_in("rita").get("/today").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [{"role": "king"}, {"email": "rita@accord.example"}, {"password": "short"}, {"zone": "Moon/Base"}],
)
def test_a_form_that_is_refused_keeps_what_was_typed(wrong: dict[str, Any], cast: Cast) -> None:
    answer = signed_in("olga").post(
        "/people/new", {**NEW, "password": PASSWORD, "position": "sdr-7", **wrong}
    )
    text = answer.content.decode()
    assert answer.status_code in {403, 422}
    assert 'class="what"' in text and 'class="do"' in text and 'value="sdr-7"' in text
    assert User.objects.filter(email="nina@accord.example").count() == 0


def test_a_new_person_signs_in_with_the_first_password_and_changes_it(cast: Cast) -> None:
    signed_in("olga").post("/people/new", {**NEW, "password": PASSWORD})
    nina = signed_in("nina")
    assert nina.post("/password", {"present": "wrong", "new": "another horse battery"}).status_code == 422
    assert nina.post("/password", {"present": PASSWORD, "new": "another horse battery"}).status_code == 303
    assert nina.get("/today").status_code == 200
    assert Client().post("/sign-in", {"email": NEW["email"], "password": PASSWORD}).status_code == 422
