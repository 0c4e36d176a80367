"""A number leaves with what reckons it again; who may not take data away is told so in two lines."""

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cast import PASSWORD, Cast
from tests.interfaces.world import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Cast, tmp_path: Path, settings: Any) -> Cast:
    """Four leads in a mirror of their own."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    make_world(cast, tmp_path)
    return cast


def signed_in(name: str) -> Client:
    """A browser in which this one of the cast has signed in."""
    client = Client()
    assert client.login(username=f"{name}@accord.example", password=PASSWORD)
    return client


def link_of(client: Client, number: str, period: str) -> str:
    """The address behind "Take it away" on the number's page; nothing where there is no such link."""
    page = client.get(f"/board/numbers/{number}?period={period}").content.decode()
    found = re.search(r'href="([^"]+)" download', page)
    return found[1] if found else ""


@pytest.mark.parametrize("period", ["all", "year"])
def test_an_allowed_role_gets_a_zip_over_the_period_of_the_page(world: Cast, period: str) -> None:
    client = signed_in("olga")
    link = link_of(client, "entered:awareness", period)
    answer = client.get(link)
    assert link.endswith(f"?period={period}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="entered-awareness.zip"'
    package = zipfile.ZipFile(io.BytesIO(answer.content))
    assert {"query.sql", "bound.json", "number.json", "recompute.py"} < set(package.namelist())
    assert json.loads(package.read("number.json"))["name"] == "entered:awareness"


def test_two_periods_are_two_slices(world: Cast) -> None:
    client = signed_in("olga")
    bound = {
        period: zipfile.ZipFile(io.BytesIO(client.get(link_of(client, "leads", period)).content)).read(
            "bound.json"
        )
        for period in ("year", "last-quarter")
    }
    assert bound["year"] != bound["last-quarter"]


def test_every_number_of_the_board_can_be_taken_away(world: Cast) -> None:
    from django.utils import timezone

    from accord.reporting.dashboard import board

    client = signed_in("olga")
    names = {n.name for n in board(world.olga, now=timezone.now()).numbers()}
    assert len(names) >= 5
    for name in names:
        link = link_of(client, name, "all")
        assert zipfile.ZipFile(io.BytesIO(client.get(link).content)).testzip() is None, name


def test_a_rep_is_refused_in_two_lines_and_shown_no_link(world: Cast) -> None:
    client = signed_in("rita")
    assert link_of(client, "leads", "all") == ""
    answer = client.get("/board/numbers/leads/take-away.zip")
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "may not take data away" in text
    assert 'class="what"' in text and 'class="do"' in text


def test_a_number_that_is_not_there_is_not_found(world: Cast) -> None:
    assert signed_in("olga").get("/board/numbers/nonsense/take-away.zip").status_code == 404
