"""Marketing's promises have clocks of the same kind: a lead given back is answered, a request on a lead is."""

from datetime import datetime, timedelta

import pytest

from accord.handoffs.models import Handoff
from accord.handoffs.work import Ending
from accord.ledger.models import Act
from accord.reporting.dashboard import numbers_like
from accord.reporting.desk.answers import find_awaited
from accord.reporting.desk.due import desk, desk_version
from accord.reporting.promises import promises_board
from accord.teams.models import User
from accord.teams.notices.models import Notice
from accord.vocabulary.handoffs import HandoffState
from accord.workflows.handoffs.act import end_lead
from accord.workflows.talk import say as say_beside
from tests.cast import Cast
from tests.handoffs.company import AGREEMENT, START, asks, live, person, say, work_until

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TEXT = AGREEMENT.replace(
    "sales_promises:\n",
    "marketing_promises: {support: {content request answered: 2 working days}}\nsales_promises:\n",
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
    assert [one.lead.key for one in desk(company.maya, back + 2 * HOUR).asked] == [second.key]
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
