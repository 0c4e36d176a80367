"""Working time in closed form says what a patient person counts minute by minute."""

import os
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from accord.agreement.clocks import ManyHours, OpenHours, first_instant, open_hours, walls
from accord.agreement.clocks.instants import length, micros
from accord.agreement.shape.heading import Calendar
from accord.vocabulary.errors import Invalid
from accord.vocabulary.quantity import Hours, Weekdays
from accord.vocabulary.words import Country, Zone
from tests.agreement.clocks import minutes
from tests.agreement.clocks.cases import Case, day_of, make_cases, minutes_of
from tests.agreement.clocks.minutes import MINUTE, count_minutes

NINE_TO_FIVE = Calendar(zone=Zone("America/New_York"), hours=(Hours(540, 1020),), days=Weekdays("mon", "fri"))


def hours_of(case: Case, known: int = 12) -> OpenHours:
    return open_hours(case.calendar, day_of(case.start, -3), day_of(case.end, known))


def differences(cases: "list[Case]") -> tuple[list[str], Counter[str]]:
    """What the closed form and the counter disagree on, and what kind of cases were tried."""
    found, kinds = [], Counter[str]()
    columns: list[tuple[OpenHours, Case, int, int, datetime | None]] = []
    for case in cases:
        hours, first = hours_of(case), case.start
        worked = count_minutes(case.shifts, first, (case.end - first) // MINUTE)
        away = minutes_of(case.away)
        counted = minutes.elapsed(worked, first, case.start, case.end, away)
        if hours.elapsed(case.start, case.end, case.away) != counted * MINUTE:
            found.append(f"elapsed {case} {counted}")
        if hours.without(case.away).elapsed(case.start, case.end) != counted * MINUTE:
            found.append(f"elapsed without {case}")
        promised = counted // 2 + 1
        reached = minutes.due(worked, first, case.start, promised, away)
        if reached is not None:
            due = hours.due(case.start, promised * MINUTE, case.away)
            if due != reached or hours.elapsed(case.start, due, case.away) != promised * MINUTE:
                found.append(f"due {case} {promised} {reached} {due}")
            kinds["due"] += 1
        kinds["straddles"] += case.jump is not None and case.start < case.jump < case.end
        kinds["opens in a jump"] += case.edge_in_jump
        columns.append((hours, case, counted, promised, reached))
    return found + _in_columns(columns), kinds


def _in_columns(columns: "list[tuple[OpenHours, Case, int, int, datetime | None]]") -> list[str]:
    """The same cases, all at once, each with its own calendar."""
    calendars = [hours.without(case.away) for hours, case, *_ in columns]
    many, places = ManyHours(calendars), np.arange(len(columns))
    starts = np.array([micros(case.start) for _, case, *_ in columns])
    ends = np.array([micros(case.end) for _, case, *_ in columns])
    counted = np.array([length(n * MINUTE) for *_, n, _, _ in columns])
    found = [
        f"columns {columns[n][1]}" for n in np.flatnonzero(many.elapsed(places, starts, ends) != counted)
    ]
    known = np.array([n for n, (*_, reached) in enumerate(columns) if reached is not None])
    promised = np.array([length(columns[n][3] * MINUTE) for n in known])
    due = many.due(known, starts[known], promised)
    wanted = np.array([micros(columns[n][4] or columns[n][1].end) for n in known])
    return found + [f"due in columns {columns[known[n]][1]}" for n in np.flatnonzero(due != wanted)]


def test_a_few_hundred_cases_as_counted() -> None:
    found, kinds = differences(list(make_cases(7, 250)))
    assert found == []
    assert kinds["straddles"] == 150
    assert kinds["opens in a jump"] >= 25
    assert kinds["due"] > 150


@pytest.mark.long
def test_many_cases_as_counted() -> None:
    count = int(os.environ.get("ACCORD_CLOCK_CASES", "3000"))
    found, kinds = differences(list(make_cases(2026, count)))
    print(f"{count} cases, tzdata {version('tzdata')}: {len(found)} differences; {dict(kinds)}")
    assert found == []
    assert kinds["straddles"] >= count // 2
    assert kinds["opens in a jump"] >= count // 10


def test_the_mutant_that_takes_a_left_out_time_as_the_zone_reads_it_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def mutant(wall: datetime, zone: ZoneInfo) -> datetime:
        return wall.replace(tzinfo=zone).astimezone(UTC)

    monkeypatch.setattr("accord.agreement.clocks.calendars.first_instant", mutant)
    open_hours.cache_clear()
    try:
        assert differences(list(make_cases(7, 250)))[0]
    finally:
        open_hours.cache_clear()


def test_friday_afternoon_and_eight_working_hours_is_monday_afternoon() -> None:
    zone = ZoneInfo("America/New_York")
    hours = open_hours(NINE_TO_FIVE, date(2026, 1, 1), date(2026, 12, 31))
    friday = datetime(2026, 3, 6, 16, tzinfo=zone)
    due = hours.due(friday, timedelta(hours=8))
    assert due == datetime(2026, 3, 9, 16, tzinfo=zone)
    assert due.astimezone(UTC) - friday.astimezone(UTC) == timedelta(hours=71)  # an hour was left out
    assert hours.elapsed(friday, due) == timedelta(hours=8)
    assert hours.elapsed(due, friday) == -timedelta(hours=8)


def test_what_is_promised_ends_with_the_day_and_not_with_the_next_morning() -> None:
    zone = ZoneInfo("America/New_York")
    hours = open_hours(NINE_TO_FIVE, date(2026, 1, 1), date(2026, 12, 31))
    friday = datetime(2026, 3, 6, 16, tzinfo=zone)
    assert hours.due(friday, timedelta(hours=1)) == datetime(2026, 3, 6, 17, tzinfo=zone)
    saturday = datetime(2026, 3, 7, 3, tzinfo=zone)
    assert hours.due(saturday, timedelta()) == saturday
    assert hours.next_open(saturday) == datetime(2026, 3, 9, 9, tzinfo=zone)
    assert hours.next_open(friday) == friday
    assert (hours.is_open(friday), hours.is_open(saturday)) == (True, False)
    assert not hours.is_open(datetime(2026, 3, 6, 17, tzinfo=zone))


def test_a_time_left_out_is_the_end_of_the_gap_and_a_time_shown_twice_its_first_showing() -> None:
    york = ZoneInfo("America/New_York")
    assert first_instant(datetime(2026, 3, 8, 2, 30), york) == datetime(2026, 3, 8, 7, tzinfo=UTC)
    assert first_instant(datetime(2026, 11, 1, 1, 30), york) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    apia = ZoneInfo("Pacific/Apia")  # the whole day was left out
    assert first_instant(datetime(2011, 12, 30, 15), apia) == datetime(2011, 12, 30, 10, tzinfo=UTC)


def test_elapsed_adds_up_and_holidays_are_free() -> None:
    calendar = Calendar(
        zone=Zone("Europe/Amsterdam"),
        hours=(Hours(540, 750), Hours(795, 1050)),
        days=Weekdays("mon", "fri"),
        holidays=(Country("NL"), Country("DE")),
    )
    hours = open_hours(calendar, date(2026, 12, 1), date(2027, 1, 31))
    days = [datetime(2026, 12, day, 11, 17, 3, 141, tzinfo=UTC) for day in (23, 24, 25, 28, 30)]
    parts = [hours.elapsed(a, b) for a, b in pairwise(days)]
    assert sum(parts, timedelta()) == hours.elapsed(days[0], days[-1])
    assert (
        hours.elapsed(datetime(2026, 12, 25, tzinfo=UTC), datetime(2026, 12, 25, 23, tzinfo=UTC))
        == timedelta()
    )


def test_beyond_what_is_known_nothing_is_guessed() -> None:
    hours = open_hours(NINE_TO_FIVE, date(2026, 3, 1), date(2026, 3, 31))
    inside, outside = datetime(2026, 3, 30, 15, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    many = ManyHours([hours])
    column = np.array([0])
    for ask in (
        lambda: hours.elapsed(inside, outside),
        lambda: hours.due(inside, timedelta(hours=80)),
        lambda: hours.next_open(datetime(2026, 3, 31, 22, tzinfo=UTC)),
        lambda: many.elapsed(column, np.array([micros(inside)]), np.array([micros(outside)])),
        lambda: many.due(column, np.array([micros(inside)]), np.array([length(timedelta(hours=80))])),
    ):
        with pytest.raises(Invalid) as found:
            ask()
        assert found.value.code == "clock.beyond"
    with pytest.raises(Invalid, match="backwards"):
        hours.due(inside, -timedelta(hours=1))


def test_a_calendar_that_never_opens_has_no_due_time() -> None:
    never = OpenHours((), (), 0, micros(datetime(2030, 1, 1, tzinfo=UTC)))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert never.elapsed(start, datetime(2027, 1, 1, tzinfo=UTC)) == timedelta()
    with pytest.raises(Invalid):
        never.due(start, timedelta(minutes=1))
    many = ManyHours([never])
    assert many.elapsed(np.array([0]), np.array([0]), np.array([micros(start)])).tolist() == [0]


def test_the_end_of_a_gap_is_found_to_the_second() -> None:
    assert walls.first_instant(datetime(2018, 5, 4, 23, 45), ZoneInfo("Asia/Pyongyang")) == datetime(
        2018, 5, 4, 15, tzinfo=UTC
    )
