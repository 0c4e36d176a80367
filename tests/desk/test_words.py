"""What customers said at the outcome: found by its words, handed out with the person, erased with them."""

from datetime import timedelta

import pytest

from accord.handoffs.models import CustomerWords
from accord.handoffs.words import LONGEST, Words, find_words
from accord.vocabulary.errors import Invalid
from accord.workflows.erase_person import erase_person
from accord.workflows.export_person import export_person
from accord.workflows.handoffs.at_desk import accept_at_desk, end_at_desk, undo_at_desk
from accord.workflows.handoffs.dossier import get_dossier
from tests.cast import Cast
from tests.desk.test_reading import lead_of
from tests.handoffs.company import START, person, qualifies, say, work_until

pytestmark = pytest.mark.django_db
NOW = START + timedelta(minutes=5)


@pytest.fixture
def ended(company: Cast) -> Cast:
    """Ann and Bob were worked; each said something, Bob of Ann."""
    for name, spelt in (("ann", "Ann Ashworth"), ("bob", "Bob Birch")):
        say(qualifies(person(name), START, name=spelt), START)
    work_until(START + timedelta(minutes=1))
    words = {
        "ann": Words(question="Salt water?", challenge="leaks"),
        "bob": Words(informed_by="Ann Ashworth told me"),
    }
    for name, said in words.items():
        end_at_desk(company.rita, lead_of(name).key, "disqualified", "no need", said, now=NOW)
    return company


def test_searched_and_seen_by_sight(ended: Cast) -> None:
    assert [row.question for row in find_words(ended.maya, "salt")] == ["Salt water?"]
    assert len(find_words(ended.sam)) == 2
    found = get_dossier(ended.maya, lead_of("ann").key, NOW).words
    assert found is not None and found.challenge == "leaks"


def test_too_long_keeps_neither_word_nor_outcome(company: Cast) -> None:
    say(qualifies(person("cid"), START), START)
    work_until(START + timedelta(minutes=1))
    with pytest.raises(Invalid):
        long = Words(question="x" * (LONGEST + 1))
        end_at_desk(company.rita, lead_of("cid").key, "disqualified", "no need", long, now=NOW)
    assert lead_of("cid").state == "offered" and not CustomerWords.objects.exists()


def test_erased_and_handed_out_with_the_person(ended: Cast) -> None:
    lead = lead_of("ann").key
    ann = get_dossier(ended.maya, lead, NOW).lead.contact
    assert ann is not None
    kept = export_person(ended.olga, ann, now=NOW)["said_at_outcome"]
    assert [row["question"] for row in kept] == ["Salt water?"]
    erase_person(ended.olga, ann, now=NOW)
    left = CustomerWords.objects.get()
    assert left.handoff == lead_of("bob").key and left.informed_by == "(erased)"
    assert get_dossier(ended.maya, lead, NOW).words is None


def test_an_outcome_taken_back_takes_its_words_with_it(company: Cast) -> None:
    say(qualifies(person("eve"), START), START)
    work_until(START + timedelta(minutes=1))
    key = lead_of("eve").key
    said = Words(question="Salt water?", informed_by="a fair", challenge="leaks")
    end_at_desk(company.rita, key, "disqualified", "no need", said, now=NOW)
    undo_at_desk(company.rita, key, now=NOW + timedelta(seconds=5))
    assert (lead_of("eve").state, lead_of("eve").reason) == ("offered", "")
    assert not CustomerWords.objects.exists() and find_words(company.maya, "salt") == []
    end_at_desk(
        company.rita, key, "recycled", "no budget", Words(challenge="rust"), now=NOW + timedelta(seconds=6)
    )
    assert lead_of("eve").state == "recycled"
    kept = CustomerWords.objects.get()
    assert (kept.question, kept.informed_by, kept.challenge) == ("", "", "rust")


def test_taking_back_something_else_leaves_what_they_said(ended: Cast) -> None:
    say(qualifies(person("fay"), START), START)
    work_until(START + timedelta(minutes=1))
    accept_at_desk(ended.rita, lead_of("fay").key, now=NOW)
    undo_at_desk(ended.rita, lead_of("fay").key, now=NOW + timedelta(seconds=1))
    assert CustomerWords.objects.count() == 2
