"""The cycle an agreement is judged over: its days and its working days."""

import re
from datetime import date, timedelta

import holidays

from accord.agreement.shape import Document

_CYCLE = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


def find_cycle(text: str) -> tuple[date, date] | None:
    """First day and day after the last of a quarter, month or year; None for other words.

    >>> find_cycle("2027-Q1")
    (datetime.date(2027, 1, 1), datetime.date(2027, 4, 1))
    """
    found = _CYCLE.fullmatch(text)
    if found is None or int(found[1]) < 1 or int(found[1]) > 9998:
        return None
    year = int(found[1])
    first, length = 1, 12
    if found[2]:
        first, length = int(found[2]) * 3 - 2, 3
    elif found[3]:
        first, length = int(found[3]), 1
    after = first + length
    return date(year, first, 1), date(year + (after > 12), (after - 1) % 12 + 1, 1)


def find_working_days(document: Document) -> int | None:
    """Working days of the cycle in the first calendar, its countries' holidays left out."""
    span = find_cycle(document.agreement.cycle)
    return None if span is None or not document.calendars else working_days_between(document, *span)


def working_days_between(document: Document, first: date, after: date) -> int:
    """Working days from a day up to, and without, another, in the first calendar; 0 without one."""
    if not document.calendars or after <= first:
        return 0
    calendar = next(iter(document.calendars.values()))
    off: set[date] = set()
    for country in calendar.holidays:
        if country in holidays.list_supported_countries():
            off |= set(holidays.country_holidays(country, years=range(first.year, after.year + 1)))
    days = (first + timedelta(days=at) for at in range((after - first).days))
    return sum(1 for day in days if day.weekday() in calendar.days.days and day not in off)
