"""Weeks by their ISO names: `2027-W05` begins on a Monday in the reporting zone."""

import re
from datetime import date, timedelta

from accord.vocabulary.errors import NotFound

_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
SEVEN = timedelta(days=7)


def week_of(day: date) -> str:
    """The name of the week that a day is in.

    >>> week_of(date(2027, 1, 3))
    '2026-W53'
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(week: str) -> date:
    """The first day of a week. Raises `NotFound` for what is no week."""
    found = _WEEK.fullmatch(week)
    try:
        return date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else _none(week)
    except ValueError:
        return _none(week)


def _none(week: str) -> date:
    raise NotFound("pack.no_week", f'"{week}" is no week', "write it as 2027-W05")
