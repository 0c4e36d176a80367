"""From plan to sign-off in the record: who signs, what voids it, what nobody skips."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from accord.campaigns.find import changes_since_signed, get_campaign, may_start
from accord.campaigns.shapes import Arm, Campaign
from accord.campaigns.signed_part import hash_of, text_of
from accord.teams.notices.models import Notice
from accord.vocabulary.campaigns import Bar, CampaignStanding, SignAnswer
from accord.vocabulary.errors import Invalid, NotFound, Overtaken, Refused
from accord.workflows.campaigns import (
    answer_campaign,
    ask_sign_off,
    cancel_campaign,
    change_campaign,
    plan_campaign,
    tick,
)
from tests.campaigns.world import NOW, START, Company

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def planned(company: Company, **changes: object) -> Campaign:
    return plan_campaign(company.cast.maya, company.but(**changes), now=NOW)


def signed(company: Company) -> Campaign:
    one = planned(company)
    ask_sign_off(company.cast.maya, one.key, now=NOW + HOUR)
    return answer_campaign(
        company.cast.sam, one.key, SignAnswer.signed, text_hash=one.hash, now=NOW + 2 * HOUR
    )


def test_planned_asked_signed_and_started(company: Company) -> None:
    one = planned(company)
    assert one.standing is CampaignStanding.planned and may_start(one, START).bars == (Bar.unsigned,)
    asked = ask_sign_off(company.cast.maya, one.key, now=NOW + HOUR)
    assert asked.standing is CampaignStanding.waiting
    told = Notice.objects.filter(kind="decision_needed").values_list("user_id", flat=True)
    assert list(told) == [company.cast.sam.user_id]
    done = answer_campaign(
        company.cast.sam, one.key, SignAnswer.signed, text_hash=one.hash, now=NOW + 2 * HOUR
    )
    assert done.standing is CampaignStanding.signed and not done.emergency
    assert may_start(done, START).start
    assert may_start(done, NOW + 3 * HOUR).bars == (Bar.early,)
    again = answer_campaign(
        company.cast.sam, one.key, SignAnswer.signed, text_hash=one.hash, now=NOW + 3 * HOUR
    )
    assert len(again.answers) == 1  # said twice, signed once
    assert again.answers[0].position == "cro" and again.answers[0].team == "sales"


def test_the_same_key_plans_once_and_two_editors_cannot_overwrite(company: Company) -> None:
    first = plan_campaign(company.cast.maya, company.plan, key=7, now=NOW)
    assert plan_campaign(company.cast.maya, company.plan, key=7, now=NOW + HOUR) == first
    one = change_campaign(company.cast.maya, 7, company.but(goal="Forty"), version=1, now=NOW)
    assert one.version == 2
    with pytest.raises(Overtaken):
        change_campaign(company.cast.sam, 7, company.but(goal="Fifty"), version=1, now=NOW)
    same = change_campaign(company.cast.maya, 7, company.but(goal="Forty"), version=1, now=NOW)
    assert same.version == 2  # a retry of what stands


def test_no_role_but_the_named_signer_signs(company: Company) -> None:
    one = planned(company)
    for who in ("olga", "maya", "rita", "victor", "iris"):
        with pytest.raises(Refused):
            answer_campaign(
                getattr(company.cast, who), one.key, SignAnswer.signed, text_hash=one.hash, now=NOW
            )
    assert get_campaign(company.cast.victor, one.key, NOW).answers == ()


def test_a_change_voids_the_signature_and_says_what_changed(company: Company) -> None:
    one = signed(company)
    words = replace(company.plan.arms[0], subject="Leaks, again")
    after = change_campaign(
        company.cast.maya, one.key, company.but(arms=(words,)), version=one.version, now=NOW + 3 * HOUR
    )
    assert after.standing is CampaignStanding.voided and after.asked_at is None
    assert may_start(after, START).bars == (Bar.changed,)
    (changed,) = changes_since_signed(after)
    assert (changed.where, changed.signed, changed.now) == (
        "arms.1.subject", company.plan.arms[0].subject, "Leaks, again",
    )  # fmt: skip
    back = change_campaign(
        company.cast.maya, one.key, company.plan, version=after.version, now=NOW + 4 * HOUR
    )
    assert back.standing is CampaignStanding.signed  # what was signed stands again, word for word
    told = Notice.objects.filter(kind="campaign_moved", values__what="changed")
    assert set(told.values_list("user_id", flat=True)) == {company.cast.sam.user_id}


def test_what_changes_nobodys_mailbox_voids_nothing(company: Company) -> None:
    one = signed(company)
    other = company.but(goal="More", budget=1, name="Other")
    after = change_campaign(company.cast.maya, one.key, other, version=one.version, now=NOW + HOUR)
    assert after.standing is CampaignStanding.signed
    assert (
        tick(company.cast.maya, one.key, "read aloud", done=True, now=NOW).standing is CampaignStanding.signed
    )


def test_random_edits_after_approval_start_nothing_unsigned(company: Company) -> None:
    """Changes of anything, signatures and refusals between them: it starts exactly while what stands was signed."""
    rng = random.Random(11)
    one = signed(company)
    plan, good, started = company.plan, {one.hash}, 0
    for step in range(60):
        now = NOW + timedelta(hours=3, minutes=step)
        kind = rng.randrange(6)
        if kind == 0:
            plan = replace(plan, segment=rng.choice(["everybody", "fit >= 5", "country in [NL]"]))
        elif kind == 1:
            plan = replace(plan, arms=(Arm("all", 100, rng.choice("ABC"), "Text"),))
        elif kind == 2:
            plan = replace(plan, ends_at=START + timedelta(days=rng.choice([5, 6])))
        elif kind == 3:
            plan = replace(plan, goal=str(step))
        version = get_campaign(company.cast.maya, one.key, now).version
        standing = change_campaign(company.cast.maya, one.key, plan, version=version, now=now)
        if kind >= 4:
            said = SignAnswer.signed if kind == 4 else SignAnswer.refused
            answer_campaign(company.cast.sam, one.key, said, text_hash=standing.hash, reason="so", now=now)
            (good.add if kind == 4 else good.discard)(standing.hash)
        now_stands = get_campaign(company.cast.maya, one.key, now)
        assert may_start(now_stands, START).start == (hash_of(text_of(plan)) in good), step
        started += may_start(now_stands, START).start
    assert 5 < started < 55


def test_refused_with_a_reason_and_unanswered_is_not_sent(company: Company) -> None:
    one = planned(company)
    with pytest.raises(Invalid):
        answer_campaign(company.cast.sam, one.key, SignAnswer.refused, text_hash=one.hash, now=NOW)
    no = answer_campaign(
        company.cast.sam, one.key, SignAnswer.refused, text_hash=one.hash, reason="too soon", now=NOW
    )
    assert no.standing is CampaignStanding.refused and may_start(no, START).bars == (Bar.refused,)
    other = planned(company, name="Other", called=("other",))
    late = get_campaign(company.cast.sam, other.key, START)
    assert late.standing is CampaignStanding.unanswered and not may_start(late, START).start
    with pytest.raises(Refused):
        answer_campaign(company.cast.sam, other.key, SignAnswer.signed, text_hash=other.hash, now=START)


def test_an_emergency_needs_two_people_of_both_sides(company: Company) -> None:
    one = planned(company)
    with pytest.raises(Refused):
        answer_campaign(
            company.cast.olga,
            one.key,
            SignAnswer.signed,
            text_hash=one.hash,
            reason="now",
            emergency=True,
            now=NOW,
        )
    with pytest.raises(Invalid):
        answer_campaign(
            company.cast.sam, one.key, SignAnswer.signed, text_hash=one.hash, emergency=True, now=NOW
        )
    half = answer_campaign(
        company.cast.maya,
        one.key,
        SignAnswer.signed,
        text_hash=one.hash,
        reason="recall",
        emergency=True,
        now=START + HOUR,
    )
    assert may_start(half, START + HOUR).bars == (Bar.one_signature,)
    whole = answer_campaign(
        company.cast.sam,
        one.key,
        SignAnswer.signed,
        text_hash=one.hash,
        reason="recall",
        emergency=True,
        now=START + HOUR,
    )
    assert may_start(whole, START + HOUR).start and whole.emergency
    after = change_campaign(
        company.cast.maya, one.key, company.but(channels=("post",)), version=1, now=START + 2 * HOUR
    )
    assert (
        after.emergency and after.standing is not CampaignStanding.signed
    )  # it says so for ever, and starts nothing


def test_called_off_and_planned_again(company: Company) -> None:
    one = signed(company)
    off = cancel_campaign(company.cast.sam, one.key, "no budget", now=NOW + 3 * HOUR)
    assert off.standing is CampaignStanding.cancelled and Bar.cancelled in may_start(off, START).bars
    assert cancel_campaign(company.cast.sam, one.key, now=NOW + 4 * HOUR).version == off.version
    back = cancel_campaign(company.cast.sam, one.key, cancelled=False, now=NOW + 5 * HOUR)
    assert back.standing is CampaignStanding.signed


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"segment": "industry is"}, "campaign.segment"),
        ({"segment": ""}, "campaign.segment"),
        ({"kind": "carrier pigeon"}, "campaign.kind"),
        ({"arms": (Arm("a", 60), Arm("b", 60))}, "campaign.shares"),
        ({"arms": (Arm("a", 50), Arm("A", 50))}, "campaign.arms"),
        ({"arms": (Arm(link="javascript:alert(1)"),)}, "campaign.link"),
        ({"ends_at": START}, "campaign.days"),
        ({"starts_at": NOW - HOUR}, "campaign.past"),
        ({"marketing_owner": 10**9}, "campaign.owner"),
        ({"target_share": 1.5}, "campaign.target"),
        ({"name": " "}, "campaign.words"),
    ],
)
def test_wrong_plans_are_refused_in_two_lines(company: Company, change: dict, code: str) -> None:
    with pytest.raises(Invalid) as wrong:
        planned(company, **change)
    assert wrong.value.code == code and wrong.value.remedy


def test_nothing_is_signed_that_is_not_whole_or_not_there(company: Company) -> None:
    one = planned(company, arms=(Arm(),), sales_owner=0)
    with pytest.raises(Invalid, match="owner of each team and content"):
        ask_sign_off(company.cast.maya, one.key, now=NOW)
    with pytest.raises(Invalid):
        answer_campaign(company.cast.sam, one.key, SignAnswer.signed, text_hash=one.hash, now=NOW)
    with pytest.raises(NotFound):
        ask_sign_off(company.cast.maya, 1, now=NOW)
    with pytest.raises(Overtaken):
        answer_campaign(company.cast.sam, one.key, SignAnswer.signed, text_hash="0" * 64, now=NOW)
