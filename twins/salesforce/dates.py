"""SOQL's date literals. Source: SOQL and SOSL Reference, "Date Formats and Date Literals".

Days begin at UTC midnight.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any


def exact(moment: datetime) -> str:
    """A moment in the stored spelling, with milliseconds, so that text order is time order."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}+0000"


@dataclass(frozen=True)
class Range:
    """A literal like LAST_N_DAYS:30: from `start` (inside) to `end` (outside), in the field's spelling."""

    start: str
    end: str

    def fits(self, value: Any, operator: str) -> bool:
        """Compare a field's value with the range as SOQL does: before its start, after its end, or inside."""
        if value is None:
            return operator == "!="
        tests: dict[str, bool] = {
            "=": self.start <= value < self.end,
            "!=": not self.start <= value < self.end,
            "<": value < self.start,
            "<=": value < self.end,
            ">": value >= self.end,
            ">=": value >= self.start,
        }
        return tests[operator]


def _month(day: datetime, by: int) -> datetime:
    months = day.year * 12 + day.month - 1 + by
    return day.replace(year=months // 12, month=months % 12 + 1, day=1)


def _span(word: str, count: int, today: datetime) -> tuple[datetime, datetime]:
    day = timedelta(days=1)
    week = today - timedelta(days=(today.weekday() + 1) % 7)
    month = today.replace(day=1)
    year = today.replace(month=1, day=1)
    spans = {
        "TODAY": (today, today + day),
        "YESTERDAY": (today - day, today),
        "TOMORROW": (today + day, today + 2 * day),
        "THIS_WEEK": (week, week + 7 * day),
        "LAST_WEEK": (week - 7 * day, week),
        "THIS_MONTH": (month, _month(today, 1)),
        "LAST_MONTH": (_month(today, -1), month),
        "THIS_YEAR": (year, year.replace(year=year.year + 1)),
        "LAST_YEAR": (year.replace(year=year.year - 1), year),
        "LAST_90_DAYS": (today - 90 * day, today + day),
        "LAST_N_DAYS": (today - count * day, today + day),
        "NEXT_N_DAYS": (today + day, today + (count + 1) * day),
        "LAST_N_WEEKS": (week - 7 * count * day, week),
        "NEXT_N_WEEKS": (week + 7 * day, week + 7 * (count + 1) * day),
        "LAST_N_MONTHS": (_month(today, -count), month),
        "NEXT_N_MONTHS": (_month(today, 1), _month(today, count + 1)),
        "LAST_N_YEARS": (year.replace(year=year.year - count), year),
        "NEXT_N_YEARS": (year.replace(year=year.year + 1), year.replace(year=year.year + count + 1)),
    }
    return spans[word]


def literal_range(text: str, now: datetime, *, as_date: bool) -> Range:
    """The range a literal stands for at `now`."""
    word, _, count = text.partition(":")
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    start, end = _span(word, int(count or 0), today)
    if as_date:
        return Range(start.date().isoformat(), end.date().isoformat())
    return Range(exact(start), exact(end))
