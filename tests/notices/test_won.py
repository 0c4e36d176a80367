"""Won: one word to both teams, once a deal, with everybody who had a part and nobody's figures."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from accord.ledger.acts import record_act
from accord.ledger.models import Fact, Job
from accord.ledger.wins import WON
from accord.teams.models import Notice, NoticeHook, User
from accord.vocabulary.facts import FactDraft, FactKind, RecordDraft, RecordKind, Ref, RowRead
from accord.workflows.tell_won import do_won
from accord.workflows.work import work_once
from tests.cast import Cast
from tests.handoffs.company import START, live, person, say, sign, touch

pytestmark = pytest.mark.django_db
RITA, SAM, HOUR = "005000000000001AAA", "005000000000002AAA", timedelta(hours=1)
BUYER = person("buyer")


def deal(at: datetime, *kinds: FactKind, name: str = "d1", amount: int = 123_456_00) -> list[RowRead]:
    """What is said of a deal at an instant."""
    ref = Ref("web", RecordKind.deal, name)
    draft = RecordDraft(ref, {"id": name}, modified_at=at, people=(BUYER,))
    facts = [
        FactDraft(
            f"{name}:{kind.name}:{at.isoformat()}", ref, kind, at, amount=amount, currency="EUR", actor=SAM
        )
        for kind in kinds
    ]
    return [RowRead(1, (draft,), tuple(facts))]


def wins(now: datetime) -> int:
    """Do what winning asked for; how many times."""
    return sum(1 for _ in iter(lambda: work_once({WON: do_won}, lambda: now), False))


def play(rows: Iterable[RowRead], now: datetime) -> int:
    """Write, and tell."""
    say(rows, now)
    return wins(now)


@pytest.fixture
def worked(cast: Cast) -> Cast:
    """A buyer whom Rita called and Maya decided about, after go-live."""
    live()
    say([touch(BUYER, FactKind.call_connected, START, actor=RITA)], START)
    key = Fact.objects.get(kind=int(FactKind.call_connected)).subject
    record_act(key="x", kind="returned", actor=cast.maya.actor, subject=key, now=START)
    return cast


def test_both_teams_are_told_once_with_every_name_and_no_figure(worked: Cast) -> None:
    NoticeHook.objects.create(name="room", way="chat", kinds=["won"], actor="user:1", made_at=START)
    play(deal(START + HOUR, FactKind.deal_created), START + HOUR)
    assert not Job.objects.filter(kind=WON).exists()
    now = START + 2 * HOUR
    assert play(deal(now, FactKind.deal_won), now) == 1
    told = Notice.objects.filter(kind="won")
    assert set(told.values_list("user_id", flat=True)) == {
        worked.maya.user_id,
        worked.sam.user_id,
        worked.rita.user_id,
    }
    (values,) = {json.dumps(one.values) for one in told}
    names = {who.actor for who in (worked.maya, worked.sam, worked.rita)}
    people = json.loads(values)["people"]
    by_user = {RITA: worked.rita.actor, SAM: worked.sam.actor}
    assert [by_user.get(one, one) for one in people] == [
        worked.maya.actor,
        worked.rita.actor,
        worked.sam.actor,
    ]
    assert {by_user.get(one, one) for one in people} == names
    assert set(json.loads(values)) == {"people"}, "names, and nothing to count them by"
    assert "123" not in values
    again = now + HOUR
    play(deal(again, FactKind.deal_reopened), again)
    play(deal(again + HOUR, FactKind.deal_won), again + HOUR)
    assert told.count() == 3, "once a deal"


def test_what_is_history_too_old_or_not_won_any_more_is_not_told(cast: Cast) -> None:
    early = START - 3 * HOUR
    sign()
    play(deal(early, FactKind.deal_won, name="before"), early)
    from accord.teams.people import SYSTEM
    from accord.workflows.go_live import go_live

    go_live(SYSTEM, now=START)
    assert play(deal(early, FactKind.deal_won, name="history"), START + HOUR) == 0
    week = START + timedelta(days=7)
    play(deal(START + HOUR, FactKind.deal_won, name="late news"), week)
    say(deal(week, FactKind.deal_won, name="lost again"), week)
    say(deal(week + HOUR, FactKind.deal_lost, name="lost again"), week + HOUR)
    wins(week + HOUR)
    assert not Notice.objects.exists()
    assert play(deal(week, FactKind.deal_won, name="real"), week + HOUR) == 1
    assert Notice.objects.exists()


def test_nothing_is_told_of_what_was_rolled_back_and_who_left_is_still_named(worked: Cast) -> None:
    User.objects.filter(pk=worked.rita.user_id).update(is_active=False)
    now = START + HOUR
    play(deal(now, FactKind.deal_won), now)
    told = Notice.objects.filter(kind="won")
    assert worked.rita.user_id not in set(told.values_list("user_id", flat=True))
    assert RITA in told[0].values["people"] or worked.rita.actor in told[0].values["people"]
