"""Nobody sees through one interface what another refuses: every door, every role, every kind of object."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accord.interfaces.api.access import ACCESS as API_ACCESS
from accord.interfaces.cli.access import ACCESS as CLI_ACCESS
from accord.interfaces.tracking.access import GUARDS
from accord.interfaces.web.access import ACCESS as WEB_ACCESS
from accord.teams import rights
from accord.teams.rights import RIGHTS
from accord.vocabulary.people import Role
from tests.cast import PASSWORD, PEOPLE, Cast
from tests.interfaces import doors
from tests.interfaces.doors import Door
from tests.interfaces.world import World, make_world

pytestmark = pytest.mark.django_db
FAMILIES = {"api": doors.api_doors, "page": doors.page_doors, "command": doors.command_doors}


@pytest.fixture
def world(cast: Cast, tmp_path: Path, settings: Any) -> World:
    """A small world with a mirror of its own."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    return make_world(cast, tmp_path)


def wrong_answers(found: Iterable[Door]) -> list[str]:
    """Every cell of the matrix whose answer is not what the table of rights says."""
    wrong = []
    for door in found:
        for who, (role, *_) in PEOPLE.items():
            should = "allowed" if door.right is None or door.right in RIGHTS[role] else "refused"
            answer = door.open(who)
            fine = {should, "no door"} | ({"refused"} if door.right is None else set())
            if answer not in fine:
                wrong.append(f"{door.name} as {who}: {answer}, should be {should}")
    return wrong


def test_every_door_is_in_its_table_and_every_row_has_a_door() -> None:
    assert doors.page_names() == set(WEB_ACCESS)
    assert doors.tracking_names() == set(GUARDS)
    assert {name for name, *_ in doors.api_operations()} == set(API_ACCESS)
    assert {words for words, _ in doors.commands()} == set(CLI_ACCESS)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_role_at_every_door(cast: Cast, world: World, family: str) -> None:
    wrong = wrong_answers(FAMILIES[family](cast, world))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("family", ["api", "command"])
def test_a_door_that_forgets_to_ask_is_caught(
    cast: Cast, world: World, family: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: one door at a time lets everyone pass. Each must show up in the matrix."""
    guarded = [d for d in FAMILIES[family](cast, world) if d.right is not None]
    everyones = frozenset.intersection(*RIGHTS.values())
    guarded = [d for d in guarded if d.right not in everyones]
    assert len(guarded) >= 20
    may = rights.may
    for door in guarded:
        monkeypatch.setattr(
            rights, "may", lambda viewer, right, door=door: right is door.right or may(viewer, right)
        )
        assert wrong_answers([door]), f"{door.name} without its check went unnoticed"
        monkeypatch.setattr(rights, "may", may)


def test_an_unlisted_page_cannot_exist() -> None:
    from django.core.exceptions import ImproperlyConfigured

    from accord.interfaces.web.gate import page

    with pytest.raises((KeyError, ImproperlyConfigured)):
        page("secret", "not-in-the-table", lambda request, viewer: None)  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize("place", ["/people/contacts/{}", "/api/v1/contacts/{}"])
def test_another_teams_contact_looks_like_no_contact_at_all(cast: Cast, world: World, place: str) -> None:
    client = Client()
    assert client.login(username="rita@accord.example", password=PASSWORD)
    if place.startswith("/api"):
        client = api_client(cast)
    else:
        place = contact_address()
    answers = {n: client.get(place.format(n)) for n in (world.own, world.nobodys, world.other, world.missing)}
    assert [answers[n].status_code for n in answers] == [200, 200, 404, 404]
    assert blank(answers[world.other].content, world.other) == blank(
        answers[world.missing].content, world.missing
    )


def test_lists_and_searches_show_a_rep_only_what_pages_would(cast: Cast, world: World) -> None:
    client = api_client(cast)
    page = client.get("/api/v1/contacts").json()
    assert {row["id"] for row in page["rows"]} == {world.own, world.team, world.nobodys}
    assert page["total"] == 3
    assert client.get("/api/v1/contacts?search=other.lead").json()["total"] == 0
    assert client.get("/api/v1/accounts?search=Gamma").json()["total"] == 0


def test_every_role_sees_the_same_joint_figures(cast: Cast, world: World) -> None:
    from accord.reporting.dashboard import board
    from tests.interfaces.world import NOW

    seen = {name: board(viewer, now=NOW) for name, viewer in cast.everyone().items()}
    assert len({repr(b.numbers()) for b in seen.values()}) == 1
    assert Role.viewer in {viewer.role for viewer in cast.everyone().values()}


def blank(body: bytes, asked: int) -> str:
    """An answer without the number that was asked for, and without the form's random token."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body.decode())
    return re.sub(rf"(?<=[ /]){asked}(?=[\s\",<])", "#", text)


def api_client(cast: Cast, who: str = "rita") -> Client:
    """A client with a key of this person."""
    from datetime import UTC, datetime, timedelta

    from accord.teams.keys import make_key

    key = make_key(
        cast.olga, f"{who}@accord.example", label="test", lasts=timedelta(days=1), now=datetime.now(UTC)
    )
    return Client(headers={"Authorization": f"Bearer {key}"})


def contact_address() -> str:
    """The address of a contact's page, from the table of addresses."""
    from django.urls import reverse

    return reverse("contact", args=[987654]).replace("987654", "{}")
