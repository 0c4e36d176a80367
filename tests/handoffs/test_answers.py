"""Marketing's promises have clocks of the same kind: a lead given back is answered, a request on a lead is."""

from datetime import date, datetime, timedelta

import pytest

from accord.handoffs.models import Handoff
from accord.handoffs.work import Ending
from accord.ledger.models import Act
from accord.reporting.dashboard import numbers_like
from accord.reporting.desk.answers import Awaited, find_awaited, get_awaited
from accord.reporting.desk.due import desk, desk_version
from accord.reporting.promises import promises_board
from accord.teams.models import User
from accord.teams.notices.models import Notice
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import HandoffState
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs.act import end_lead
from accord.workflows.talk import say as say_beside
from tests.cast import Cast
from tests.handoffs.company import AGREEMENT, START, asks, live, person, say, touch, work_until

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TEXT = AGREEMENT.replace(
    "sales_promises:\n",
    """marketing_promises:
  speed: {hot to owner: 2 minutes, event list: 2 working days}
  notice: {campaign to a rep's accounts: 3 working days}
  support: {content request answered: 2 working days, first draft: 10 working days}
sales_promises:
  voice: {draft reviewed: 3 working days}
""",
)
ANN, BOB = person("ann"), person("bob")


@pytest.fixture
def company(cast: Cast) -> Cast:
    """Live under an agreement in which marketing promises answers; two leads of Rita's."""
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr")
    live(TEXT)
    say([*asks(ANN, START), *asks(BOB, START)], START)
    work_until(START)
    return cast


def test_a_lead_given_back_is_answered_in_time_or_marketing_hears(company: Cast) -> None:
    first, second = Handoff.objects.order_by("key")
    back = START + HOUR
    for row in (first, second):
        end_lead(company.rita, row.key, Ending(HandoffState.returned, "not our definition"), now=back)
    asked = desk(company.maya, back + MINUTE).asked
    assert {(one.what, one.clause, one.late) for one in asked} == {
        ("returned", "outcomes.return.within", False)
    }
    # Eight working hours from Tuesday 10:00 in Amsterdam, of a day of 7:45: Wednesday 10:15.
    due = datetime.fromisoformat("2027-01-13T10:15:00+01:00")
    assert {one.due_at for one in asked} == {due}
    say_beside(company.rita, f"lead:{first.subject}", "look at it please", now=back + MINUTE)
    say_beside(company.maya, f"lead:{first.subject}", "the list was wrong, it is mended", now=back + HOUR)
    assert [one.lead and one.lead.key for one in desk(company.maya, back + 2 * HOUR).asked] == [second.key]
    work_until(due + HOUR)
    said = Act.objects.filter(kind__startswith="promise_")
    assert {act.payload["key"] for act in said} == {second.key}, "who answered hears nothing"
    assert {act.kind for act in said} == {"promise_reminded", "promise_overdue"}
    assert Notice.objects.filter(kind="promise_due", user_id=company.maya.user_id).count() == 2
    assert [one.late for one in desk(company.maya, due + HOUR).asked] == [True]


def test_a_request_on_a_lead_is_marketings_to_answer(company: Cast) -> None:
    row = Handoff.objects.order_by("key")[0]
    asked_at = START + HOUR
    before = desk_version(company.maya, asked_at)
    key = say_beside(
        company.rita, f"lead:{row.subject}", "a sheet on leaks at night?", question=True, now=asked_at
    ).key
    assert Notice.objects.filter(kind="question", user_id=company.maya.user_id).exists()
    assert desk_version(company.maya, asked_at) != before, "her desk shows it unreloaded"
    [one] = find_awaited(asked_at + MINUTE)
    assert (one.what, one.key, one.answered_at) == ("request", key, None)
    assert one.due_at == datetime.fromisoformat("2027-01-14T10:00:00+01:00")
    about = f"lead:{row.subject}"
    say_beside(company.sam, about, "I want it too", answers=key, now=asked_at + MINUTE)
    assert find_awaited(asked_at + HOUR)[0].answered_at is None, "sales does not answer for marketing"
    say_beside(company.maya, about, "here it is", answers=key, now=asked_at + HOUR)
    assert find_awaited(asked_at + 2 * HOUR)[0].answered_at == asked_at + HOUR
    work_until(asked_at + timedelta(days=4))
    assert not Act.objects.filter(kind__startswith="promise_").exists()
    made = promises_board(company.maya, now=asked_at + timedelta(days=4))
    parts = {s.part.path: s.part for c in made.columns for p in c.promises for s in p.parts}
    answered = parts["marketing_promises.support.content request answered"].measured
    assert answered is not None and answered.part is not None
    assert (answered.part.hits, answered.part.cases) == (1, 1)
    known = numbers_like(company.maya, answered.name, now=asked_at + timedelta(days=4))
    assert answered.name in {number.name for number in known}, "its door opens"


LIST, NOTICE = "marketing_promises.speed.event list", "marketing_promises.notice.campaign to a rep's accounts"
DRAFT, REVIEW = "marketing_promises.support.first draft", "sales_promises.voice.draft reviewed"


@pytest.fixture
def signed(cast: Cast) -> Cast:
    """Live under the same agreement, and no lead yet."""
    live(TEXT)
    return cast


def due(by: Viewer, clause: str, text: str, at: datetime, day: str = "") -> int:
    on = date.fromisoformat(day) if day else None
    return say_beside(by, f"clause:{clause}", text, question=True, day=on, now=at).key


def of(clause: str, now: datetime) -> Awaited:
    return next(one for one in find_awaited(now) if one.clause == clause)


def test_promises_that_no_lead_starts_are_started_by_people_and_run_like_a_follow_up(signed: Cast) -> None:
    draft = due(signed.rita, DRAFT, "a sheet on pump curves", START)
    # Ten working days from Tuesday 12 January 9:00: they are over when Monday the 25th closes.
    assert of(DRAFT, START).due_at == datetime.fromisoformat("2027-01-25T17:30:00+01:00")
    due(signed.maya, REVIEW, "please review the sheet", START)
    assert of(REVIEW, START).team == "sales"
    assert {one.clause for one in desk(signed.maya, START).asked} == {DRAFT}
    [review] = desk(signed.rita, START).asked
    assert (review.clause, review.words, review.lead) == (REVIEW, "please review the sheet", None)
    say_beside(signed.sam, f"clause:{DRAFT}", "me too", answers=draft, now=START + HOUR)
    assert of(DRAFT, START + HOUR).answered_at is None, "who did not promise it does not keep it"
    say_beside(signed.maya, f"clause:{DRAFT}", "here is the draft", answers=draft, now=START + 2 * HOUR)
    work_until(START + timedelta(days=10))
    said = Act.objects.filter(kind__startswith="promise_")
    assert {(act.kind, act.reason) for act in said} == {
        ("promise_reminded", REVIEW), ("promise_overdue", REVIEW),
    }, "who kept theirs hears nothing"  # fmt: skip
    told = Notice.objects.filter(kind="promise_due")
    assert set(told.values_list("about", flat=True)) == {f"clause:{REVIEW}"}
    assert signed.sam.user_id in told.values_list("user_id", flat=True)
    assert signed.maya.user_id not in told.values_list("user_id", flat=True), "it is not marketing's to keep"
    assert desk(signed.rita, START + timedelta(days=10)).asked[0].late


def test_an_events_list_is_known_by_its_arrival(signed: Cast) -> None:
    due(signed.sam, LIST, "fair in Utrecht", START, "2027-01-14")
    due(signed.sam, LIST, "fair in Leeds", START + MINUTE, "2027-01-15")
    utrecht, leeds = (one for one in find_awaited(START + MINUTE) if one.clause == LIST)
    # Thursday is over at midnight; two working days later it is Monday 17:30, when the calendar closes.
    assert utrecht.due_at == datetime.fromisoformat("2027-01-18T17:30:00+01:00")
    came = datetime.fromisoformat("2027-01-18T10:00:00+01:00")
    met = datetime.fromisoformat("2027-01-14T15:00:00+01:00")
    say([touch(ANN, FactKind.event_conversation, met)], came, source="fair")
    utrecht, leeds = (one for one in find_awaited(came) if one.clause == LIST)
    assert (utrecht.answered_at, leeds.answered_at) == (came, None), "only that day's list has come"
    work_until(came + timedelta(days=4))
    said = Act.objects.filter(kind="promise_overdue")
    assert {act.payload["key"] for act in said} == {leeds.key}


def test_notice_is_given_by_saying_it_and_must_come_before(signed: Cast) -> None:
    due(signed.maya, NOTICE, "spring campaign to water", START, "2027-01-18")
    # Three whole working days before Monday: from Wednesday's opening on it is too late.
    given = of(NOTICE, START)
    assert given.due_at == datetime.fromisoformat("2027-01-13T09:00:00+01:00")
    assert given.answered_at == START and not given.late(START + timedelta(days=9))
    late = due(signed.maya, NOTICE, "one more", START + timedelta(days=3), "2027-01-18")
    assert get_awaited("promised", late, START + timedelta(days=3)).late(START + timedelta(days=3))  # type: ignore[union-attr]
    due(signed.rita, NOTICE, "is anything coming?", START, "2027-01-25")
    work_until(START + timedelta(days=10))
    said = Act.objects.filter(kind__startswith="promise_").order_by("occurred_at", "id")
    assert [act.kind for act in said][-1] == "promise_overdue" and "promise_reminded" in {
        a.kind for a in said
    }
    made = promises_board(signed.maya, now=START + timedelta(days=5))
    parts = {s.part.path: s.part.measured for c in made.columns for p in c.promises for s in p.parts}
    measured = parts[NOTICE]
    assert measured is not None and measured.part is not None
    assert (measured.part.hits, measured.part.cases) == (1, 2), (
        "one in time, one too late; the third has time"
    )


def test_who_asks_for_no_promise_or_without_its_day_is_refused(signed: Cast) -> None:
    for clause, day, code in (
        ("qualified_lead", "", "talk.no_clock"),
        ("marketing_promises.speed.hot to owner", "2027-01-14", "talk.no_clock"),
        (LIST, "", "talk.no_day"),
        (LIST, "2031-01-01", "talk.far_day"),
    ):
        with pytest.raises(Invalid) as refused:
            due(signed.rita, clause, "when?", START, day)
        assert refused.value.code == code
