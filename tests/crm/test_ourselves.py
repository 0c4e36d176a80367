"""The user that Accord signs in as is none of our people: nobody gives it a lead."""

import pytest
from twins.salesforce.twin import SalesforceTwin

from accord.ledger.sync import get_system
from accord.teams.people import SYSTEM
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.reads import find_member, find_roster
from accord.vocabulary.roster import Seat
from accord.workflows import roster
from accord.workflows.check_crm import check_connection
from tests.crm.company import Clock, beat

pytestmark = pytest.mark.django_db


def names(clock: Clock) -> set[str]:
    """Everyone on the roster."""
    return {member.name for member in find_roster(SYSTEM, clock.now).members}


def test_the_integration_user_is_nobody_of_ours(org: tuple[SalesforceTwin, Clock]) -> None:
    """From the first reading on; what it owns is nobody's."""
    _, clock = org
    actor = get_system("salesforce").actor
    assert actor and "Accord Integration" not in names(clock) and "Rita Rep" in names(clock)
    owner = find_member(actor, clock.now)
    assert owner is not None and (owner.seat, owner.active) == (Seat.machine, False)


def test_one_that_was_taken_for_a_person_before_is_taken_off(org: tuple[SalesforceTwin, Clock]) -> None:
    """An installation of an earlier release, or a user of an export that was imported first."""
    _, clock = org
    seat = RosterSeat.objects.filter(external_id=get_system("salesforce").actor)
    kept = seat.get()
    assert kept.said_at is not None
    seat.update(seat="person", said_at=kept.said_at.replace(microsecond=0))
    assert "Accord Integration" in names(clock)
    clock.pass_(minutes=1)
    beat("salesforce", clock)
    assert "Accord Integration" not in names(clock)


def test_without_knowing_itself_it_counts_as_a_person(
    org: tuple[SalesforceTwin, Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant takes the system's word for it."""
    _, clock = org
    RosterSeat.objects.all().delete()
    monkeypatch.setattr(roster, "_as_machine", lambda member: member)
    roster.rebuild_roster(clock.now)
    assert "Accord Integration" in names(clock)


def test_the_check_says_who_accord_is_there(org: tuple[SalesforceTwin, Clock]) -> None:
    """So that nobody connects with a colleague's own user and misses them on the roster."""
    _, clock = org
    (said,) = (one for one in check_connection(SYSTEM, "salesforce", clock).findings if one.step == "user")
    assert "Accord Integration" in said.sentence and "user of its own" in said.remedy
