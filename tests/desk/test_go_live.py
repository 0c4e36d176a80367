"""Going live, and what was under way before: by page, API and command; said again nothing changes."""

from datetime import timedelta

import pytest
from django.test import Client

from accord.handoffs.models import Handoff
from accord.ledger.models import Installed
from accord.ledger.wins import LIVE_FROM
from accord.workflows.handoffs.adopt import find_adoptable
from tests.cast import PASSWORD, Cast
from tests.desk.test_pages import browser, clock  # noqa: F401
from tests.handoffs.company import START, key_of, person, qualifies, say, work_until

pytestmark = pytest.mark.django_db


def test_before_both_have_signed_the_page_says_so(cast: Cast) -> None:
    olga = browser("olga")
    assert "Both teams sign first" in olga.get("/go-live").content.decode()
    refused = olga.post("/go-live")
    assert "no signed agreement is in force" in refused.content.decode().casefold()
    assert not Installed.objects.filter(name=LIVE_FROM).exists()
    assert olga.post("/go-live/adopt", {"lead": "1"}).status_code == 403
    assert browser("maya").get("/go-live").status_code == 403


def test_what_was_under_way_is_handed_over_by_a_tick(company: Cast, clock: dict[str, object]) -> None:  # noqa: F811
    old = START - timedelta(days=3)
    say(qualifies(person("old"), old, name="Ann Ash", company="Alpha"), old)
    work_until(START)
    olga, subject = browser("olga"), key_of(person("old"))
    page = olga.get("/go-live").content.decode()
    assert "Live since" in page and "Ann Ash" in page and f'value="{subject}"' in page
    for _ in range(2):
        assert olga.post("/go-live/adopt", {"lead": str(subject)}).status_code == 303
    assert Handoff.objects.get().subject == subject
    assert "No lead from before is left" in olga.get("/go-live").content.decode()
    assert find_adoptable(company.olga, START).leads == ()


def test_outside_a_demonstration_nobody_signs_for_others(cast: Cast) -> None:
    client = Client()
    assert client.login(username="sam@accord.example", password=PASSWORD)
    answer = client.post("/demonstration/run")
    assert "this is no demonstration" in answer.content.decode().casefold()
    assert not Installed.objects.filter(name=LIVE_FROM).exists()
