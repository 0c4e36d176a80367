"""Wrong passwords are counted in the database: exactly, by many at once, and nobody is shut out by another."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from accord.teams import tries
from accord.teams.models import FailedTries
from accord.teams.tries import BRAKE, PER_ADDRESS, PER_PLACE, SPAN, Caller, give_back, network_of, take_try
from accord.vocabulary.errors import TooOften

NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
MAYA = Caller("maya@accord.example", "192.0.2.1")


def waits(caller: Caller, now: datetime) -> int:
    """The seconds it is told to wait; 0 when the try was taken."""
    try:
        take_try(caller, now)
    except TooOften as pause:
        return pause.seconds
    return 0


@pytest.mark.django_db
def test_ten_in_a_quarter_of_an_hour_then_the_oldest_ends() -> None:
    for n in range(PER_PLACE):
        assert waits(MAYA, NOW + timedelta(minutes=n)) == 0
    assert waits(MAYA, NOW + timedelta(minutes=10)) == 5 * 60 + 1
    assert waits(MAYA, NOW + SPAN) == 0
    assert waits(MAYA, NOW + SPAN) == 60 + 1


@pytest.mark.django_db
def test_a_right_password_clears_the_account_here_and_gives_its_place_back() -> None:
    for n in range(9):
        take_try(MAYA, NOW + timedelta(seconds=n))
    take_try(MAYA, NOW + timedelta(seconds=9))
    give_back(MAYA, NOW + timedelta(seconds=9))
    assert [waits(MAYA, NOW + timedelta(seconds=10 + n)) for n in range(PER_PLACE)] == [0] * PER_PLACE


@pytest.mark.django_db
def test_right_passwords_never_use_an_address_up() -> None:
    for n in range(3 * PER_ADDRESS):
        caller, now = Caller(f"p{n % 60}@accord.example", "192.0.2.1"), NOW + timedelta(seconds=n)
        take_try(caller, now)
        give_back(caller, now)


@pytest.mark.django_db
def test_the_brake_slows_each_place_after_its_first_failure_and_stops_nobodys_first_try() -> None:
    for n in range(BRAKE):
        assert waits(Caller("maya@accord.example", f"198.51.100.{n}"), NOW) == 0
    for n in range(100, 150):
        assert waits(Caller("maya@accord.example", f"198.51.100.{n}"), NOW) == 0
    at, taken = NOW, 0
    while at < NOW + SPAN:
        taken += waits(MAYA, at) == 0
        at += timedelta(seconds=10)
    assert taken == 4  # at 0, 1, 3 and 7 minutes: ten without the brake


@pytest.mark.django_db
def test_a_known_device_stands_apart_from_address_and_brake_and_has_its_own_limit() -> None:
    for n in range(PER_ADDRESS):
        take_try(Caller(f"guess{n}@accord.example", "192.0.2.1"), NOW)
        take_try(Caller("maya@accord.example", f"198.51.100.{n}"), NOW)
    known = Caller("maya@accord.example", "192.0.2.1", device="d1")
    assert waits(MAYA, NOW) > 0
    assert [waits(known, NOW) > 0 for _ in range(PER_PLACE + 1)] == [False] * PER_PLACE + [True]
    assert waits(Caller("sam@accord.example", "192.0.2.1", device="d1"), NOW) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("mutant", ["PER_PLACE", "PER_ADDRESS", "BRAKE"])
def test_a_mutant_without_a_limit_is_caught(monkeypatch: pytest.MonkeyPatch, mutant: str) -> None:
    monkeypatch.setattr(tries, mutant, 10**9)
    with pytest.raises(AssertionError):
        if mutant == "PER_PLACE":
            test_ten_in_a_quarter_of_an_hour_then_the_oldest_ends()
        elif mutant == "PER_ADDRESS":
            test_a_known_device_stands_apart_from_address_and_brake_and_has_its_own_limit()
        else:
            test_the_brake_slows_each_place_after_its_first_failure_and_stops_nobodys_first_try()


@pytest.mark.django_db
def test_the_mutant_that_locks_by_account_alone_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """An outsider would lock a known address: the fault this replaces."""
    monkeypatch.setattr(
        Caller, "limits", property(lambda c: {c.place: 10, tries._bucket("everywhere", c.account): 10})
    )
    with pytest.raises(AssertionError):
        test_the_brake_slows_each_place_after_its_first_failure_and_stops_nobodys_first_try()


def race(callers: int) -> int:
    """So many tries of one place at the same moment, each judged only when all were taken; how many were."""
    meet, taken = threading.Barrier(callers), []

    def one() -> None:
        meet.wait()
        try:
            taken.append(waits(MAYA, NOW) == 0)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == callers
    return sum(taken)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_than_ten() -> None:
    assert race(16) == PER_PLACE


@pytest.mark.django_db
def test_nothing_readable_is_kept_and_what_is_over_goes() -> None:
    take_try(MAYA, NOW)
    kept = str(list(FailedTries.objects.values()))
    assert "maya" not in kept and "192.0.2" not in kept
    take_try(Caller("sam@accord.example", "192.0.2.9"), NOW + SPAN)
    assert FailedTries.objects.filter(last=NOW).count() == 0


def test_an_ipv6_subscriber_counts_as_one() -> None:
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::"
    assert network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1")
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert network_of("no address") == "no address"
