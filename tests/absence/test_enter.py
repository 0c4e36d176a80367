"""Absences are entered by the person, their manager or operations, for nobody else; each is an act."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accord.ledger.models import Act
from accord.teams.absence.enter import ENTERED, WITHDRAWN, enter_days, enter_time, find_away, withdraw
from accord.teams.absence.reads import find_absences_of
from accord.teams.models import User
from accord.vocabulary.errors import Invalid, NotFound, Refused
from tests.absence.company import NOW, people
from tests.cast import Cast
from tests.roster.statements import COMPANY, RITA, say

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 12, 21), date(2027, 1, 3)


def away(ref: str) -> list[tuple[datetime, datetime]]:
    return list(find_absences_of([ref], NOW, NOW + timedelta(days=300), NOW).get(ref, ()))


def test_a_rep_enters_their_own_by_any_of_their_names(cast: Cast) -> None:
    say(COMPANY)
    User.objects.filter(pk=cast.rita.user_id).update(zone="Europe/Berlin")
    entered = enter_days(cast.rita, cast.rita.actor, FIRST, LAST, NOW)
    assert (entered.since, entered.until) == (
        datetime(2026, 12, 20, 23, tzinfo=UTC),
        datetime(2027, 1, 3, 23, tzinfo=UTC),
    )
    assert away(RITA) == [(entered.since, entered.until)]
    assert enter_days(cast.rita, RITA, FIRST, LAST, NOW) == entered  # the same again is the same
    act = Act.objects.get(kind=ENTERED)
    assert act.actor == cast.rita.actor and "Rita" not in str(act.payload)


def test_part_of_a_day_is_read_in_the_persons_own_zone(cast: Cast) -> None:
    User.objects.filter(pk=cast.rita.user_id).update(zone="America/New_York")
    wall = datetime(2026, 11, 23, 9)
    entered = enter_time(cast.rita, cast.rita.actor, wall, wall + timedelta(hours=3), NOW)
    assert entered.since == datetime(2026, 11, 23, 14, tzinfo=UTC)
    assert away(cast.rita.actor) == [(entered.since, entered.since + timedelta(hours=3))]


def test_a_manager_enters_for_their_people_and_operations_for_all(cast: Cast) -> None:
    for by in (cast.sam, cast.olga):
        enter_days(by, cast.rita.actor, FIRST, LAST, NOW)
    assert len(away(cast.rita.actor)) == 1
    assert {one.ref for one in find_away(cast.sam, NOW)} == {cast.sam.actor, cast.rita.actor}
    assert [one.ref for one in find_away(cast.rita, NOW)] == [cast.rita.actor]
    assert len(find_away(cast.olga, NOW)) == 4
    shown = next(one for one in find_away(cast.rita, NOW))
    assert [(one.first_day, one.last_day, one.by_calendar) for one in shown.absences] == [
        (FIRST, LAST, False)
    ]


def test_nobody_enters_for_a_colleague_their_boss_or_somebody_elses_people(cast: Cast) -> None:
    say(people())
    for by, ref in (
        (cast.rita, cast.sam.actor),
        (cast.maya, cast.rita.actor),
        (cast.sam, cast.maya.actor),
        (cast.sam, cast.olga.actor),
        (cast.sam, "005A"),
        (cast.rita, "nobody at all"),
        (cast.victor, cast.victor.actor),
        (cast.iris, cast.iris.actor),
    ):
        with pytest.raises(Refused):
            enter_days(by, ref, FIRST, LAST, NOW)
    with pytest.raises(NotFound):
        enter_days(cast.olga, "nobody at all", FIRST, LAST, NOW)
    with pytest.raises(Refused):
        find_away(cast.victor, NOW)


def test_the_manager_of_the_crm_counts_and_a_team_manager_only_where_no_manager_is_named(cast: Cast) -> None:
    say(people())
    User.objects.filter(pk=cast.maya.user_id).update(sales_id="005L")
    enter_days(cast.maya, "005A", FIRST, LAST, NOW)
    assert {one.ref for one in find_away(cast.maya, NOW)} == {"005L", "005A", "005B"}
    User.objects.filter(pk=cast.rita.user_id).update(manager=cast.olga.user_id)
    assert [one.ref for one in find_away(cast.sam, NOW)] == [cast.sam.actor]


def test_what_was_entered_is_taken_back_once_and_only_by_those_who_may(cast: Cast) -> None:
    entered = enter_days(cast.rita, cast.rita.actor, FIRST, LAST, NOW)
    with pytest.raises(NotFound):
        withdraw(cast.maya, entered.id, NOW)
    withdraw(cast.rita, entered.id, NOW)
    withdraw(cast.sam, entered.id, NOW)
    assert away(cast.rita.actor) == []
    assert Act.objects.filter(kind=WITHDRAWN).count() == 1
    with pytest.raises(NotFound):
        withdraw(cast.olga, entered.id + 99, NOW)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (LAST, FIRST),
        (FIRST, FIRST + timedelta(days=400)),
        (date(2026, 9, 1), date(2026, 9, 9)),
        (date(2028, 9, 1), date(2028, 9, 9)),
    ],
)
def test_days_that_cannot_be_meant_are_refused(cast: Cast, first: date, last: date) -> None:
    with pytest.raises(Invalid):
        enter_days(cast.rita, cast.rita.actor, first, last, NOW)


def test_an_absence_follows_who_moves_to_another_zone(cast: Cast) -> None:
    entered = enter_days(cast.rita, cast.rita.actor, FIRST, FIRST, NOW)
    User.objects.filter(pk=cast.rita.user_id).update(zone="Asia/Tokyo")
    assert away(cast.rita.actor) == [(entered.since - timedelta(hours=9), entered.until - timedelta(hours=9))]
