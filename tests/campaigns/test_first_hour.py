"""The first hour of a send, judged from the events of the company's own tool: booked once, looked at, told, scored."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db import DatabaseError, transaction

from accord.alignment.talk.subjects import get_subject
from accord.campaigns.pulse.follow import follow_verdict
from accord.campaigns.pulse.models import Send, SendEvent, SendLook, SendMail
from accord.campaigns.pulse.read import find_answers, find_sends, get_send
from accord.campaigns.pulse.shapes import Followed
from accord.interfaces.web.views.notices import address_of
from accord.learning.pulse import Action, Reason
from accord.ledger.hits import JUDGE
from accord.reporting.reckoned import forget_answers
from accord.teams.models import Notice
from accord.vocabulary.errors import Invalid, Refused
from accord.vocabulary.facts import Agent, FactDraft, FactKind, RecordDraft, RecordKind, Ref, RowRead
from accord.vocabulary.hits import Evidence
from accord.workflows import watch_sends
from accord.workflows.judge_hits import do_judge
from accord.workflows.work import work_once
from tests.cast import Cast
from tests.handoffs.company import AGREEMENT, START, live, say, sign
from tests.reporting.made import forget_open_mirrors

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
PULSE = (
    "pulse: {looks: every minute for 60 minutes, counts: [human click, reply, form, booked meeting], "
    "click_released_after: 3 minutes, wrong_at_most: 1 in 20, halts_alone: [bounce 3 %, complaint 0.1 %], "
    "too_small_under: 100}\n"
)
_numbers = count(1)


@pytest.fixture
def ready(cast: Cast) -> Iterator[Cast]:
    """A signed agreement in force, and six sends of the past that a tenth of 120 people each answered."""
    live(AGREEMENT + PULSE)
    forget_answers()
    for week in range(2, 8):
        at = START - timedelta(weeks=week)
        rows = mails(f"past {week}", at, 120)
        delays = (4, 6, 8, 11, 14, 17, 21, 26, 33, 45, 70, 160)
        rows += [answer(f"past {week}", who, at + delay * MINUTE) for who, delay in enumerate(delays)]
        say(rows, at + timedelta(hours=5))
    yield cast
    forget_open_mirrors()
    forget_answers()


def happens(
    name: str, kind: FactKind, at: datetime, campaign: str, evidence: Evidence | None = None
) -> RowRead:
    """One event of one person."""
    who = Ref("web", RecordKind.person, name)
    record = RecordDraft(who, {"id": name}, modified_at=at, email=f"{name}@{name}.example")
    fact = FactDraft(
        f"{name}:{kind.name}:{next(_numbers)}", who, kind, at, channel="email", campaign=campaign, agent=Agent.human,
        evidence=evidence,
    )  # fmt: skip
    return RowRead(1, (record,), (fact,))


def mails(campaign: str, at: datetime, many: int) -> list[RowRead]:
    """So many mails of a campaign, all in one minute."""
    return [happens(f"p{n}", FactKind.email_sent, at, campaign) for n in range(many)]


def answer(campaign: str, who: int, at: datetime, kind: FactKind = FactKind.email_reply) -> RowRead:
    """A recipient's answer."""
    return happens(f"p{who}", kind, at, campaign)


def hour(minutes: int = 20, since: datetime = START) -> None:
    """The worker's rounds of so many minutes."""
    for minute in range(1, minutes + 1):
        watch_sends.watch_sends(since + minute * MINUTE)


def test_a_send_that_nobody_answers_is_halted_and_both_teams_hear_the_same_once(ready: Cast) -> None:
    say(mails("spring", START, 600), START + timedelta(seconds=5))
    hour()
    (line,) = find_sends(ready.victor, START + 20 * MINUTE)
    assert (line.campaign, line.mails, line.action, line.reason) == ("spring", 600, Action.halt, Reason.weak)
    assert line.minute is not None and line.minute < 20
    told = Notice.objects.filter(kind="pulse")
    assert {each.user_id for each in told} == {ready.maya.user_id, ready.sam.user_id, ready.rita.user_id}
    assert {each.values["action"] for each in told} == {"halt"}
    assert len({str(each.values) for each in told}) == 1, "both teams get the same words"
    assert {each.about for each in told} == {f"send:{line.key}"}
    subject = get_subject(ready.sam, f"send:{line.key}")
    assert (subject.name, address_of(subject)) == ("spring", f"/campaigns/sends/{line.key}")
    watch_sends.watch_sends(START + 20 * MINUTE)
    assert SendLook.objects.count() == 20, "a minute is looked at once"


def test_an_ordinary_send_is_held(ready: Cast) -> None:
    say(mails("spring", START, 600), START + timedelta(seconds=5))
    for minute in range(1, 31):
        now = START + minute * MINUTE
        if minute > 2:
            say([answer("spring", minute, now)], now)
        watch_sends.watch_sends(now)
    (line,) = find_sends(ready.victor, now)
    assert line.action is Action.hold and not Notice.objects.filter(kind="pulse").exists()
    sheet = get_send(ready.victor, line.key, now)
    assert sheet.learnt is not None and sheet.learnt.sends == 6
    assert sheet.learnt.rate == pytest.approx(0.1, abs=0.01)
    assert [look.minute for look in sheet.looks] == list(range(1, 31))
    last = sheet.looks[-1]
    assert last.low is not None and last.high is not None and last.low < last.answered < last.high


def test_a_click_counts_after_its_own_hold_and_never_if_a_machine_pressed(ready: Cast) -> None:
    say(mails("spring", START, 200), START + timedelta(seconds=5))
    now = START + 10 * MINUTE
    person, machine = (
        Evidence(user_agent="Mozilla/5.0 Firefox/140"),
        Evidence(user_agent="BarracudaSentinel/1.0"),
    )
    say([happens("p1", FactKind.email_click, now, "spring", person)], now)
    say([happens("p2", FactKind.email_click, now, "spring", machine)._replace()], now)
    work_once({JUDGE: do_judge}, lambda: now)
    watch_sends.watch_sends(now + MINUTE)
    key = Send.objects.get().key
    assert get_send(ready.maya, key, now + 2 * MINUTE).line.answered == 0, "held"
    assert [each.at for each in find_answers(ready.maya, key, now + 4 * MINUTE)] == [now + 3 * MINUTE]


def test_late_events_change_no_look_that_was_taken(ready: Cast) -> None:
    say(mails("spring", START, 600), START + timedelta(seconds=5))
    hour()
    before = list(SendLook.objects.order_by("minute").values())
    late = START + 25 * MINUTE
    say([answer("spring", who, START + 2 * MINUTE) for who in range(150)], late)
    watch_sends.watch_sends(late)
    assert list(SendLook.objects.order_by("minute").values())[:20] == before
    (line,) = find_sends(ready.victor, late)
    assert line.action is Action.halt, "the verdict fell by what was known then"
    with pytest.raises(DatabaseError), transaction.atomic():
        SendLook.objects.filter(minute=3).update(action="hold")


def test_bounces_halt_alone_and_a_small_list_is_not_judged(ready: Cast) -> None:
    say(mails("broken", START, 400), START)
    say([answer("broken", who, START, FactKind.email_bounced) for who in range(40)], START + MINUTE)
    say([happens(f"few{n}", FactKind.email_sent, START, "few") for n in range(50)], START)
    hour(5)
    broken, few = sorted(find_sends(ready.victor, START + 5 * MINUTE), key=lambda each: each.campaign)
    assert (broken.action, broken.reason, broken.metric) == (Action.halt, Reason.guard, "bounce")
    assert (few.action, few.reason) == (Action.hold, Reason.too_small)


def test_replies_that_say_no_halt_alone_and_are_no_answers(ready: Cast) -> None:
    guarded = PULSE.replace("bounce 3 %", "bounce 3 %, negative reply 2 %")
    sign(AGREEMENT + guarded, START - MINUTE)
    say(mails("unwelcome", START, 400), START)
    noes = [answer("unwelcome", who, START, FactKind.negative_reply) for who in range(40)]
    say([*noes, answer("unwelcome", 41, START, FactKind.email_reply)], START + MINUTE)
    hour(5)
    (line,) = find_sends(ready.victor, START + 5 * MINUTE)
    assert (line.action, line.reason, line.metric) == (Action.halt, Reason.guard, "negative reply")
    assert line.answered == 1, "a no is no answer"
    sheet = get_send(ready.victor, line.key, START + 5 * MINUTE)
    guard = next(each for each in sheet.guards if each.metric == "negative reply")
    assert (guard.recipients, guard.ceiling) == (40, 0.02)


def test_without_the_guard_they_halt_nothing(ready: Cast) -> None:
    """The mutant: were the clause not read, forty noes would be forty like any other."""
    say(mails("unwelcome", START, 400), START)
    say([answer("unwelcome", who, START, FactKind.negative_reply) for who in range(40)], START + MINUTE)
    hour(5)
    (line,) = find_sends(ready.victor, START + 5 * MINUTE)
    assert line.metric == ""


def test_booking_again_changes_nothing_and_a_crash_loses_nothing(
    ready: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(mails("spring", START, 300), START)
    say([answer("spring", 3, START + MINUTE)], START + MINUTE)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(watch_sends, "keep_place", dies)
        watch_sends.watch_sends(START + 2 * MINUTE)
    assert not SendMail.objects.exists(), "all of a batch, or nothing"
    watch_sends.watch_sends(START + 2 * MINUTE)
    watch_sends.keep_place("sends", 0)
    watch_sends.watch_sends(START + 3 * MINUTE)
    assert (Send.objects.count(), SendMail.objects.count(), SendEvent.objects.count()) == (1, 300, 1)


def test_a_send_without_history_is_held_and_says_why(cast: Cast) -> None:
    live(AGREEMENT + PULSE)
    say(mails("first", START, 500), START)
    hour(5)
    (line,) = find_sends(cast.victor, START + 5 * MINUTE)
    assert (line.action, line.reason) == (Action.hold, Reason.no_benchmark)
    forget_open_mirrors()


def test_a_verdict_is_followed_by_name_and_scored_at_the_end(ready: Cast) -> None:
    say(mails("spring", START, 600), START + timedelta(seconds=5))
    hour()
    key, now = Send.objects.get().key, START + 21 * MINUTE
    with pytest.raises(Refused):
        follow_verdict(ready.victor, key, Followed.obeyed, "", now=now)
    with pytest.raises(Invalid):
        follow_verdict(ready.sam, key, Followed.overridden, "  ", now=now)
    assert follow_verdict(ready.sam, key, Followed.overridden, "the list is new", now=now)
    assert not follow_verdict(ready.sam, key, Followed.overridden, "the list is new", now=now), "once"
    end = START + timedelta(days=3, minutes=1)
    watch_sends.watch_sends(end)
    sheet = get_send(ready.victor, key, end)
    assert (sheet.line.right, sheet.line.mails, sheet.line.answered) == (True, 600, 0)
    assert [(each.actor, each.followed, each.why) for each in sheet.followed] == [
        (ready.sam.actor, Followed.overridden, "the list is new")
    ]


def test_mails_of_one_name_after_a_day_are_another_send_and_history_is_none(ready: Cast) -> None:
    assert not Send.objects.exists()
    watch_sends.watch_sends(START)
    assert not Send.objects.exists(), "what was sent weeks ago is learnt from, not judged"
    say(mails("letter", START, 150), START)
    watch_sends.watch_sends(START + MINUTE)
    next_week = START + timedelta(days=7)
    say(mails("letter", next_week, 150), next_week)
    watch_sends.watch_sends(next_week + MINUTE)
    assert [each.since for each in Send.objects.order_by("since")] == [START, next_week]
