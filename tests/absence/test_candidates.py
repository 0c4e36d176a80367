"""Our people as routing sees them: once each, by every name, with the agreement's capacity and hours, less absences."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from accord.agreement import Document, parse
from accord.agreement.routing import Ask, Candidate, decide_owner
from accord.teams.absence.reads import find_absences, find_absences_of
from accord.teams.candidates import find_candidates
from accord.teams.models import Absence, User
from accord.teams.roster.rulings import set_on_roster
from tests.absence.company import NOW, northmoor, people, seat_of
from tests.cast import Cast
from tests.roster.statements import COMPANY, RITA, SAM, day, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def document() -> Document:
    return parse(northmoor()).get_document()


def of(document: Document, ref: str, **known: object) -> Candidate:
    return next(one for one in find_candidates(document, NOW, **known) if one.is_called(ref))  # type: ignore[arg-type]


def test_a_member_who_signs_in_is_one_candidate_by_every_name(document: Document, cast: Cast) -> None:
    say(COMPANY)
    rita = of(document, RITA)
    assert rita.ref == RITA
    assert rita.is_called("71") and rita.is_called(cast.rita.actor)
    found = find_candidates(document, NOW)
    assert sum(one.is_called(RITA) for one in found) == 1
    assert sum(one.is_called(cast.rita.actor) for one in found) == 1


def test_who_left_anywhere_is_not_active_and_keeps_their_place_in_the_list(
    document: Document, cast: Cast
) -> None:
    say(COMPANY)
    assert not of(document, SAM).active
    User.objects.filter(pk=cast.rita.user_id).update(is_active=False)
    assert not of(document, RITA).active


def test_users_on_no_roster_are_candidates_too_but_no_programs_and_no_viewers(
    document: Document, cast: Cast
) -> None:
    found = {one.ref: one for one in find_candidates(document, NOW)}
    assert set(found) == {cast.maya.actor, cast.sam.actor, cast.rita.actor, cast.olga.actor}
    assert found[cast.olga.actor].ops and not found[cast.olga.actor].rotates
    assert found[cast.sam.actor].manages and "sales" in found[cast.sam.actor].leads
    assert not found[cast.maya.actor].manages


def test_capacity_hours_and_load_come_from_the_agreement_and_the_caller(
    document: Document, cast: Cast
) -> None:
    say(COMPANY)
    set_on_roster(cast.olga, seat_of(RITA), zone="Europe/Oslo", team="inside", now=NOW)
    rita = of(
        document, "71", open_leads={RITA: 3, cast.rita.actor: 2}, last_assigned={"71": day(2), RITA: day(3)}
    )
    assert (rita.team, rita.capacity, rita.calendar) == ("inside", 30, "nordics")
    assert (rita.open_leads, rita.last_assigned) == (5, day(3))
    assert rita.hours is not None


def test_the_lead_of_a_team_is_who_manages_most_of_its_active_people(document: Document) -> None:
    say(people())
    found = {one.ref: one for one in find_candidates(document, NOW)}
    leads = {ref for ref, one in found.items() if "SDR" in one.leads}
    assert leads == {"005L"}
    assert not found["005L"].rotates and found["005A"].rotates


def test_absences_are_found_by_any_key_and_any_name_and_whole_days_follow_the_zone(
    document: Document, cast: Cast
) -> None:
    say(COMPANY)
    set_on_roster(cast.olga, seat_of(RITA), zone="Pacific/Kiritimati", now=NOW)
    for seat in (RITA, "71"):  # two halves, entered by two seats of one person
        first = date(2026, 11, 21 if seat == RITA else 22)
        Absence.objects.create(
            seat=seat_of(seat),
            since=NOW,
            until=NOW + timedelta(days=3),
            first_day=first,
            last_day=first,
            made_at=NOW,
        )
    spans = find_absences([seat_of(RITA), seat_of("71")], NOW, NOW + timedelta(days=9), NOW)
    since = NOW.replace(day=20, hour=10)  # midnight of the 21st there, 14 hours ahead of UTC
    assert spans == {key: ((since, since + timedelta(days=2)),) for key in (seat_of(RITA), seat_of("71"))}
    assert find_absences_of([RITA, "71", cast.rita.actor, "nobody"], NOW, NOW + timedelta(days=9), NOW) == {
        name: ((since, since + timedelta(days=2)),) for name in (RITA, "71", cast.rita.actor)
    }
    assert of(document, RITA).absences == ((since, since + timedelta(days=2)),)


def test_a_withdrawn_absence_and_one_of_another_time_are_not_found(document: Document, cast: Cast) -> None:
    say(COMPANY)
    Absence.objects.create(
        seat=seat_of(RITA), since=NOW, until=NOW + timedelta(1), made_at=NOW, withdrawn_at=NOW
    )
    Absence.objects.create(
        seat=seat_of(RITA), since=NOW - timedelta(9), until=NOW - timedelta(8), made_at=NOW
    )
    assert find_absences([seat_of(RITA)], NOW, NOW + timedelta(days=9), NOW) == {}


def test_a_company_without_a_roster_routes_among_those_who_sign_in(document: Document, cast: Cast) -> None:
    ask = Ask(kind="to_inside", team="inside")
    decision = decide_owner(document.route, ask, find_candidates(document, NOW), NOW)
    assert decision.owner == cast.olga.actor  # nobody is of the team: operations
    User.objects.filter(pk=cast.rita.user_id).update(team="inside")
    decision = decide_owner(document.route, ask, find_candidates(document, NOW), NOW)
    assert decision.owner == cast.rita.actor
    assert decide_owner(document.route, replace(ask, team="field"), [], NOW).owner is None
