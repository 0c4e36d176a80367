"""Waves through pages, API and command line: one answer, the wrong role refused, a letter followed to its click."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accord.campaigns.models import Addressee, Wave
from accord.campaigns.shapes import Arm, Sending
from accord.campaigns.waves.letter import links_of, unknown_words, write_letter
from accord.campaigns.waves.split import draw, place_of, slot_of
from accord.interfaces.cli.main import main
from accord.reporting.reckoned import forget_answers
from tests.campaigns.postbox import Names, a_campaign, carry, name_server, people, signed, use
from tests.cast import PASSWORD, Cast
from tests.handoffs.company import AGREEMENT, sign
from tests.interfaces.test_matrix import api_client
from tests.notices.servers import Mailbox, mail_server
from tests.reporting.made import forget_open_mirrors

HOUR = timedelta(hours=1)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def names() -> Iterator[Names]:
    with name_server() as names:
        yield names


@pytest.fixture
def ready(cast: Cast, box: Mailbox, names: Names, settings: Any, tmp_path: Path) -> Iterator[Cast]:
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    use(cast, box, names, settings)
    now = datetime.now(UTC)
    sign(AGREEMENT, now - timedelta(days=30))
    forget_answers()
    people(4, now)
    signed(cast, a_campaign(cast, now=now), key=7)
    yield cast
    forget_open_mirrors()
    forget_answers()


def browser(who: str) -> Client:
    client = Client()
    assert client.login(username=f"{who}@accord.example", password=PASSWORD)
    return client


@pytest.mark.django_db
def test_start_hold_go_on_end_and_take_away(
    ready: Cast, box: Mailbox, capsys: pytest.CaptureFixture[str]
) -> None:
    maya, victor = browser("maya"), browser("victor")
    assert "Start wave 1" in maya.get("/campaigns/7").content.decode()
    assert "Start wave 1" not in victor.get("/campaigns/7").content.decode()
    assert victor.post("/campaigns/7/wave", {"number": "1"}).status_code == 403
    assert maya.post("/campaigns/7/wave", {"number": "9"}).status_code == 422
    moved = [maya.post("/campaigns/7/wave", {"number": "1"}).headers["Location"] for _twice in range(2)]
    wave = Wave.objects.get().key
    assert moved == [f"/campaigns/waves/{wave}"] * 2
    page = f"/campaigns/waves/{wave}"
    assert maya.post(f"{page}/steer", {"act": "pause", "why": "a typo"}).status_code == 303
    assert "a typo" in victor.get(page).content.decode().casefold()
    assert maya.post(f"{page}/steer", {"act": "stop", "why": ""}).status_code == 422
    assert maya.post(f"{page}/steer", {"act": "resume"}).status_code == 303
    carry(datetime.now(UTC))
    assert len(box.raw) == 4
    told = api_client(ready, "victor").get(f"/api/v1/waves/{wave}").json()
    assert main(["--as", "victor@accord.example", "waves", "show", str(wave), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == told and told["people"] == {"sent": 4}
    assert "taken by the mail server" in victor.get(page).content.decode().casefold()
    assert victor.get(f"{page}/live").status_code == 200
    rows = list(csv.DictReader(io.StringIO(maya.get(f"{page}/letters.csv").content.decode())))
    assert [row["fate"] for row in rows] == ["sent"] * 4
    assert api_client(ready, "victor").get(f"/api/v1/waves/{wave}/letters").status_code == 403
    assert victor.get("/campaigns/waves/12").status_code == 404


@pytest.mark.django_db
def test_an_unknown_letter_is_settled_on_its_page(ready: Cast, box: Mailbox) -> None:
    maya = browser("maya")
    maya.post("/campaigns/7/wave", {"number": "1"})
    box.drops = True
    carry(datetime.now(UTC))
    wave, row = Wave.objects.get().key, Addressee.objects.order_by("pk").first()
    assert row is not None and row.message_id in maya.get(f"/campaigns/waves/{wave}").content.decode()
    assert maya.post(f"/campaigns/waves/{wave}/letter", {"row": row.pk, "sent": "1"}).status_code == 303
    assert maya.post(f"/campaigns/waves/{wave}/letter", {"row": row.pk, "sent": "0"}).status_code == 422
    assert browser("rita").get(f"/campaigns/waves/{wave}").status_code == 200
    assert row.message_id not in browser("victor").get(f"/campaigns/waves/{wave}").content.decode()


def test_who_is_where_is_drawn_once_and_for_ever() -> None:
    sending, arms = Sending(10, (20, 80)), (Arm("a", 50), Arm("b", 50))
    places = [place_of(7, person, sending, arms) for person in range(10_000)]
    assert places == [place_of(7, person, sending, arms) for person in range(10_000)]
    held = sum(place.held_out for place in places) / 10_000
    first = sum(place.wave == 1 for place in places) / 10_000
    a = sum(place.arm == "a" for place in places) / 10_000
    assert abs(held - 0.1) < 0.015 and abs(first - 0.2) < 0.02 and abs(a - 0.5) < 0.025
    assert abs(sum(p.held_out and p.wave == 1 for p in places) / 10_000 - 0.02) < 0.007  # independent draws
    start = datetime(2027, 1, 12, 9, tzinfo=UTC)
    slots = [slot_of(7, person, Sending(slots=True), start, start + 10 * HOUR) for person in range(1_000)]
    assert {slot.chance for slot in slots} == {0.1} and {slot.due_at.hour for slot in slots} == set(
        range(9, 19)
    )
    assert slot_of(7, 1, Sending(), start, start + 10 * HOUR).chance is None and 0 <= draw(1, 2, "x") < 1


def test_words_are_filled_in_and_nobodys_name_becomes_a_link() -> None:
    body = "Hi {first_name|there}, {company|you}.\nSee https://a.example/x?b=1 now."
    arm = Arm("all", 100, "For {name|you}\n{company}", body, "https://a.example/leak")
    assert links_of(arm) == ("https://a.example/leak", "https://a.example/x?b=1")
    tracked = {one: f"https://accord.example/l/{n}" for n, one in enumerate(links_of(arm))}
    evil = {"first_name": "evil.com/x", "name": "A\r\nBcc: x", "company": "<script>{link}"}
    made = write_letter(arm, evil, tracked, unsubscribe="https://accord.example/u/t", imprint="Us")
    assert "evil.com" not in made.text and "Hi there, <script>{link}." in made.text
    assert "\n" not in made.subject and "\r" not in made.subject
    assert "https://accord.example/l/1 now." in made.text and "a.example" not in made.text
    assert "<script>" not in made.html and made.html.count("<a href=") == 3
    assert unknown_words("{name} {salary} {link|x}") == ["salary"]
