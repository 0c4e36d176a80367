"""The roster: one person in two systems is one member, who left has left, whatever came in first."""

import random
from datetime import UTC, datetime

import pytest

from accord.ledger.models import Act
from accord.teams.people import find_owners
from accord.teams.roster import record
from accord.teams.roster.reads import find_member, find_members, find_roster
from accord.teams.roster.rulings import set_on_roster
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.people import actor_of
from accord.vocabulary.roster import Seat
from tests.cast import Cast
from tests.crm.company import sign
from tests.roster.statements import COMPANY, NOW, QUEUE, RITA, SAM, acts, crm, day, forget, hub, say, whole

pytestmark = pytest.mark.django_db
ORDERS = 40


def shuffled(seed: int) -> list[list[object]]:
    """The company's statements in another order and other batches, some of them twice."""
    dice = random.Random(seed)
    drafts: list[object] = [*COMPANY, *dice.sample(COMPANY, 4)]
    dice.shuffle(drafts)
    batches: list[list[object]] = []
    while drafts:
        size = dice.randint(1, 5)
        batches.append(drafts[:size])
        del drafts[:size]
    return batches


def test_arrival_order_never_matters() -> None:
    say(COMPANY)
    expected = whole()
    assert expected["members"][f"{RITA}+71+profile:701"][:2] == ("Rita Lind", "rita.lind@acme.com")
    for seed in range(ORDERS):
        forget()
        for batch in shuffled(seed):
            say(batch)  # type: ignore[arg-type]
        assert whole() == expected, f"seed {seed}"


def test_the_same_again_changes_nothing() -> None:
    say(COMPANY)
    first, said = whole(), acts(record.SAID)
    say(COMPANY)
    assert whole() == first
    assert acts(record.SAID) == said


def test_one_person_in_two_systems_is_one_member_and_the_system_that_says_left_is_named() -> None:
    say(COMPANY)
    found = find_member(SAM, NOW)
    assert found is not None and found.member is not None
    assert [seat.external_id for seat in found.member.seats] == [SAM, "72"]
    assert not found.member.active
    assert found.member.inactive_in == ("crm",)
    assert not found.active
    other = find_member("72", NOW)
    assert other is not None and other.member == found.member
    assert not other.active, "HubSpot still has him; he has left all the same"


def test_the_master_of_the_roster_decides_where_systems_differ() -> None:
    """In the signed agreement Salesforce is master of the roster."""
    say([hub("72", name="Sam M", email="sam@acme.com", active=False, said_at=day(4))])
    say([crm(SAM, name="Sam", email="sam@acme.com", active=True, said_at=day(2))])
    before = find_member(SAM, NOW)
    assert before is not None and not before.active
    sign()
    from accord.ledger.sync import connect_system

    connect_system("salesforce", "crm", [], now=NOW)
    after = find_member(SAM, NOW)
    assert after is not None and after.active and after.member is not None
    assert after.member.inactive_in == ("marketing",)
    seat = find_member("72", NOW)
    assert seat is not None and not seat.active, "his seat in HubSpot is closed, whoever he is"


def test_addresses_that_several_read_join_nobody() -> None:
    say(COMPANY)
    desk, other = find_member("73", NOW), find_member("74", NOW)
    assert desk is not None and other is not None
    assert desk.member != other.member
    assert not other.active, "without times who is said to have left has left"


def test_a_new_name_and_address_follow_the_systems_id() -> None:
    say([crm(RITA, name="Rita Rep", email="rita@acme.com", active=True, said_at=day(1))])
    old = find_member(actor_of("Rita Rep"), NOW)
    say([crm(RITA, name="Rita Lind", email="rita.lind@acme.com", active=True, said_at=day(5))])
    new = find_member(RITA, NOW)
    assert old is not None and new is not None and old.member is not None and new.member is not None
    assert (new.member.key, new.name) == (old.member.key, "Rita Lind")
    assert find_member(actor_of("Rita Lind"), NOW) is not None
    say([hub("71", name="Rita", email="rita.lind@acme.com", active=True, said_at=day(6))])
    assert len(find_roster_members()) == 1


def find_roster_members() -> list[str]:
    """Every member's name."""
    from accord.teams.people import SYSTEM

    return [member.name for member in find_roster(SYSTEM, NOW).members]


def test_what_is_set_here_wins_until_taken_back(cast: Cast) -> None:
    say(COMPANY)
    rita = find_member(RITA, NOW)
    assert rita is not None and rita.member is not None
    key = rita.member.key
    assert (rita.member.zone, rita.member.team) == ("Europe/Paris", "SDR")
    done = set_on_roster(cast.olga, key, zone="America/New_York", team="sdr", now=NOW)
    assert (done.zone, done.zone_by, done.team, done.team_by) == (
        "America/New_York",
        "accord",
        "sdr",
        "accord",
    )
    say(
        [
            crm(
                RITA,
                name="Rita Lind",
                email="rita.lind@acme.com",
                active=True,
                said_at=day(9),
                zone="Asia/Tokyo",
            )
        ]
    )
    later = find_member("71", NOW)
    assert later is not None and later.member is not None and later.member.zone == "America/New_York"
    back = set_on_roster(cast.olga, key, zone="", now=datetime(2026, 11, 21, tzinfo=UTC))
    assert (back.zone, back.zone_by, back.team_by) == ("Asia/Tokyo", "crm", "accord")
    assert acts("roster_set") == 3
    with pytest.raises(Invalid):
        set_on_roster(cast.olga, key, zone="Mars/Base", now=NOW)
    with pytest.raises(NotFound):
        set_on_roster(cast.olga, 1, zone="", now=NOW)


def test_who_may_see_and_who_may_set(cast: Cast) -> None:
    say(COMPANY)
    rita = find_member(RITA, NOW)
    assert rita is not None and rita.member is not None
    for name, viewer in cast.everyone().items():
        if name in {"maya", "sam", "olga"}:
            assert len(find_roster(viewer, NOW).members) == 4
        else:
            with pytest.raises(Refused):
                find_roster(viewer, NOW)
        if name != "olga":
            with pytest.raises(Refused):
                set_on_roster(viewer, rita.member.key, team="ae", now=NOW)


def test_queues_and_machines_are_no_members() -> None:
    say(COMPANY)
    queue, machine = find_member(QUEUE, NOW), find_member("005000000000009AAA", NOW)
    assert queue is not None and machine is not None
    assert (queue.seat, queue.name, queue.active, queue.member) == (Seat.queue, "New leads", True, None)
    assert queue.queue is not None and len(queue.queue.members) == 2
    assert (machine.seat, machine.active, machine.member) == (Seat.machine, False, None)
    assert find_members(["nobody", ""], NOW) == {}


def test_a_name_that_two_people_bear_names_neither() -> None:
    say([crm(RITA, name="Kim Lee", email="k1@acme.com", active=True, said_at=day(1))])
    assert find_member(actor_of("Kim Lee"), NOW) is not None
    say([crm(SAM, name="Kim Lee", email="k2@acme.com", active=True, said_at=day(1))])
    assert find_member(actor_of("Kim Lee"), NOW) is None


def test_who_was_active_then(cast: Cast) -> None:
    say(COMPANY)
    history = whole()["history"]
    sam = f"{SAM}+72"
    assert [dict(history[number]).get(sam) for number in (1, 2, 7, 8, 11)] == [None, True, True, False, False]


def test_acts_hold_no_name_and_no_address() -> None:
    say(COMPANY)
    text = " ".join(
        f"{act.key} {act.actor} {act.reason} {act.payload}" for act in Act.objects.all()
    ).casefold()
    assert "lind" not in text
    assert "acme" not in text
    assert "rita" not in text


def test_an_owners_name_on_pages_is_the_rosters(cast: Cast) -> None:
    say(COMPANY)
    found = find_owners(cast.maya, {RITA, SAM, "73", "unknown"})
    assert found == {RITA: ("Rita Lind", True), SAM: ("Sam Manager", False), "73": ("Sales desk", True)} | {
        # Rita and Sam also sign in here, under these ids.
        "005000000000001AAA": ("Rita", True),
        "005000000000002AAA": ("Sam", True),
    }


def test_the_mutant_that_ignores_who_left_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were everyone active, the promises above would not hold."""
    monkeypatch.setattr("accord.teams.roster.resolve.is_active", lambda stands, masters: True)
    with pytest.raises(AssertionError):
        test_one_person_in_two_systems_is_one_member_and_the_system_that_says_left_is_named()
    forget()
    monkeypatch.undo()
    monkeypatch.setattr(record, "rank", lambda said: (0, said["active"] is True))
    with pytest.raises(AssertionError):
        test_one_person_in_two_systems_is_one_member_and_the_system_that_says_left_is_named()
