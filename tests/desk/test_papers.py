"""What the next team must know: asked of whoever calls a lead sales-ready, missing papers listed, read by the next."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accord.handoffs.models import CustomerWords
from accord.handoffs.offer import offer
from accord.handoffs.shapes import Offer
from accord.handoffs.words import Words
from accord.teams.models import User
from accord.teams.people import viewer_of
from accord.vocabulary.errors import Invalid, Refused
from accord.workflows.erase_person import erase_person
from accord.workflows.handoffs.at_desk import end_at_desk
from accord.workflows.handoffs.dossier import get_dossier
from tests.cast import Cast
from tests.desk.test_reading import lead_of
from tests.handoffs.company import AGREEMENT, START, live, person, qualifies, say, work_until

pytestmark = pytest.mark.django_db
NOW = START + timedelta(minutes=5)
NEEDS = AGREEMENT.replace(
    "accept_within: 8 working hours}", "accept_within: 8 working hours, needs: [need, timing, who decides]}"
)


@pytest.fixture
def asked(cast: Cast) -> Cast:
    """A company that asks for three papers; Ann and Bob are Rita's leads."""
    assert NEEDS != AGREEMENT
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr", manager_id=cast.sam.user_id)
    live(NEEDS)
    for name, spelt in (("ann", "Ann Ashworth"), ("bob", "Bob Birch")):
        say(qualifies(person(name), START, name=spelt), START)
    work_until(START + timedelta(minutes=1))
    people = {name: viewer_of(User.objects.get(pk=one.user_id)) for name, one in cast.everyone().items()}
    return Cast(**people)


def test_they_are_asked_kept_and_what_is_missing_is_listed(asked: Cast) -> None:
    lead = lead_of("ann")
    assert get_dossier(asked.rita, lead.key, NOW).needs == ("need", "timing", "who decides")
    words = Words(papers={"need": "Leaks cost them a day a month", "timing": " "})
    ended = end_at_desk(asked.rita, lead.key, "sales_ready", "", words, now=NOW)
    assert ended.state == "sales_ready"
    assert lead_of("ann").contradicts == "nothing is written of timing, who decides"
    assert CustomerWords.objects.get().papers == {"need": "Leaks cost them a day a month"}
    said = get_dossier(asked.rita, lead.key, NOW).words
    assert said is not None and said.papers == {"need": "Leaks cost them a day a month"}


def test_the_next_team_reads_them_until_the_person_is_erased(asked: Cast) -> None:
    lead = lead_of("ann")
    papers = {"need": "leaks", "timing": "before the frost", "who decides": "Ann Ashworth"}
    end_at_desk(asked.rita, lead.key, "sales_ready", "", Words(papers=papers), now=NOW)
    assert lead_of("ann").contradicts == ""
    standing = Offer(
        kind="sdr_to_ae", subject=lead.subject, account=lead.account, owner=asked.rita.actor, step="x", why="x",
        agreement_hash=lead.agreement_hash, lead_at=lead.lead_at, qualified_at=NOW, touched_at=NOW, klass="", hot=False,
    )  # fmt: skip
    with transaction.atomic():
        following, _new = offer(standing, now=NOW + timedelta(minutes=1))
    found = get_dossier(asked.rita, following.key, NOW + timedelta(minutes=2))
    assert found.papers == papers and found.needs == ()
    of_ann = Words(papers={"who decides": "Ann Ashworth, not I", "timing": "May"})
    end_at_desk(asked.rita, lead_of("bob").key, "sales_ready", "", of_ann, now=NOW)
    erase_person(asked.olga, found.lead.contact or 0, now=NOW + timedelta(minutes=3))
    assert CustomerWords.objects.get().papers == {"who decides": "(erased)", "timing": "May"}


def test_a_paper_nobody_asks_for_is_refused_and_nothing_is_kept(asked: Cast) -> None:
    lead = lead_of("ann")
    with pytest.raises(Invalid, match="handoff.unknown_paper"):
        end_at_desk(asked.rita, lead.key, "sales_ready", "", Words(papers={"shoe size": "44"}), now=NOW)
    with pytest.raises(Refused):  # whose it is comes before what is asked for
        end_at_desk(asked.victor, lead.key, "sales_ready", "", Words(papers={"shoe size": "44"}), now=NOW)
    assert lead_of("ann").state == "offered" and not CustomerWords.objects.exists()


def test_the_page_asks_and_keeps_what_was_typed(asked: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    lead, rita = lead_of("ann"), Client()
    rita.force_login(User.objects.get(pk=asked.rita.user_id))
    assert 'name="paper:who decides"' in rita.get(f"/leads/{lead.key}").content.decode()
    sent = {"ending": "recycled|no such reason", "paper:timing": "before the frost"}
    refused = rita.post(f"/leads/{lead.key}/outcome", sent)
    assert refused.status_code == 422 and "before the frost" in refused.content.decode()
    sent["ending"] = "sales_ready|"
    assert rita.post(f"/leads/{lead.key}/outcome", sent).status_code == 303
    assert CustomerWords.objects.get().papers == {"timing": "before the frost"}
