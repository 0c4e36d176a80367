"""One person has one hand-off of a kind: two who turn out to be one are one lead, and two again when parted."""

from datetime import timedelta

import pytest

from accord.contacts.merge import merge, unmerge
from accord.handoffs.models import Handoff, HandoffTurn
from accord.ledger.models import Act
from accord.reporting.desk.became import became
from accord.teams.models import User
from accord.teams.notices import find_users
from accord.teams.notices.models import Notice
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import HandoffState
from accord.workflows.handoffs.situation import contact_of
from tests.cast import Cast
from tests.handoffs.company import AGREEMENT, START, asks, key_of, live, person, say, touch, work_until

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
ANN, BEN = person("ann"), person("ben")
LATER = START + 6 * MINUTE


@pytest.fixture
def company(cast: Cast) -> Cast:
    """Live; Rita and a second rep develop leads. Ann asks first, Ben five minutes after her: one each."""
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr")
    User.objects.create(
        email="ron@accord.example", name="Ron", role="rep", team="sdr", sales_id="005000000000077AAA"
    )
    live(AGREEMENT)
    say(asks(ANN, START), START)
    work_until(START)
    say(asks(BEN, START + 5 * MINUTE), START + 5 * MINUTE)
    work_until(START + 5 * MINUTE)
    assert first().owner != second().owner
    return cast


def first() -> Handoff:
    return Handoff.objects.get(subject=key_of(ANN))


def second() -> Handoff:
    return Handoff.objects.get(subject=key_of(BEN))


def become_one(cast: Cast) -> str:
    contacts = [contact_of(key_of(who)) for who in (ANN, BEN)]
    assert contacts[0] and contacts[1]
    key = merge(cast.olga, contacts[0], contacts[1], "one person", LATER).act_key
    work_until(LATER)
    return key


def test_the_younger_ends_for_the_older_and_its_owner_is_told(company: Cast) -> None:
    kept, lost = first().owner, second().owner
    become_one(company)
    assert (first().closed_at, first().owner) == (None, kept)
    assert (second().state, second().joined) == (HandoffState.merged, first().key)
    assert Act.objects.get(kind="handoff_merged").subject == second().subject
    assert Act.objects.get(kind="handoff_one_person").payload["with"] == second().key
    told = Notice.objects.filter(kind="lead_moved").values_list("user_id", flat=True)
    assert list(told) == find_users([lost])
    page = became(company.sam, LATER + MINUTE)
    assert (page.total, page.uncounted["merged"]) == (1, 1), "one person is one new lead"
    work_until(LATER + timedelta(days=3))
    about_second = Act.objects.filter(subject=second().subject, kind__startswith="handoff_")
    assert not about_second.filter(kind="handoff_overdue").exists(), "its clocks stopped without a breach"


def test_who_acted_on_the_person_keeps_them(company: Cast) -> None:
    theirs, called_at = second().owner, LATER - MINUTE / 2
    say([touch(BEN, FactKind.call_attempted, called_at, actor=theirs)], called_at)
    work_until(called_at)
    become_one(company)
    assert first().owner == theirs and first().state == HandoffState.accepted
    assert first().responded_at == called_at
    work_until(LATER + timedelta(days=3))
    assert not Act.objects.filter(kind="handoff_overdue").exists()


def test_two_again_each_has_their_lead_and_time_for_it(company: Cast) -> None:
    theirs = second().owner
    say([touch(BEN, FactKind.call_attempted, LATER - MINUTE, actor=theirs)], LATER - MINUTE)
    work_until(LATER - MINUTE)
    key = become_one(company)
    again = LATER + timedelta(hours=1)
    unmerge(company.olga, key, "two people", again)
    work_until(again)
    assert (second().state, second().owner, second().joined) == (HandoffState.accepted, theirs, 0)
    assert Act.objects.filter(kind="handoff_parted", subject=second().subject).exclude(corrects="").exists()
    assert first().state == HandoffState.offered, "what was done with the other is not done with her"
    assert first().responded_at is None and first().closed_at is None
    due, turns = first().due_at, HandoffTurn.objects.filter(handoff=first()).order_by("-turn")
    assert due is not None and due > again and turns[0].since == again


def test_whom_nobody_had_while_they_were_one_is_handed_over_when_parted(company: Cast) -> None:
    """Cleo qualified while she was taken for Ann: parted from her she needs an owner of her own."""
    cleo = person("cleo")
    say([touch(cleo, FactKind.page_view, LATER)], LATER)
    contacts = [contact_of(key_of(who)) for who in (ANN, cleo)]
    assert contacts[0] and contacts[1]
    key = merge(company.olga, contacts[0], contacts[1], "one person", LATER).act_key
    say(asks(cleo, LATER + MINUTE), LATER + MINUTE)
    work_until(LATER + MINUTE)
    assert not Handoff.objects.filter(subject=key_of(cleo)).exists()
    unmerge(company.olga, key, "two people", LATER + 2 * MINUTE)
    work_until(LATER + 2 * MINUTE)
    assert Handoff.objects.get(subject=key_of(cleo)).closed_at is None
    assert first().closed_at is None
