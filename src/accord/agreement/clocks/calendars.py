"""From a calendar clause to the spans in which it is open."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from accord.agreement.clocks.instants import micros
from accord.agreement.clocks.open_hours import OpenHours
from accord.agreement.clocks.walls import first_instant
from accord.agreement.shape.heading import Calendar
from accord.vocabulary.quantity import Hours

_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def open_hours(calendar: Calendar, first: date, last: date) -> OpenHours:
    """The open spans of the days `first` to `last`, both included, on the calendar's own wall.

    A day of the week counts unless it is a holiday in one of the countries. Hours that end before they begin
    are a night shift: they belong to the day on which they begin.
    """
    zone = ZoneInfo(str(calendar.zone))
    free = _holidays(calendar, first.year, last.year)
    since = micros(first_instant(datetime.combine(first, time()), zone))
    until = micros(first_instant(datetime.combine(last + _ONE_DAY, time()), zone))
    days = calendar.days.days
    spans = (
        _span(day, hours, zone)
        for day in _days(first - _ONE_DAY, last)  # a night shift of the day before reaches into the first
        if day.weekday() in days and day not in free
        for hours in calendar.hours
    )
    return OpenHours.of(spans, since, until)


def workday(calendar: Calendar) -> timedelta:
    """The open time of an ordinary day: what one working day of a promise means."""
    return timedelta(minutes=sum(_end(hours) - hours.start for hours in calendar.hours))


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += _ONE_DAY


def _span(day: date, hours: Hours, zone: ZoneInfo) -> tuple[int, int]:
    midnight = datetime.combine(day, time())
    start, end = (midnight + timedelta(minutes=minutes) for minutes in (hours.start, _end(hours)))
    return micros(first_instant(start, zone)), micros(first_instant(end, zone))


def _end(hours: Hours) -> int:
    """Minutes after the midnight before they begin; a night ends on the next day."""
    return hours.end if hours.end > hours.start else hours.end + 24 * 60


def _holidays(calendar: Calendar, first: int, last: int) -> frozenset[date]:
    years = range(first, last + 1)
    return frozenset(
        day for country in calendar.holidays for day in holidays.country_holidays(str(country), years=years)
    )
