"""What both teams learnt from a campaign: said beside its results, listed with those begun, erased by name."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from accord.alignment.talk.forget import forget_talk
from accord.campaigns.models import CampaignRow
from accord.vocabulary.errors import NotFound
from accord.workflows.campaigns import plan_campaign
from accord.workflows.talk import listen, say
from tests.campaigns.test_pages import browser
from tests.campaigns.world import Company
from tests.interfaces.test_matrix import api_client

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
TOLD = "Ask <b>plumbers</b> first, said Jane Doe"


def begun(company: Company, key: int = 5) -> None:
    """A campaign that began a day ago."""
    plan_campaign(company.cast.maya, company.plan, key=key, now=NOW)
    CampaignRow.objects.filter(pk=key).update(
        starts_at=NOW - timedelta(days=1), ends_at=NOW + timedelta(days=1)
    )


def test_both_teams_write_them_beside_the_results(company: Company) -> None:
    begun(company)
    for who in ("maya", "rita"):
        answer = browser(who).post("/talk/say", {"about": "lesson:5", "text": f"{who}: {TOLD}"})
        assert answer.status_code == 303
    assert [one.text[:5] for one in listen(company.cast.sam, "lesson:5", NOW)] == ["maya:", "rita:"]
    assert listen(company.cast.sam, "campaign:5", NOW) == (), "they are not the talk about its plan"
    page = browser("sam").get("/campaigns/results").content.decode()
    assert "maya: Ask &lt;b&gt;plumbers" in page and "rita: Ask" in page
    assert 'href="/campaigns/5/results"' in browser("sam").get("/campaigns/5").content.decode()
    assert "lesson" in browser("sam").get("/campaigns/5/results").content.decode()
    panel = browser("victor").get("/talk/about/lesson:5").content.decode()
    assert "What both teams learnt" in panel and "Ask &lt;b&gt;" in panel


def test_the_api_says_the_same(company: Company) -> None:
    begun(company)
    say(company.cast.sam, "lesson:5", TOLD, now=NOW)
    told = api_client(company.cast, "maya").get("/api/v1/talk?about=lesson:5")
    assert [one["text"] for one in told.json()] == [TOLD]


def test_of_no_campaign_there_is_no_lesson(company: Company) -> None:
    with pytest.raises(NotFound):
        say(company.cast.sam, "lesson:5", TOLD, now=NOW)


def test_whoever_is_named_in_one_is_erased_with_it(company: Company) -> None:
    begun(company)
    say(company.cast.sam, "lesson:5", TOLD, now=NOW)
    say(company.cast.sam, "lesson:5", "Mondays are slow", now=NOW)
    with transaction.atomic():
        forget_talk([1], lambda text: "Jane Doe" in text)
    assert {one.text for one in listen(company.cast.sam, "lesson:5", NOW)} == {"(erased)", "Mondays are slow"}
