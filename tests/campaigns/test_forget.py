"""A person named in words about a campaign is named no more once erased; what is signed stays signed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from accord.campaigns.find import get_campaign
from accord.campaigns.forget import collect_campaign_words, forget_campaign_words
from accord.campaigns.models import CampaignAnswer
from accord.vocabulary.campaigns import CampaignStanding, SignAnswer
from accord.workflows.campaigns import answer_campaign, ask_sign_off, plan_campaign
from tests.campaigns.world import NOW, Company

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def names_ann(text: str) -> bool:
    """Whether a text names the one who asked."""
    return "ann ash" in text.casefold()


def test_goals_and_reasons_that_name_a_person_are_blanked_and_the_hash_stays(company: Company) -> None:
    maya, sam = company.cast.maya, company.cast.sam
    one = plan_campaign(maya, company.but(goal="Win Ann Ash back."), now=NOW)
    other = plan_campaign(maya, company.but(goal="Thirty plants."), now=NOW)
    ask_sign_off(maya, one.key, now=NOW + HOUR)
    answer_campaign(
        sam, one.key, SignAnswer.refused, text_hash=one.hash, reason="Ann Ash said no", now=NOW + 2 * HOUR
    )
    answer_campaign(sam, one.key, SignAnswer.signed, text_hash=one.hash, now=NOW + 3 * HOUR)
    assert [each["text"] for each in collect_campaign_words(names_ann)] == [
        "Win Ann Ash back.",
        "Ann Ash said no",
    ]
    assert forget_campaign_words(names_ann) == 2 and forget_campaign_words(names_ann) == 0
    assert collect_campaign_words(names_ann) == []
    after = get_campaign(maya, one.key, NOW + 4 * HOUR)
    assert (after.plan.goal, after.answers[0].reason) == ("(erased)", "(erased)")
    assert after.hash == one.hash and after.standing is CampaignStanding.signed
    assert get_campaign(maya, other.key, NOW + 4 * HOUR).plan.goal == "Thirty plants."
    with pytest.raises(DatabaseError), transaction.atomic():
        CampaignAnswer.objects.update(answer="signed")
