"""A spike among what sales hears: marketing is told by letter, once for a spike, when their quiet hours are over."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from accord.ledger.models import Act
from accord.measures.number import Number
from accord.reporting.dashboard import rows_behind
from accord.reporting.hears import company_hears
from accord.reporting.pack import weekly_pack
from accord.reporting.pack_shapes import as_text, from_text
from accord.reporting.reckoned import forget_answers
from accord.teams.models import Notice, User
from accord.teams.notices.wishes import get_wish, keep_wish
from accord.vocabulary.facts import FactKind, RowRead
from accord.workflows import tell_spikes
from accord.workflows.tell_spikes import HEARING, JUDGED, SPIKED, plan_hearing
from accord.workflows.work import work_once
from tests.cast import Cast
from tests.handoffs.company import START, live, person, say, touch
from tests.notices.conftest import work_at
from tests.notices.servers import Mailbox
from tests.reporting.made import forget_open_mirrors

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
LAST = START - WEEK + timedelta(hours=1)  # a Tuesday of the week that is over


def heard(weeks: int, spikes: tuple[int, ...] = (0,)) -> list[RowRead]:
    """Each week eight are disqualified, one for a competitor; in weeks of `spikes` (back from the last) nine more."""
    found = []
    for back in range(weeks + 1):
        reasons = ["no need"] * 7 + ["competitor chosen"] * (10 if back in spikes else 1)
        found += [
            touch(person(f"p{back}-{at}"), FactKind.disqualified, LAST - back * WEEK, value=reason)
            for at, reason in enumerate(reasons)
        ]
    return found


@pytest.fixture
def ready(cast: Cast, mailbox: Mailbox) -> Iterator[Cast]:
    """A signed agreement in force; nothing is kept of earlier answers."""
    live()
    forget_answers()
    yield cast
    forget_open_mirrors()
    forget_answers()


def judge(now: datetime) -> int:
    """The worker's round at an instant; how many jobs of judging were done."""
    return sum(
        1 for _ in iter(lambda: work_once({HEARING: tell_spikes.do_judge_hearing}, lambda: now), False)
    )


def test_marketing_is_told_once_by_letter_and_sales_is_not(ready: Cast, mailbox: Mailbox) -> None:
    say(heard(12), START)
    plan_hearing(START - timedelta(hours=1))
    assert judge(START) == 1
    assert judge(START + timedelta(hours=1)) == 1, "it comes round"
    (notice,) = Notice.objects.all()
    assert (notice.user_id, notice.kind) == (ready.maya.user_id, "spike")
    work_at(START + timedelta(hours=1))
    (letter,) = mailbox.came
    assert letter["To"] == "maya@accord.example"
    assert "competitor chosen" in letter["Subject"] and "10 people" in letter["Subject"]
    assert "https://accord.example/to/number:hears:spikes" in letter.get_content()
    assert Act.objects.filter(kind=JUDGED).count() == Act.objects.filter(kind=SPIKED).count() == 1


def test_a_spike_that_goes_on_is_not_told_again(ready: Cast, mailbox: Mailbox) -> None:
    say(heard(12, spikes=(1,)), START - WEEK)
    assert len(tell_spikes.tell_spikes(START - WEEK)) == 1
    more = [
        touch(person(f"again-{at}"), FactKind.disqualified, LAST, value="competitor chosen")
        for at in range(40)
    ]
    say(more, START)
    forget_answers()
    assert tell_spikes.tell_spikes(START) == ()
    assert Act.objects.filter(kind=SPIKED).count() == 2, "noted both weeks"
    assert Notice.objects.count() == 1


def test_quiet_hours_hold_it(ready: Cast, mailbox: Mailbox) -> None:
    User.objects.filter(pk=ready.maya.user_id).update(zone="America/New_York")  # there it is 3:00
    keep_wish(ready.maya, replace(get_wish(ready.maya), quiet_from=time(19), quiet_until=time(7)))
    say(heard(12), START)
    assert tell_spikes.tell_spikes(START)
    work_at(START)
    assert mailbox.came == []
    work_at(START + timedelta(hours=5))
    assert len(mailbox.came) == 1


def test_ordinary_weeks_few_weeks_and_monday_before_six_tell_nobody(ready: Cast, mailbox: Mailbox) -> None:
    monday = START.replace(hour=4) - timedelta(days=1)  # the agreement names no zone: UTC
    say(heard(3), START)
    assert tell_spikes.tell_spikes(monday) == ()
    assert not Act.objects.filter(kind=JUDGED).exists()
    assert tell_spikes.tell_spikes(START) == (), "not enough weeks"
    assert Act.objects.filter(kind=JUDGED).count() == 1
    assert not Notice.objects.exists()


def test_counts_are_the_same_for_every_role_and_so_is_how_many_rows_there_are(ready: Cast) -> None:
    say(heard(12), START)
    made = [company_hears(viewer, now=START) for viewer in (ready.olga, ready.rita, ready.maya)]
    assert made[0] == made[1] == made[2]
    number: Number = made[0].topics[0].share
    assert number.rows is not None and number.rows.count == 10
    seen = [rows_behind(viewer, number.rows, now=START) for viewer in (ready.olga, ready.rita)]
    assert [each.total for each in seen] == [10, 10]
    assert seen[0].visible == 10


def test_the_pack_of_the_week_begins_with_the_spike_and_closed_it_says_the_same(ready: Cast) -> None:
    say(heard(12), START)
    pack = weekly_pack(ready.maya, now=START).pack
    assert pack.hears is not None and pack.hears.topics[0].spike
    topic = pack.hears.topics[0]
    assert (topic.sort, topic.topic, topic.people) == ("disqualified", "competitor chosen", 10)
    assert set(topic.before) <= {0, 1} and sum(topic.before) > 8
    assert not any(each.spike for each in pack.hears.topics[1:])
    assert from_text(as_text(pack)) == pack
