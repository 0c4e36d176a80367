"""How one cell writes a date: its form, and its parts. What day and month are is the column's to say."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import Enum
from typing import NamedTuple

from accord.connectors.tabular.months import MONTHS


class Form(Enum):
    """The forms a date is written in."""

    iso = "iso"  # year first: 2024-01-31, 2024/01/31, 20240131
    dotted = "dotted"  # 31.01.2024: always day first
    slashed = "slashed"  # 01/02/2024, 01-02-2024: day or month first
    worded = "worded"  # 31 Jan 2024, January 31, 2024
    serial = "serial"  # 45322.5: days since 1899-12-30
    epoch_s = "epoch_s"
    epoch_ms = "epoch_ms"


class Day(NamedTuple):
    """A day as written: for `slashed` the first and second number, else month and day are known."""

    form: Form
    year: int
    first: int  # slashed: as written; else the month
    second: int  # slashed: as written; else the day
    rest: str  # what follows: the time of day


_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?=$|T)")
_NUMBERED = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_DAY_WORD = re.compile(
    r"(?:[^\W\d]+\.?,? )?(\d{1,2})(?:st|nd|rd|th|er|\.)?[ -]([^\W\d]+)\.?,?[ -](\d{4})(?!\d)"
)
_WORD_DAY = re.compile(r"(?:[^\W\d]+\.?,? )?([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)")
_NUMBER = re.compile(r"(\d{5})(?:\.\d+)?$|(\d{10})(?:\.\d+)?$|(\d{13})$")
_TIME = re.compile(
    r"(?:[T ,]| at )+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(?:([ap])\.?m\.?)?\s*"
    r"(z|utc|gmt|[+-]\d{2}(?::?\d{2})?)?(?:\s*utc)?$",
    re.IGNORECASE,
)
EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial is a local time, its zone is the file's


def find_day(cell: str) -> Day | None:
    """The day at the start of a cell, None if it holds none in a form known here."""
    found = _ISO.match(cell)
    if found:
        return Day(Form.iso, int(found[1]), int(found[3]), int(found[4]), cell[found.end() :])
    found = _NUMBERED.match(cell)
    if found:
        form = Form.dotted if found[2] == "." else Form.slashed
        first, second = int(found[1]), int(found[3])
        parts = (second, first) if form is Form.dotted else (first, second)
        return Day(form, _whole_year(found[4]), *parts, cell[found.end() :])
    found = _COMPACT.match(cell)
    if found:
        return Day(Form.iso, int(found[1]), int(found[2]), int(found[3]), _colons(cell[found.end() :]))
    found = _NUMBER.match(cell)
    if found:
        form = Form.serial if found[1] else Form.epoch_s if found[2] else Form.epoch_ms
        return Day(form, 0, 0, 0, cell)
    return _find_worded(cell)


def _find_worded(cell: str) -> Day | None:
    found = _DAY_WORD.match(cell)
    if found and found[2].casefold() in MONTHS:
        return Day(
            Form.worded, int(found[3]), MONTHS[found[2].casefold()], int(found[1]), cell[found.end() :]
        )
    found = _WORD_DAY.match(cell)
    if found and found[1].casefold() in MONTHS:
        return Day(
            Form.worded, int(found[3]), MONTHS[found[1].casefold()], int(found[2]), cell[found.end() :]
        )
    return None


def _whole_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 70 else 1900)


def _colons(clock: str) -> str:
    """`T103000Z` as `T10:30:00Z`."""
    return re.sub(r"^T(\d\d)(\d\d)(\d\d)", r"T\1:\2:\3", clock)


def read_clock(day: date, rest: str) -> datetime | None:
    """The instant that a day and the text behind it name; naive without a zone; None if it is no time."""
    if not rest.strip():
        return datetime.combine(day, time())
    found = _TIME.match(rest)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[5]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[5] in "pP" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    micro = int((found[4] or "0").ljust(6, "0")[:6])
    return datetime.combine(day, time(hour, minute, second, micro), _offset(found[6]))


def _offset(written: str | None) -> timezone | None:
    if not written:
        return None
    if written[0] not in "+-":
        return UTC
    digits = written[1:].replace(":", "").ljust(4, "0")
    if int(digits[:2]) > 15 or int(digits[2:]) > 59:
        raise ValueError(f"no such offset: {written}")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-shift if written[0] == "-" else shift)


def read_number_as_instant(form: Form, digits: str) -> datetime:
    """An Excel serial (naive, to the second) or a Unix time (UTC)."""
    if form is Form.serial:
        return EXCEL_DAY_ZERO + timedelta(seconds=round(float(digits) * 86_400))
    return datetime.fromtimestamp(float(digits) / (1000 if form is Form.epoch_ms else 1), UTC)
