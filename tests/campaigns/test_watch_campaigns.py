"""What the sign-off asks is told in time: a reminder, a start without an answer, a send that nobody signed."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from accord.campaigns.find import get_campaign
from accord.ledger.models import Act
from accord.reporting.notices import find_notices
from accord.teams.models import Notice
from accord.teams.people import SYSTEM
from accord.vocabulary.campaigns import CampaignStanding, SignAnswer
from accord.vocabulary.people import Viewer
from accord.workflows import watch_campaigns
from accord.workflows.campaigns import answer_campaign, ask_sign_off, cancel_campaign, plan_campaign
from accord.workflows.watch_campaigns import (
    WATCH_CAMPAIGNS,
    plan_watch_campaigns,
    reminders,
)
from accord.workflows.watch_campaigns import (
    watch_campaigns as watch,
)
from accord.workflows.work import work_once
from tests.campaigns.test_pages import browser
from tests.campaigns.test_reached import people, sent
from tests.campaigns.world import NOW, START, Company

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def told(kind: str, since: datetime = NOW - 90 * DAY) -> list[int]:
    return list(
        Notice.objects.filter(kind=kind, made_at__gte=since).order_by("pk").values_list("user_id", flat=True)
    )


def sentences(viewer: Viewer, now: datetime) -> list[str]:
    return [each.text for each in find_notices(viewer, now).rows]


def asked(company: Company) -> tuple[int, datetime]:
    """A plan that sales was asked to sign, and when its approver is to be reminded."""
    one = ask_sign_off(
        company.cast.maya, plan_campaign(company.cast.maya, company.plan, now=NOW).key, now=NOW
    )
    document = watch_campaigns.current(NOW).document  # type: ignore[attr-defined, union-attr]
    (at,) = reminders(document, one)
    return one.key, at


def test_the_approver_is_reminded_once_when_the_clock_warns_while_reps_can_still_be_told(
    company: Company,
) -> None:
    _key, at = asked(company)
    due = START - 3 * DAY
    assert NOW + (due - NOW) / 2 < at < due  # three quarters of the time, in working hours
    watch(at - MINUTE)
    assert told("decision_needed", at - DAY) == []
    for now in (at, at + MINUTE, at + DAY):
        watch(now)
    assert told("decision_needed", at - DAY) == [company.cast.sam.user_id]
    assert "A decision is needed: Leak season" in sentences(company.cast.sam, at + MINUTE)[0]


@pytest.mark.parametrize("done", ["signed", "refused", "cancelled"])
def test_who_has_answered_is_reminded_of_nothing(company: Company, done: str) -> None:
    key, at = asked(company)
    one, cast = get_campaign(SYSTEM, key, NOW), company.cast
    if done == "cancelled":
        cancel_campaign(cast.maya, key, "no longer", now=NOW)
    else:
        answer_campaign(cast.sam, key, SignAnswer(done), text_hash=one.hash, reason="read", now=NOW)
    watch(at)
    assert told("decision_needed", at - DAY) == []


def test_a_start_without_an_answer_is_told_to_both_owners_once_and_not_of_long_ago(company: Company) -> None:
    key, _at = asked(company)
    watch(START - MINUTE)
    assert told("campaign_moved") == []
    assert get_campaign(SYSTEM, key, START).standing is CampaignStanding.unanswered
    late = START + 20 * DAY
    watch(late)
    assert told("campaign_moved") == []
    for now in (START, START + MINUTE):
        watch(now)
    assert sorted(told("campaign_moved")) == sorted([company.cast.maya.user_id, company.cast.sam.user_id])
    assert "not sent: its start came without an answer" in sentences(company.cast.maya, START)[0]


def test_both_sides_hear_once_a_week_of_a_send_that_nobody_signed(company: Company, tmp_path: Path) -> None:
    people(company, tmp_path)
    sent(
        company, tmp_path,
        (1, "mail", "Autumn (& more), 1/2", NOW - timedelta(hours=3)),
        (2, "mail", "Autumn (& more), 1/2", NOW - timedelta(hours=2)),
        (3, "mail", "long ago", NOW - 20 * DAY),
    )  # fmt: skip
    for now in (NOW, NOW + MINUTE):
        watch(now)
    assert set(told("unsigned")) == {company.cast.sam.user_id, company.cast.maya.user_id}
    assert len(told("unsigned")) == 2
    text = sentences(company.cast.sam, NOW)[0]
    assert text == "Nobody signed what was sent as Autumn (& more), 1/2; 2 mails"
    notice = find_notices(company.cast.maya, NOW).rows[0]
    led = browser("maya").get(f"/to/{notice.about}", follow=True)
    assert led.status_code == 200 and "Autumn (&amp; more), 1/2" in led.content.decode()
    assert led.redirect_chain[0][0].startswith("/campaigns/unsigned?campaign=Autumn")
    assert Act.objects.get(kind="unsigned_told").payload["mails"] == 2
    later = NOW + 7 * DAY
    sent(company, tmp_path, (1, "mail", "Autumn (& more), 1/2", later - MINUTE))
    watch(later)
    assert len(told("unsigned", later)) == 2


def test_a_clause_that_calls_it_no_breach_tells_nobody_and_neither_does_no_agreement(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(company, tmp_path)
    sent(company, tmp_path, (1, "mail", "autumn", NOW - timedelta(hours=3)))
    with monkeypatch.context() as other:
        other.setattr(watch_campaigns, "breaches_count", lambda document: False)
        watch(NOW)
    assert told("unsigned") == []
    watch(NOW - 60 * DAY)  # before any was signed
    assert told("unsigned") == []
    watch(NOW)
    assert len(told("unsigned")) == 2


def test_the_worker_comes_round(company: Company) -> None:
    _key, at = asked(company)
    plan_watch_campaigns(NOW)
    kinds = {WATCH_CAMPAIGNS: watch_campaigns.do_watch_campaigns}
    for now in (NOW, at):
        assert work_once(kinds, lambda now=now: now)  # type: ignore[misc]
    assert not work_once(kinds, lambda: at + MINUTE)
    assert told("decision_needed", at - DAY) == [company.cast.sam.user_id]
