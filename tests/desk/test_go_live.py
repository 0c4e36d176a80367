"""Going live, and what was under way before: by page, API and command; said again nothing changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accord.handoffs.models import Handoff
from accord.ledger.models import Installed
from accord.ledger.wins import LIVE_FROM
from accord.reporting.desk.became import became
from accord.reporting.desk.find import Wanted, find_leads
from accord.vocabulary.facts import FactKind
from accord.workflows.handoffs.adopt import adopt, find_adoptable
from tests.cast import PASSWORD, Cast
from tests.desk.test_pages import browser, clock  # noqa: F401
from tests.handoffs.company import START, asks, fits, key_of, person, qualifies, say, touch, work_until

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


def test_of_an_adopted_lead_it_is_told_what_was_asked_and_where_it_came_from(company: Cast) -> None:
    """By whichever record of the person: their clock begins at adoption, what they did does not."""
    old, later = START - timedelta(days=3), START - timedelta(days=2)
    same: dict[str, Any] = {"email": "ann@alpha.example", "name": "Ann Ash"}
    say([touch(person("ann"), FactKind.case_study, old, **same)], old)
    say(fits(person("ann-again"), later - timedelta(minutes=5), **same), later)
    asked = touch(person("ann-again"), FactKind.demo_request, later, **same)
    other = touch(person("ann-again"), FactKind.webinar_registered, later, **same)
    by_ad = [row._replace(facts=(row.facts[0]._replace(channel="paid search"),)) for row in (other, asked)]
    say(by_ad, later)
    work_until(START)
    subjects = [one.subject for one in find_adoptable(company.olga, START).leads]
    assert adopt(company.olga, subjects, now=START).handed_over == 1
    (row,) = find_leads(company.rita, Wanted(), START).rows
    assert row.hot and row.asked == "demo_request" and row.why.startswith("demo request; fit 15, engagement ")
    assert [one.source for one in became(company.maya, START + timedelta(minutes=1)).by_source] == [
        "paid search"
    ]


def test_a_form_that_names_no_channel_came_by_the_one_before(company: Cast) -> None:
    read = touch(person("bea"), FactKind.case_study, START - timedelta(days=1))
    say([read._replace(facts=(read.facts[0]._replace(channel="referral"),))], START - timedelta(days=1))
    say(asks(person("bea"), START), START)
    work_until(START)
    assert [one.source for one in became(company.maya, START + timedelta(minutes=1)).by_source] == [
        "referral"
    ]


def test_outside_a_demonstration_nobody_signs_for_others(cast: Cast) -> None:
    client = Client()
    assert client.login(username="sam@accord.example", password=PASSWORD)
    answer = client.post("/demonstration/run")
    assert "this is no demonstration" in answer.content.decode().casefold()
    assert not Installed.objects.filter(name=LIVE_FROM).exists()
