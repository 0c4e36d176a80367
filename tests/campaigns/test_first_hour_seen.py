"""A send's first hour through page, API and CLI: one answer, live, and followed by name."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accord.campaigns.pulse.models import Send
from accord.interfaces.cli.main import main
from accord.ledger.models import Act
from accord.workflows.watch_sends import watch_sends
from tests.campaigns.test_first_hour import MINUTE, PULSE, mails
from tests.cast import PASSWORD, Cast
from tests.handoffs.company import AGREEMENT, say, sign
from tests.interfaces.test_matrix import api_client
from tests.reporting.made import forget_open_mirrors

pytestmark = pytest.mark.django_db


def browser_of(cast: Cast, who: str) -> Client:
    """A browser in which somebody is signed in."""
    browser = Client()
    assert browser.login(username=f"{who}@accord.example", password=PASSWORD)
    return browser


@pytest.fixture
def key(cast: Cast) -> Iterator[int]:
    """A send of ten minutes ago, four of whose looks were taken; no benchmark yet."""
    now = datetime.now(UTC)
    sign(AGREEMENT + PULSE, now - timedelta(days=10))
    since = now - 10 * MINUTE
    say(mails("spring & co", since, 120), since)
    for minute in range(1, 5):
        watch_sends(since + minute * MINUTE + timedelta(seconds=1))
    yield Send.objects.get().key
    forget_open_mirrors()


def test_page_api_and_cli_say_the_same(cast: Cast, key: int, capsys: pytest.CaptureFixture[str]) -> None:
    told = api_client(cast, "rita").get(f"/api/v1/sends/{key}").json()
    assert main(["--as", "rita@accord.example", "send", str(key), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert {**printed, "as_of": ""} == {**told, "as_of": ""}
    assert (told["line"]["mails"], told["line"]["reason"], len(told["looks"])) == (120, "no benchmark yet", 4)
    page = browser_of(cast, "rita").get(f"/campaigns/sends/{key}").content.decode()
    assert "spring &amp; co" in page and "no benchmark yet" in page.casefold()
    assert "spring &amp; co" in browser_of(cast, "victor").get("/campaigns/sends").content.decode()
    taken = browser_of(cast, "maya").get(f"/campaigns/sends/{key}/looks.csv").content.decode()
    assert [row["minute"] for row in csv.DictReader(io.StringIO(taken))] == ["1", "2", "3", "4"]


def test_the_live_part_is_silent_until_something_changes(cast: Cast, key: int) -> None:
    victor: Client = browser_of(cast, "victor")
    first = victor.get(f"/campaigns/sends/{key}/live")
    again = victor.get(f"/campaigns/sends/{key}/live", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    watch_sends(datetime.now(UTC))
    assert (
        victor.get(
            f"/campaigns/sends/{key}/live", headers={"If-None-Match": first.headers["ETag"]}
        ).status_code
        == 200
    )


def test_an_override_needs_its_reason_on_every_surface(cast: Cast, key: int) -> None:
    sam, address = browser_of(cast, "sam"), f"/campaigns/sends/{key}"
    refused = sam.post(f"{address}/follow", {"followed": "overridden", "why": ""})
    assert refused.status_code == 422 and b"Say why in a few words" in refused.content
    assert sam.post(f"{address}/follow", {"followed": "nonsense"}).status_code == 422
    assert api_client(cast, "sam").post(
        f"/api/v1/sends/{key}/follow", {"followed": "overridden"}, content_type="application/json"
    ).status_code == 422  # fmt: skip
    assert main(["--as", "sam@accord.example", "send-follow", str(key), "overridden"]) == 2
    assert not Act.objects.filter(kind="pulse_followed").exists()
    assert sam.post(f"{address}/follow", {"followed": "overridden", "why": "a new list"}).status_code == 303
    assert "a new list" in browser_of(cast, "victor").get(address).content.decode()
    assert browser_of(cast, "victor").post(f"{address}/follow", {"followed": "obeyed"}).status_code == 403


def test_a_send_that_is_not_there_is_said_so(cast: Cast, key: int) -> None:
    assert browser_of(cast, "sam").get("/campaigns/sends/12").status_code == 404
    assert api_client(cast, "sam").get("/api/v1/sends/12").status_code == 404
    assert main(["--as", "sam@accord.example", "send", "12"]) == 4
