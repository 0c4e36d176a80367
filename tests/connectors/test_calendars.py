"""Somebody's calendar: when they are away, however Outlook, Google and others write it; a broken one says so."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accord.connectors.ics import Away, read, read_calendar
from accord.connectors.ics import repeat as repeating
from accord.vocabulary.errors import Invalid

SINCE, UNTIL = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 11, 1, tzinfo=UTC)
OOF = "X-MICROSOFT-CDO-BUSYSTATUS:OOF"
HEAD, TAIL = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y"], ["END:VCALENDAR", ""]
BERLIN = "TZID=Europe/Berlin"
OUTLOOK = "TZID=W. Europe Standard Time"


def calendar(*events: list[str]) -> bytes:
    """A calendar of these entries, each a list of its lines."""
    lines = [line for event in events for line in ("BEGIN:VEVENT", *event, "END:VEVENT")]
    return "\r\n".join([*HEAD, *lines, *TAIL]).encode()


def entry(start: str, end: str, *lines: str, uid: str = "1") -> list[str]:
    return [f"UID:{uid}", f"DTSTART{start}", f"DTEND{end}", *lines]


def away(text: bytes, zone: str = "Europe/Berlin", busy: bool = False) -> list[Away]:
    return list(read_calendar(text, since=SINCE, until=UNTIL, zone=zone, busy=busy).away)


def at(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[misc, arg-type]


def starts(text: bytes, **how: Any) -> list[datetime]:
    return [one.since for one in away(text, **how)]


TIMED = (f";{BERLIN}:20261123T090000", f";{BERLIN}:20261123T120000")
DAYS = (";VALUE=DATE:20261221", ";VALUE=DATE:20270104")


@pytest.mark.parametrize(
    ("lines", "counts", "counts_busy"),
    [
        ((OOF,), True, True),
        (("X-MICROSOFT-CDO-BUSYSTATUS:BUSY",), False, True),
        (("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",), False, False),
        (("X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE",), False, False),
        (("X-MICROSOFT-CDO-BUSYSTATUS:FREE", "SUMMARY:Vacation"), False, False),
        (("SUMMARY:Out of office",), True, True),
        (("SUMMARY:Urlaub (Anna)",), True, True),
        (("SUMMARY:[OOO] dentist",), True, True),
        (("SUMMARY:Planning the vacation campaign",), False, True),
        (("SUMMARY:Offsite", "TRANSP:TRANSPARENT"), False, False),
        ((OOF, "STATUS:CANCELLED"), False, False),
        ((), False, True),
    ],
)
def test_what_counts_as_away(lines: tuple[str, ...], counts: bool, counts_busy: bool) -> None:
    text = calendar(entry(*TIMED, *lines))
    assert bool(away(text)) == counts
    assert bool(away(text, busy=True)) == counts_busy


def test_whole_days_count_unless_they_are_free_and_stay_days() -> None:
    found = away(calendar(entry(*DAYS)), zone="America/New_York")
    assert found == [Away(at(2026, 12, 21, 5), at(2027, 1, 4, 5), date(2026, 12, 21), date(2027, 1, 3))]
    assert away(calendar(entry(*DAYS, "TRANSP:TRANSPARENT"))) == []
    one = away(calendar(["UID:1", "DTSTART;VALUE=DATE:20261221"]))
    assert (one[0].first_day, one[0].last_day) == (date(2026, 12, 21), date(2026, 12, 21))


def test_zones_of_outlook_of_their_own_and_of_none() -> None:
    times = [
        (f";{OUTLOOK}:20261123T090000", f";{OUTLOOK}:20261123T120000", at(2026, 11, 23, 8)),
        (":20261123T090000Z", ":20261123T120000Z", at(2026, 11, 23, 9)),
        (":20261123T090000", ":20261123T120000", at(2026, 11, 23, 14)),  # the person's own: New York
    ]
    for start, end, begins in times:
        assert starts(calendar(entry(start, end, OOF)), zone="America/New_York") == [begins]
    text = calendar(entry(";TZID=Mars/Olympus:20261123T090000", ";TZID=Mars/Olympus:20261123T120000", OOF))
    found = read_calendar(text, since=SINCE, until=UNTIL, zone="UTC")
    assert (found.away, found.skipped) == ((), 1)


def test_a_weekly_half_day_keeps_its_wall_time_over_a_change_of_clocks() -> None:
    text = calendar(
        entry(
            f";{BERLIN}:20270305T130000",
            f";{BERLIN}:20270305T170000",
            OOF,
            "RRULE:FREQ=WEEKLY;UNTIL=20270402T120000Z",
        )
    )
    assert starts(text) == [
        at(2027, 3, 5, 12), at(2027, 3, 12, 12), at(2027, 3, 19, 12), at(2027, 3, 26, 12), at(2027, 4, 2, 11),
    ]  # fmt: skip


def test_exceptions_moves_and_extra_times_of_a_series() -> None:
    series = entry(
        *TIMED,
        OOF,
        "RRULE:FREQ=DAILY;COUNT=6",
        f"EXDATE;{BERLIN}:20261124T090000",
        "EXDATE:20261125T080000Z",
        "EXDATE;VALUE=DATE:20261126",
        f"RDATE;{BERLIN}:20261201T090000",
    )
    moved = entry(
        f";{BERLIN}:20261127T140000",
        f";{BERLIN}:20261127T150000",
        OOF,
        f"RECURRENCE-ID;{BERLIN}:20261127T090000",
    )
    called_off = entry(*TIMED, "STATUS:CANCELLED", f"RECURRENCE-ID;{BERLIN}:20261128T090000")
    assert starts(calendar(moved, series, called_off)) == [
        at(2026, 11, 23, 8), at(2026, 11, 27, 13), at(2026, 12, 1, 8)
    ]  # fmt: skip


def test_days_of_a_series_left_out_by_their_midnight() -> None:
    text = calendar(
        entry(
            ";VALUE=DATE:20261123",
            ";VALUE=DATE:20261124",
            "RRULE:FREQ=DAILY;COUNT=3",
            f"EXDATE;{BERLIN}:20261124T000000",
        )
    )
    assert [one.first_day for one in away(text)] == [date(2026, 11, 23), date(2026, 11, 25)]


def test_the_newest_of_one_id_stands_and_what_lies_elsewhere_in_time_is_left_out() -> None:
    old = entry(*TIMED, OOF, "SEQUENCE:1")
    new = entry(f";{BERLIN}:20261130T090000", f";{BERLIN}:20261130T120000", OOF, "SEQUENCE:10")
    past = entry(":20251123T090000Z", ":20251123T120000Z", OOF, uid="2")
    assert starts(calendar(new, old, past)) == [at(2026, 11, 30, 8)]


def test_published_free_and_busy_times() -> None:
    block = [
        "BEGIN:VFREEBUSY",
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261123T090000Z/PT3H",
        "FREEBUSY:20261124T090000Z/20261124T100000Z",
        "END:VFREEBUSY",
    ]
    text = "\r\n".join([*HEAD, *block, *TAIL]).encode()
    assert starts(text) == [at(2026, 11, 23, 9)]
    assert starts(text, busy=True) == [at(2026, 11, 23, 9), at(2026, 11, 24, 9)]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=HOURLY;BYMONTH=2",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYYEARDAY=366",
        "FREQ=NEVER",
    ],
)
def test_a_rule_that_could_be_walked_for_ever_is_counted_and_left_out(rule: str) -> None:
    text = calendar(entry(*TIMED, OOF, f"RRULE:{rule}"), entry(*TIMED, OOF, uid="2"))
    found = read_calendar(text, since=SINCE, until=UNTIL, zone="UTC")
    assert (len(found.away), found.skipped, found.entries) == (1, 1, 2)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<html>gone</html>",
        b"\xff\xfe",
        calendar(entry(*TIMED, OOF))[:-30],
        b"BEGIN:VEVENT\r\nEND:VCALENDAR\r\n",
    ],
)
def test_what_is_no_whole_calendar_is_refused(text: bytes) -> None:
    with pytest.raises(Invalid, match=r"ics\.not_a_calendar"):
        away(text)


def test_torn_calendars_never_break_the_reader() -> None:
    dice = random.Random(7)
    whole = calendar(
        entry(*TIMED, OOF, "RRULE:FREQ=WEEKLY;UNTIL=20270402T120000Z", f"EXDATE;{BERLIN}:20261130T090000"),
        entry(*DAYS, "SUMMARY:x", uid="2"),
    )
    for _ in range(400):
        torn = bytearray(whole)
        for _ in range(dice.randint(1, 4)):
            torn[dice.randrange(len(torn))] = dice.choice(b"0123456789ABCTZ;:,=\r\n-")
        try:
            found = read_calendar(bytes(torn), since=SINCE, until=UNTIL, zone="UTC", busy=True)
        except Invalid:
            continue
        assert all(one.since < one.until for one in found.away)


def _left_out(text: bytes, day: datetime) -> None:
    assert day not in starts(text)


SERIES = calendar(entry(*TIMED, OOF, "RRULE:FREQ=DAILY;COUNT=3", f"EXDATE;{BERLIN}:20261124T090000"))
MUTANTS: dict[str, tuple[Any, str, Callable[..., Any], Callable[[], None]]] = {
    "forgets what is left out": (
        repeating,
        "_times",
        lambda event, name, zone: set(),
        lambda: _left_out(SERIES, at(2026, 11, 24, 8)),
    ),
    "repeats in UTC": (
        repeating,
        "_aware",
        lambda value, said, zone: value.astimezone(UTC),
        test_a_weekly_half_day_keeps_its_wall_time_over_a_change_of_clocks,
    ),
    "takes a cancelled absence": (
        read,
        "is_cancelled",
        lambda event: False,
        lambda: test_what_counts_as_away((OOF, "STATUS:CANCELLED"), counts=False, counts_busy=False),
    ),
    "takes every entry": (
        read,
        "is_away",
        lambda event, busy: True,
        lambda: test_what_counts_as_away((), counts=False, counts_busy=True),
    ),
    "takes half a calendar for a whole one": (
        read,
        "_parse",
        lambda text: [],
        lambda: test_what_is_no_whole_calendar_is_refused(b""),
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_each_mutant_is_caught(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    where, what, instead, promise = MUTANTS[name]
    promise()
    monkeypatch.setattr(where, what, instead)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        promise()


def test_a_calendar_of_years_is_read_within_its_bounds() -> None:
    begins = date(2016, 1, 1)
    days = [begins + timedelta(days=at) for at in range(400)]
    many = [
        entry(
            f";VALUE=DATE:{day:%Y%m%d}",
            f";VALUE=DATE:{day + timedelta(1):%Y%m%d}",
            "RRULE:FREQ=YEARLY",
            uid=str(day),
        )
        for day in days
    ]
    found = read_calendar(calendar(*many), since=SINCE, until=UNTIL, zone="UTC")
    assert found.skipped == 0
    assert len({one.first_day for one in found.away}) == 365
