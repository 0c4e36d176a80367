"""Days that people write: those of their own time."""

from datetime import date

from accord.vocabulary.errors import Invalid

FIRST, LAST = date(1970, 1, 1), date(2199, 12, 31)


def check_day(day: date) -> date:
    """The day itself; midnight and the day after exist in every zone. Raises `Invalid` before 1970 and after 2199.

    >>> check_day(date(2027, 3, 19))
    datetime.date(2027, 3, 19)
    """
    if not FIRST.year <= day.year <= LAST.year:
        raise Invalid("day.far", f"the year {day.year} is none of ours", "write a day between 1970 and 2199")
    return day
