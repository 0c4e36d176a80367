"""A lead's status in the CRM is the act: working it takes it, giving it up ends it, giving it back returns it."""

from datetime import timedelta

import pytest

from accord.agreement import parse
from accord.handoffs.models import Handoff
from accord.journey import Fact
from accord.reporting.lead_now import Known
from accord.teams.models import User
from accord.teams.notices.models import Notice
from accord.vocabulary.facts import FactKind
from accord.workflows.handoffs import follow
from accord.workflows.handoffs.said_there import as_acts
from tests.cast import PEOPLE, Cast
from tests.handoffs.company import AGREEMENT, START, asks, live, person, say, touch, work_until

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
AT = START + 5 * MINUTE
ANN, RITA = person("ann"), PEOPLE["rita"][3]
SAYS = AGREEMENT + 'systems: {in_salesforce: {return: "Status = Not for us + Reason"}}\n'


@pytest.fixture
def ann(cast: Cast) -> Handoff:
    """Rita's lead; its status was set to Working before anybody touched it."""
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr", manager_id=cast.sam.user_id)
    live(SAYS)
    before = touch(ANN, FactKind.lead_status, START - 9 * MINUTE, value="ongoing:Working")
    say([before, *asks(ANN, START)], START)
    work_until(START)
    return Handoff.objects.get()


@pytest.mark.parametrize(
    ("statuses", "state", "why"),
    [
        (["ongoing:Working"], "offered", ""),  # a status that stands says nothing new
        (["open:New", "ongoing:Working"], "accepted", "accepted"),
        (["ongoing:Calling"], "accepted", "accepted"),
        (["lost:Unqualified"], "disqualified", "Unqualified"),
        (["lost:Returned"], "returned", "Returned"),
        (["lost:not for us"], "returned", "not for us"),
        (["ongoing:Calling", "lost:Unqualified", "ongoing:Calling"], "disqualified", "Unqualified"),
    ],
)
def test_a_status_that_changes_is_the_act(
    cast: Cast, ann: Handoff, statuses: list[str], state: str, why: str
) -> None:
    for n, value in enumerate(statuses):
        say([touch(ANN, FactKind.lead_status, AT + n * MINUTE, value=value, actor=RITA)], AT + 5 * MINUTE)
    work_until(AT + 6 * MINUTE)
    ann.refresh_from_db()
    assert (ann.state, ann.reason) == (state, why)
    assert ann.moved_by == (RITA if state != "offered" else "rule")
    assert ann.responded_at is None, "a click on a status stops no clock"
    heard = Notice.objects.filter(user_id=cast.maya.user_id, kind__in=["returned", "outcome"]).count()
    assert heard == (state in ("disqualified", "returned"))


def test_a_reason_that_came_by_the_crm_is_checked_and_rests_as_agreed(cast: Cast, ann: Handoff) -> None:
    say([touch(ANN, FactKind.recycled, AT, value="no budget", actor=RITA)], AT)
    work_until(AT)
    ann.refresh_from_db()
    assert ann.contradicts == "no two-way conversation is recorded"
    assert ann.back_at == AT + timedelta(days=120)


def test_each_record_has_a_status_of_its_own_and_only_a_change_of_it_is_an_act() -> None:
    def said(subject: int, minute: int, value: str, kind: FactKind = FactKind.lead_status) -> Known:
        at = START + minute * MINUTE
        return Known(Fact(at, "crm", str(minute), int(kind), value), subject, at, "", "", "")

    known = [
        said(1, 0, "ongoing:Working"),
        said(2, 1, "ongoing:Working"),
        said(1, 2, "ongoing:Working"),
        said(1, 3, "", FactKind.page_view),
        said(2, 4, "lost:Unqualified"),
        said(1, 5, "won:Ready"),
    ]
    found = [(each.subject, FactKind(each.fact.kind).name) for each in as_acts(known, parse(SAYS).document)]
    assert found == [
        (1, "accepted"),
        (2, "accepted"),
        (1, "page_view"),
        (2, "disqualified"),
        (1, "lead_status"),
    ]


@pytest.mark.parametrize(
    ("reason", "state", "said", "rests"),
    [
        ("No timing", "recycled", "no timing", 90),
        ("duplicate", "returned", "duplicate", None),
        ("no need", "disqualified", "no need", None),
        ("because", "disqualified", "Unqualified", None),  # no agreed reason
    ],
)
def test_an_agreed_reason_in_the_crm_says_how_it_ended(
    cast: Cast,
    ann: Handoff,
    monkeypatch: pytest.MonkeyPatch,
    reason: str,
    state: str,
    said: str,
    rests: int | None,
) -> None:
    monkeypatch.setattr(follow, "read_reason", lambda _: reason)
    say([touch(ANN, FactKind.lead_status, AT, value="lost:Unqualified", actor=RITA)], AT)
    work_until(AT)
    ann.refresh_from_db()
    assert (ann.state, ann.reason) == (state, said)
    assert ann.back_at == (AT + timedelta(days=rests) if rests else None)
    assert bool(ann.contradicts) is (said == "no need"), "its evidence is looked for"
