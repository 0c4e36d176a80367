"""A link in a letter acts only by its button, only for whom it names, only for a while."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accord.ledger.models import Act
from accord.reporting.notices import find_notices
from accord.teams.people import viewer_of
from accord.workflows.block_kit import chat_body
from accord.workflows.handoffs import links
from accord.workflows.handoffs.links import HOLDS_FOR, act_links, make_token
from tests.cast import Cast
from tests.desk.test_pages import browser
from tests.desk.test_reading import lead_of
from tests.handoffs.company import START, asks, person, say, work_until

pytestmark = pytest.mark.django_db
NOW = START + timedelta(minutes=5)


@pytest.fixture
def bob(company: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Bob asked, and Rita was told."""
    say(asks(person("bob"), START, name="Bob Birch", company="Beta"), START)
    work_until(START + timedelta(minutes=1))
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return company


def address(cast: Cast) -> str:
    """The address that Rita's notice carries."""
    from accord.teams.models import User

    rita = viewer_of(User.objects.get(pk=cast.rita.user_id))
    [found] = act_links(rita.user_id, find_notices(rita, NOW).rows).values()
    return found[found.index("/leads/") :]


def test_opening_changes_nothing_and_the_button_acts_once(bob: Cast) -> None:
    place, rita = address(bob), browser("rita")
    acts = Act.objects.count()
    for _ in range(5):
        page = rita.get(place)
        assert page.status_code == 200 and "Bob Birch" in page.content.decode()
        assert rita.head(place).status_code == 200
    assert lead_of("bob").state == "offered" and Act.objects.count() == acts
    assert [rita.post(place).status_code for _ in range(2)] == [303, 303]
    assert lead_of("bob").state == "accepted" and Act.objects.count() == acts + 1


def test_nobody_else_and_nothing_forged(bob: Cast) -> None:
    place = address(bob)
    from django.test import Client

    assert Client().post(place)["Location"].startswith("/sign-in")
    assert browser("sam").get(place).status_code == browser("sam").post(place).status_code == 403
    assert browser("rita").post(place[:-1] + ("A" if place[-1] != "A" else "B")).status_code == 403
    assert browser("rita").post("/leads/act/nonsense").status_code == 403
    assert lead_of("bob").state == "offered"


def test_it_runs_out(bob: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    token = make_token(bob.rita.user_id, lead_of("bob").key, NOW)
    later: datetime = NOW + timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert browser("rita").post(f"/leads/act/{token}").status_code == 403
    assert lead_of("bob").state == "offered" and timedelta(days=1) <= HOLDS_FOR <= timedelta(days=7)


def test_the_mutant_that_asks_not_whose_link_it_is_is_caught(
    bob: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, read = address(bob), links.read_token
    rita = replace(bob.rita)
    monkeypatch.setattr(
        "accord.interfaces.web.views.lead_act.read_token", lambda by, token, now: read(rita, token, now)
    )
    assert browser("sam").get(place).status_code == 200  # what the guard above refuses


def test_a_chat_message_carries_both(bob: Cast) -> None:
    body = chat_body(
        "m", [("Bob waits", "contact:1"), ("other", "")], ["https://a.example/leads/act/x", ""]
    ).decode()
    assert body.count("|Accept>") == 1 and "<https://a.example/leads/act/x|Accept>" in body
