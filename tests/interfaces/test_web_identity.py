"""Review, merge and undo on their pages, as each role."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accord.contacts.models import Contact, Identity, ReviewPair, Ruling
from accord.contacts.reads import find_review_pairs
from tests.cast import PEOPLE, Cast
from tests.contacts.bringing import bring, person
from tests.interfaces.test_web_frame import signed_in

pytestmark = pytest.mark.django_db
MAY = {"maya", "sam", "olga"}


@pytest.fixture
def pair(cast: Cast, tmp_path: Path, settings: Any) -> int:
    """Two records of one free-mail address: a question, and two people until it is answered."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    bring(
        [
            person("1", email="anna@gmail.com", name="Anna Berg"),
            person("2", "marketing", email="anna@gmail.com"),
        ]
    )
    return find_review_pairs(cast.olga).rows[0].id


def people() -> int:
    """How many people there are."""
    return Contact.objects.filter(gone=False).count()


def undo_of(client: Client) -> str:
    """The act that the review page offers to take back."""
    found = re.search(r'name="act" value="([^"]+)"', client.get("/journey/same").content.decode())
    return found[1] if found else ""


@pytest.mark.parametrize("who", PEOPLE)
def test_each_role_at_the_questions(who: str, pair: int) -> None:
    client = signed_in(who)
    answer = client.get("/journey/same")
    assert answer.status_code == (200 if who in MAY else 403)
    assert ("anna@gmail.com" in answer.content.decode()) == (who in MAY)
    decided = client.post(f"/journey/same/{pair}", {"answer": "same"})
    assert (decided.status_code, people()) == ((303, 1) if who in MAY else (403, 2))


@pytest.mark.parametrize("who", sorted(MAY))
def test_a_merge_is_shown_and_taken_back(who: str, pair: int) -> None:
    client = signed_in(who)
    there = client.post(f"/journey/same/{pair}", {"answer": "same"}).headers["Location"]
    page = client.get(there).content.decode()
    assert "They are one now." in page and "Undo the last answer" in page
    assert people() == 1
    act = re.search(r'name="act" value="([^"]+)"', page)
    assert act is not None
    back = client.post("/journey/undo", {"act": act[1]})
    assert (back.status_code, back.headers["Location"]) == (303, "/journey/same")
    assert people() == 2
    assert "anna@gmail.com" in client.get("/journey/same").content.decode()  # asked again


def test_an_answer_that_they_are_two_stays_and_can_be_taken_back(pair: int) -> None:
    client = signed_in("maya")
    there = client.post(f"/journey/same/{pair}", {"answer": "apart"}).headers["Location"]
    assert people() == 2
    page = client.get(there).content.decode()
    assert "They stay two." in page and "Nothing to decide" in page
    assert ReviewPair.objects.get(pk=pair).state == "apart"
    twice = client.post(f"/journey/same/{pair}", {"answer": "same"})
    assert twice.status_code == 404 and people() == 2


@pytest.mark.parametrize("who", PEOPLE)
def test_records_stand_apart_and_together_again(who: str, cast: Cast) -> None:
    keys = bring([person("1", email="a@acme.example"), person("2", "marketing", email="a@acme.example")])
    contact = Contact.objects.get(gone=False)
    client, here = signed_in(who), f"/journey/people/{contact.pk}"
    assert ("Stand them apart" in client.get(here).content.decode()) == (who in MAY)
    record = max(keys.values())
    apart = client.post(f"{here}/apart", {"record": [record], "reason": "a shared mailbox"})
    assert (apart.status_code, people()) == ((303, 2) if who in MAY else (403, 1))
    if who in MAY:
        assert "a shared mailbox" in client.get(here).content.decode()
        act = Ruling.objects.filter(same=False).values_list("act_key", flat=True)[0]
        back = client.post("/journey/undo", {"act": act, "back": here})
        assert (back.headers["Location"], people()) == (here, 1)


def test_what_was_merged_by_hand_is_taken_back_and_not_cut(pair: int) -> None:
    client = signed_in("olga")
    client.post(f"/journey/same/{pair}", {"answer": "same"})
    contact = Contact.objects.get(gone=False)
    record = Identity.objects.filter(contact_id=contact.pk).values_list("key", flat=True)[0]
    refused = client.post(f"/journey/people/{contact.pk}/apart", {"record": [record]})
    assert refused.status_code == 403
    assert "merged by hand" in refused.content.decode() and people() == 1


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - MAY))
def test_nobody_without_the_right_takes_a_decision_back(who: str, pair: int) -> None:
    signed_in("olga").post(f"/journey/same/{pair}", {"answer": "same"})
    act = Ruling.objects.values_list("act_key", flat=True)[0]
    assert signed_in(who).post("/journey/undo", {"act": act}).status_code == 403
    assert people() == 1


def test_taking_back_leads_nowhere_else(pair: int) -> None:
    client = signed_in("olga")
    client.post(f"/journey/same/{pair}", {"answer": "same"})
    act = Ruling.objects.values_list("act_key", flat=True)[0]
    away = client.post("/journey/undo", {"act": act, "back": "https://elsewhere.example/"})
    assert away.headers["Location"] == "/journey/same"


def test_person_zero_is_nobody(pair: int) -> None:
    answer = signed_in("olga").get("/journey/people/0")
    text = answer.content.decode()
    assert answer.status_code == 404
    assert 'class="what"' in text and 'class="do"' in text
