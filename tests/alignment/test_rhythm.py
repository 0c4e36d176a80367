"""Meetings are clauses: due, held once, measured; nothing is held against anybody before the day is over."""

from datetime import UTC, datetime, timedelta

import pytest

from accord.alignment.meetings.rhythm import find_meetings, hold
from accord.ledger.models import Act
from accord.vocabulary.errors import NotFound, Refused
from tests.alignment.conftest import NOW
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def weekly(cast: Cast, now: datetime) -> tuple[int, int]:
    """(due, held) of the weekly meeting."""
    found = {meeting.name: meeting for meeting in find_meetings(cast.victor, now)}["weekly"]
    return found.due, found.held


def test_a_meeting_is_held_once_however_often_it_is_said(cast: Cast, signed: str) -> None:
    # Mondays 09:30 since the agreement: 4, 11, 18, 25 January, 1 and 8 February.
    assert weekly(cast, NOW) == (6, 0)
    for _ in range(3):
        found = hold(cast.maya, "weekly", now=NOW)
    assert (found.period, found.held, found.due, found.opened_by) == ("2027-W06", 1, 6, "Maya")
    hold(cast.sam, "weekly", now=NOW + timedelta(hours=1))
    acts = Act.objects.filter(kind="meeting_held")
    assert [(act.actor, act.agreement_hash) for act in acts] == [(cast.maya.actor, signed)]
    assert hold(cast.sam, "weekly", now=NOW + timedelta(days=7)).held == 2


def test_the_day_is_not_over_before_it_is_over(cast: Cast, signed: str) -> None:
    monday = datetime(2027, 2, 15, 10, tzinfo=UTC)
    assert weekly(cast, monday) == (6, 0)
    hold(cast.maya, "weekly", now=monday)
    assert weekly(cast, monday) == (7, 1)


def test_months_and_quarters_are_due_when_they_are_over(cast: Cast, signed: str) -> None:
    found = {meeting.name: meeting for meeting in find_meetings(cast.victor, NOW)}
    assert (found["monthly"].due, found["monthly"].period) == (1, "2027-02")
    assert (found["quarterly"].due, found["quarterly"].period) == (0, "2027-Q1")
    assert found["quarterly"].held_share is None


def test_who_may_not_open_a_meeting_and_what_is_none(cast: Cast, signed: str) -> None:
    for by in (cast.rita, cast.victor, cast.iris):
        with pytest.raises(Refused):
            hold(by, "weekly", now=NOW)
    with pytest.raises(NotFound, match="weekly, monthly, quarterly"):
        hold(cast.olga, "daily", now=NOW)


def test_without_an_agreement_no_meeting_is_named(cast: Cast) -> None:
    assert find_meetings(cast.victor, NOW) == ()
    with pytest.raises(Refused):
        hold(cast.olga, "weekly", now=NOW)
