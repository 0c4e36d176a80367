"""A lead that was tried once does not lie without a clock: its outcome is asked for; a hot one goes to the backup."""

from datetime import timedelta

import pytest

from accord.handoffs.models import Handoff
from accord.handoffs.work import Ending
from accord.ledger.models import Act
from accord.teams.models import User
from accord.teams.notices.models import Notice
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import HandoffState
from accord.workflows.handoffs.act import accept_lead, end_lead, reassign_lead
from tests.cast import PEOPLE, Cast
from tests.handoffs.company import AGREEMENT, START, asks, live, person, qualifies, say, touch, work_until

pytestmark = pytest.mark.django_db
RITA = PEOPLE["rita"][3]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ANN = person("ann")
# Tried on Tuesday at 9:07 in Amsterdam; fifteen working days later, three weeks.
TRIED = START + 7 * MINUTE
DUE = TRIED + 21 * DAY
OVERDUE = Act.objects.filter(kind="handoff_outcome_overdue")


def company(cast: Cast, text: str = AGREEMENT) -> None:
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr", manager_id=cast.sam.user_id)
    live(text)


def tried(cast: Cast) -> Handoff:
    company(cast)
    say(asks(ANN, START), START)
    work_until(START)
    say([touch(ANN, FactKind.call_attempted, TRIED, actor=RITA)], TRIED)
    work_until(TRIED)
    return Handoff.objects.get()


def test_a_lead_that_was_tried_once_is_asked_for_and_then_its_team_lead(cast: Cast) -> None:
    tried(cast)
    work_until(DUE - DAY)
    assert not OVERDUE.exists()
    reminded = Act.objects.get(kind="handoff_outcome_reminded")
    assert set(Notice.objects.filter(cause=reminded.key).values_list("user_id", "kind")) == {
        (cast.rita.user_id, "due_soon")
    }
    work_until(DUE + 15 * MINUTE)
    said = OVERDUE.get()
    assert (said.payload["due"], said.reason) == (DUE.isoformat(), "sales_promises.outcome.within")
    told = Notice.objects.filter(cause=said.key)
    assert set(told.values_list("user_id", flat=True)) == {cast.rita.user_id, cast.sam.user_id}
    assert not Act.objects.filter(kind="handoff_overdue").exists(), "the first attempt was in time"


def test_an_outcome_stops_it_and_one_that_came_late_takes_the_breach_back(cast: Cast) -> None:
    tried(cast)
    work_until(DUE + HOUR)
    said = OVERDUE.get()
    ended = touch(ANN, FactKind.recycled, DUE - HOUR, actor=RITA, value="no timing")
    say([ended], DUE + 2 * HOUR)
    work_until(DUE + 2 * HOUR)
    assert Handoff.objects.get().state == "recycled"
    assert Act.objects.get(kind="handoff_overdue_corrected").corrects == said.key
    work_until(DUE + 30 * DAY)
    assert OVERDUE.count() == 1


def test_whoever_gets_it_has_the_whole_time_and_who_says_how_it_ended_hears_nothing(cast: Cast) -> None:
    row = tried(cast)
    reassign_lead(cast.sam, row.key, cast.olga.actor, "", now=TRIED + 14 * DAY)
    work_until(DUE + 13 * DAY)
    assert not OVERDUE.exists()
    end_lead(cast.olga, row.key, Ending(HandoffState.recycled, "no timing"), now=DUE + 13 * DAY)
    work_until(DUE + 60 * DAY)
    assert not OVERDUE.exists()


def test_taken_by_word_its_outcome_is_asked_for_too_and_observing_tells_nobody(cast: Cast) -> None:
    company(cast, AGREEMENT.replace("mode: {", "mode: {sales_promises.outcome: observe, "))
    say(qualifies(ANN, START), START)
    work_until(START + MINUTE)
    accept_lead(cast.rita, Handoff.objects.get().key, now=TRIED)
    work_until(DUE + HOUR)
    assert OVERDUE.get().payload["due"] == DUE.isoformat()
    assert not Notice.objects.filter(cause=OVERDUE.get().key).exists()


def test_a_hot_lead_that_nobody_tried_goes_to_the_backup_where_the_clock_says_so(cast: Cast) -> None:
    User.objects.create(email="bo@accord.example", name="Bo", role="rep", team="sdr")
    company(
        cast,
        AGREEMENT.replace('"150 %": team lead decides', '"150 %": team lead decides; hot goes to backup'),
    )
    say([*asks(ANN, START), *qualifies(person("bob"), START)], START)
    work_until(START + MINUTE)
    hot = Handoff.objects.get(hot=True)
    accept_lead(cast.rita if hot.owner == cast.rita.actor else cast.sam, hot.key, now=START + 2 * MINUTE)
    work_until(START + 59 * MINUTE)
    hot.refresh_from_db()
    assert hot.turn == 1
    work_until(START + 61 * MINUTE)  # half as much again as half an hour, and the grace
    after = Handoff.objects.get(pk=hot.pk)
    assert after.turn == 2 and after.owner != hot.owner
    assert after.due_at is not None and after.due_at > START + 61 * MINUTE
    assert Handoff.objects.get(hot=False).turn == 1
