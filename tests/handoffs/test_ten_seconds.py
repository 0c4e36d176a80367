"""What a person did waits ten seconds before anybody hears of it, and is then told whatever else changed meanwhile."""

from datetime import datetime, timedelta

import pytest

from accord.handoffs.models import Handoff
from accord.handoffs.work import Ending
from accord.ledger.models import Fact
from accord.teams.models import User
from accord.teams.notices.models import Notice
from accord.vocabulary.errors import Invalid, Overtaken, Refused
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import HandoffState
from accord.workflows.handoffs import act, tell
from accord.workflows.handoffs.act import accept_lead, end_lead, put_lead_aside, reassign_lead, undo_lead
from tests.cast import PEOPLE, Cast
from tests.handoffs.company import START, asks, live, person, say, touch, work_until

pytestmark = pytest.mark.django_db
RITA = PEOPLE["rita"][3]
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
AT = START + MINUTE
DUPLICATE = Ending(HandoffState.returned, "duplicate")


@pytest.fixture
def key(cast: Cast) -> int:
    """Rita's hot lead; Sam leads her."""
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr", manager_id=cast.sam.user_id)
    live()
    say(asks(person("ann"), START), START)
    work_until(START)
    return Handoff.objects.get().key


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, datetime]]:
    """Which of a lead's values were meant for the CRM, and when."""
    found: list[tuple[str, datetime]] = []
    for room, name in ((tell, "write_outcome"), (tell, "write_owner"), (act, "write_owner")):
        monkeypatch.setattr(room, name, lambda row, now, *_, name=name: found.append((name, now)))
    return found


def accepted() -> list[datetime]:
    return list(Fact.objects.filter(kind=FactKind.accepted).values_list("occurred_at", flat=True))


def test_who_takes_a_lead_and_goes_on_at_once_has_taken_it(cast: Cast, key: int) -> None:
    accept_lead(cast.rita, key, now=AT)
    put_lead_aside(cast.rita, key, AT + 60 * MINUTE, now=AT + SECOND)
    say([touch(person("ann"), FactKind.call_attempted, AT + 2 * SECOND, actor=RITA)], AT + 3 * SECOND)
    work_until(AT + 3 * SECOND)
    accept_lead(cast.rita, key, now=AT + 4 * SECOND)
    work_until(AT + MINUTE)
    assert accepted() == [AT], "once, at the instant at which it was said"
    accept_lead(cast.rita, key, now=AT + 2 * MINUTE)
    work_until(AT + 3 * MINUTE)
    assert accepted() == [AT], "saying it again adds nothing"


def test_what_else_changed_leaves_an_act_to_be_undone(cast: Cast, key: int) -> None:
    accept_lead(cast.rita, key, now=AT)
    put_lead_aside(cast.rita, key, AT + 60 * MINUTE, now=AT + SECOND)
    for _ in range(2):
        undo_lead(cast.rita, key, now=AT + 2 * SECOND)
    row = Handoff.objects.get()
    assert (row.state, row.aside_until) == ("offered", None)
    work_until(AT + MINUTE)
    assert accepted() == []


def test_who_is_heard_after_it_was_told_undoes_nothing(cast: Cast, key: int) -> None:
    end_lead(cast.rita, key, DUPLICATE, now=AT)
    work_until(AT + 10 * SECOND)
    with pytest.raises(Refused, match="handoff.too_late"):
        undo_lead(cast.rita, key, now=AT + 9 * SECOND)  # asked before, and waited for the turn
    assert Handoff.objects.get().state == "returned"


def test_the_crm_hears_of_an_outcome_that_stands(
    cast: Cast, key: int, written: list[tuple[str, datetime]]
) -> None:
    end_lead(cast.rita, key, DUPLICATE, now=AT)
    undo_lead(cast.rita, key, now=AT + 5 * SECOND)
    work_until(AT + MINUTE)
    assert written == [], "what was taken back stands nowhere"
    end_lead(cast.rita, key, DUPLICATE, now=AT + MINUTE)
    assert written == []
    work_until(AT + 2 * MINUTE)
    assert written == [("write_outcome", AT + MINUTE + 10 * SECOND)]
    assert Notice.objects.filter(kind="returned").count() == 1


def test_a_lead_given_away_is_told_in_ten_seconds_to_whom_it_is_by_then(
    cast: Cast, key: int, written: list[tuple[str, datetime]]
) -> None:
    reassign_lead(cast.sam, key, cast.olga.actor, "", now=AT)
    reassign_lead(cast.sam, key, cast.rita.actor, "a slip", now=AT + 5 * SECOND)  # back
    assert not Notice.objects.filter(user_id=cast.olga.user_id, kind="lead_offered").exists()
    work_until(AT + 30 * SECOND)
    reassign_lead(cast.sam, key, cast.olga.actor, "", now=AT + MINUTE)
    told = Notice.objects.filter(due_at=AT + MINUTE + 10 * SECOND)
    assert set(told.values_list("kind", "user_id")) == {
        ("lead_offered", cast.olga.user_id),
        ("lead_moved", cast.rita.user_id),
    }
    work_until(AT + 2 * MINUTE)
    assert written == [("write_owner", AT + 15 * SECOND), ("write_owner", AT + MINUTE + 10 * SECOND)]


def test_nobody_gives_a_lead_to_who_cannot_work_it_nor_starts_its_clock_anew(cast: Cast, key: int) -> None:
    due = Handoff.objects.get().due_at
    for who, problem in (("victor", "unknown"), ("iris", "unknown"), ("maya", "of_marketing")):
        with pytest.raises(Invalid, match=f"handoff.owner_{problem}"):
            reassign_lead(cast.sam, key, getattr(cast, who).actor, "", now=AT)
    for name in (RITA, cast.rita.actor):  # hers already, by whichever id
        reassign_lead(cast.rita, key, name, "", now=AT + 20 * MINUTE)
    row = Handoff.objects.get()
    assert (row.turn, row.due_at) == (1, due)
    with pytest.raises(Refused, match="right.missing"):
        reassign_lead(cast.maya, key, RITA, "", now=AT)


def test_who_took_a_lead_that_was_given_away_since_is_not_told_that_they_were_quicker(
    cast: Cast, key: int
) -> None:
    accept_lead(cast.rita, key, now=AT)
    reassign_lead(cast.sam, key, cast.olga.actor, "", now=AT + SECOND)
    with pytest.raises(Overtaken) as told:
        accept_lead(cast.rita, key, now=AT + 2 * SECOND)
    assert (told.value.code, dict(told.value.fields)) == ("handoff.anothers", {"owner": cast.olga.actor})
