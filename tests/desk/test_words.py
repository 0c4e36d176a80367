"""What customers said at the outcome: found by its words, handed out with the person, erased with them."""

from datetime import timedelta

import pytest

from accord.handoffs.models import CustomerWords
from accord.handoffs.words import LONGEST, Words, find_words
from accord.vocabulary.errors import Invalid
from accord.workflows.erase_person import erase_person
from accord.workflows.export_person import export_person
from accord.workflows.handoffs.at_desk import end_at_desk
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
