"""People: who may add, change and end access, and what a person who left can still do (nothing)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from tests.cast import PASSWORD, Cast

from accord.teams.keys import find_viewer_by_key, make_key, revoke_key
from accord.teams.people import (
    add_person,
    change_person,
    deactivate,
    find_people,
    find_viewer,
    get_person,
    reactivate,
)
from accord.teams.rights import RIGHTS, Right
from accord.vocabulary.errors import Invalid, Refused
from accord.vocabulary.people import Role

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_only_operations_manages_people(cast: Cast) -> None:
    for name, viewer in cast.everyone().items():
        if name == "olga":
            continue
        with pytest.raises(Refused, match="right.missing"):
            add_person(viewer, email="new@accord.example", name="New", role=Role.rep, password=PASSWORD)
    made = add_person(cast.olga, email="NEW@accord.example ", name="New", role=Role.rep, password=PASSWORD)
    assert made.email == "new@accord.example"
    assert authenticate(username="new@accord.example", password=PASSWORD)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("email", "rita@accord.example", "people.address_taken"),
        ("email", "nobody", "people.bad_address"),
        ("password", "short", "people.weak_password"),
        ("password", "password1234", "people.weak_password"),
    ],
)
def test_a_bad_person_is_refused_in_two_lines(cast: Cast, field: str, value: str, code: str) -> None:
    good = {"email": "new@accord.example", "name": "New", "role": Role.rep, "password": PASSWORD}
    with pytest.raises(Invalid) as caught:
        add_person(cast.olga, **(good | {field: value}))
    assert caught.value.code == code
    assert len(str(caught.value).splitlines()) == 2


def test_leaving_ends_sign_in_sessions_and_keys_at_once(cast: Cast) -> None:
    browser = Client()
    assert browser.login(username="rita@accord.example", password=PASSWORD)
    key = make_key(cast.olga, "rita@accord.example", label="desk", lasts=timedelta(days=30), now=NOW)
    assert find_viewer_by_key(key, NOW) == cast.rita
    deactivate(cast.olga, cast.rita.user_id)
    assert authenticate(username="rita@accord.example", password=PASSWORD) is None
    assert "_auth_user_id" not in browser.session
    assert find_viewer_by_key(key, NOW) is None
    assert find_viewer("rita@accord.example") is None
    reactivate(cast.olga, cast.rita.user_id)
    assert find_viewer_by_key(key, NOW) is None


def test_the_last_person_in_operations_stays(cast: Cast) -> None:
    with pytest.raises(Refused, match="people.last_ops"):
        deactivate(cast.olga, cast.olga.user_id)
    with pytest.raises(Refused, match="people.last_ops"):
        change_person(cast.olga, cast.olga.user_id, role="viewer")
    change_person(cast.olga, cast.sam.user_id, role="ops")
    assert not deactivate(cast.olga, cast.olga.user_id).active


@pytest.mark.parametrize(
    ("change", "code", "near"),
    [
        ({"role": "bogus"}, "people.unknown_role", "write one of: marketing, rep, manager"),
        ({"role": "manger"}, "people.unknown_role", 'write "manager"?'),
        ({"zone": "Europe/Berlim"}, "people.unknown_zone", 'write "Europe/Berlin"?'),
        ({"shoe": "43"}, "people.unknown_field", "change name"),
    ],
)
def test_a_word_that_is_none_is_refused_with_the_nearest(
    cast: Cast, change: dict[str, str], code: str, near: str
) -> None:
    with pytest.raises(Invalid) as refused:
        change_person(cast.olga, cast.sam.user_id, **change)
    assert refused.value.code == code
    assert near in refused.value.remedy
    assert get_person(cast.olga, cast.sam.user_id).role == "manager"


def test_everyone_sees_themselves_and_only_some_see_others(cast: Cast) -> None:
    assert get_person(cast.rita, cast.rita.user_id).name == "Rita"
    with pytest.raises(Refused):
        get_person(cast.rita, cast.sam.user_id)
    with pytest.raises(Refused):
        find_people(cast.rita)
    assert len(find_people(cast.sam)) == 6


def test_a_key_ends_by_time_and_by_revocation(cast: Cast) -> None:
    key = make_key(cast.olga, "iris@accord.example", label="loader", lasts=timedelta(days=1), now=NOW)
    assert find_viewer_by_key(key, NOW + timedelta(hours=23)) == cast.iris
    assert find_viewer_by_key(key, NOW + timedelta(hours=25)) is None
    assert find_viewer_by_key(key[:-1] + "!", NOW) is None
    assert find_viewer_by_key("acc_nothing.at-all", NOW) is None
    revoke_key(cast.olga, key.partition(".")[0], NOW)
    assert find_viewer_by_key(key, NOW) is None
    with pytest.raises(Invalid):
        make_key(cast.olga, "iris@accord.example", label="for ever", lasts=timedelta(days=4000), now=NOW)


def test_every_role_has_rights_and_only_operations_has_all() -> None:
    assert set(RIGHTS) == set(Role)
    assert [role for role, rights in RIGHTS.items() if rights == frozenset(Right)] == [Role.ops]
    assert Right.see_contacts not in RIGHTS[Role.viewer] | RIGHTS[Role.integration]
