"""Typed quantities as people write them: `30 working minutes`, `2 per 7 days`, `95 %`, `105 of 150`.

Every kind reads its text with `read` (None when the text is something else) and writes one canonical
text with `str`; `PATTERN` is the same rule for JSON Schema and forms, `EXAMPLE` a text that fits.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, Self


class Quantity:
    """A value with a unit, read from and written as text."""

    PATTERN: ClassVar[str]
    EXAMPLE: ClassVar[str]

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The value that the text says, or None."""
        found = re.fullmatch(cls.PATTERN, text, re.ASCII)
        return None if found is None else cls._of(found)

    @classmethod
    def _of(cls, found: "re.Match[str]") -> Self | None:
        raise NotImplementedError


class Unit(StrEnum):
    """The units of a length of time."""

    minute = "minute"
    hour = "hour"
    day = "day"
    week = "week"
    month = "month"


_SECONDS = {Unit.minute: 60, Unit.hour: 3600, Unit.day: 86_400, Unit.week: 604_800}
_UNIT = "(?:minute|hour|day|week|month)"
_LENGTH = rf"\d{{1,6}} (?:working )?{_UNIT}s?"


@dataclass(frozen=True, slots=True)
class Duration(Quantity):
    """A length of time; working time runs only inside a calendar's hours."""

    n: int
    unit: Unit
    working: bool = False

    PATTERN: ClassVar[str] = rf"(\d{{1,6}}) (working )?({_UNIT})s?"
    EXAMPLE: ClassVar[str] = "4 working hours"

    @classmethod
    def _of(cls, found: "re.Match[str]") -> Self:
        return cls(int(found[1]), Unit(found[3]), found[2] is not None)

    def __str__(self) -> str:
        return f"{self.n} {'working ' if self.working else ''}{self.unit}{'' if self.n == 1 else 's'}"

    @property
    def elapsed(self) -> timedelta | None:
        """The time on the wall; None for working time and months, which need a calendar."""
        seconds = _SECONDS.get(self.unit)
        return None if self.working or seconds is None else timedelta(seconds=self.n * seconds)

    @property
    def days(self) -> int | None:
        """Whole days, rounded up; a month is 31 days; None for working time."""
        if self.working:
            return None
        if self.unit is Unit.month:
            return 31 * self.n
        return -(-self.n * _SECONDS[self.unit] // 86_400)


@dataclass(frozen=True, slots=True)
class Share(Quantity):
    """A share written in per cent, held in parts per million so that it is exact."""

    ppm: int

    PATTERN: ClassVar[str] = r"(\d{1,5}(?:\.\d{1,4})?) ?%"
    EXAMPLE: ClassVar[str] = "95 %"

    @classmethod
    def _of(cls, found: "re.Match[str]") -> Self:
        return cls(int(Decimal(found[1]) * 10_000))

    def __str__(self) -> str:
        return f"{Decimal(self.ppm) / 10_000:f} %"

    @property
    def as_share(self) -> Decimal:
        """0.95 for 95 %."""
        return Decimal(self.ppm) / 1_000_000


@dataclass(frozen=True, slots=True)
class Rate(Quantity):
    """So many in each stretch of time, of each one of something: `2 per 7 days`, `2 per rep per week`."""

    n: int
    per: Duration
    each: str = ""

    PATTERN: ClassVar[str] = rf"(\d{{1,6}}) per (?:([a-z]+) per )?({_LENGTH}|day|week|month)"
    EXAMPLE: ClassVar[str] = "2 per 7 days"

    @classmethod
    def _of(cls, found: "re.Match[str]") -> Self | None:
        stretch = found[3]
        per = Duration.read(stretch if stretch[0].isdigit() else f"1 {stretch}")
        return None if per is None else cls(int(found[1]), per, found[2] or "")

    def __str__(self) -> str:
        stretch = str(self.per)
        if self.per.n == 1 and not self.per.working and self.per.unit in (Unit.day, Unit.week, Unit.month):
            stretch = str(self.per.unit)
        return f"{self.n} per {self.each + ' per ' if self.each else ''}{stretch}"


@dataclass(frozen=True, slots=True)
class OutOf(Quantity):
    """A count out of a whole: `105 of 150`."""

    n: int
    whole: int

    PATTERN: ClassVar[str] = r"(\d{1,9}) of (\d{1,9})"
    EXAMPLE: ClassVar[str] = "105 of 150"

    @classmethod
    def _of(cls, found: "re.Match[str]") -> Self:
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.n} of {self.whole}"


@dataclass(frozen=True, slots=True)
class Odds(Quantity):
    """A chance: `1 in 20`."""

    n: int
    whole: int

    PATTERN: ClassVar[str] = r"(\d{1,6}) in ([1-9]\d{0,5})"
    EXAMPLE: ClassVar[str] = "1 in 20"

    @classmethod
    def _of(cls, found: "re.Match[str]") -> Self:
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.n} in {self.whole}"


@dataclass(frozen=True, slots=True)
class Until(Quantity):
    """A wait that an event ends: `until return and at most 15 working days`."""

    what: str
    at_most: Duration | None = None

    PATTERN: ClassVar[str] = rf"until ([a-z][a-z -]*?)(?: and at most ({_LENGTH}))?"
    EXAMPLE: ClassVar[str] = "until return and at most 15 working days"

    @classmethod
    def _of(cls, found: "re.Match[str]") -> Self:
        return cls(found[1], Duration.read(found[2]) if found[2] else None)

    def __str__(self) -> str:
        return f"until {self.what}" + (f" and at most {self.at_most}" if self.at_most else "")


@dataclass(frozen=True, slots=True)
class Hours(Quantity):
    """A span of the day in minutes after midnight; quiet hours and a night shift may pass midnight."""

    start: int
    end: int

    PATTERN: ClassVar[str] = r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)"
    EXAMPLE: ClassVar[str] = "09:00-12:30"

    @classmethod
    def _of(cls, found: "re.Match[str]") -> Self | None:
        start, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        return None if end > 1440 or start == end else cls(start, end)

    def __str__(self) -> str:
        return f"{self.start // 60:02}:{self.start % 60:02}-{self.end // 60:02}:{self.end % 60:02}"


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Weekdays(Quantity):
    """From one day of the week to another, both included: `mon-fri`, `sun-thu`."""

    first: str
    last: str

    PATTERN: ClassVar[str] = rf"({'|'.join(WEEKDAYS)})-({'|'.join(WEEKDAYS)})"
    EXAMPLE: ClassVar[str] = "mon-fri"

    @classmethod
    def _of(cls, found: "re.Match[str]") -> Self:
        return cls(found[1], found[2])

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    @property
    def days(self) -> frozenset[int]:
        """The days as numbers, Monday is 0."""
        start, end = WEEKDAYS.index(self.first), WEEKDAYS.index(self.last)
        return frozenset((start + i) % 7 for i in range((end - start) % 7 + 1))


@dataclass(frozen=True, slots=True)
class Day(Quantity):
    """A calendar day: `2027-01-01`."""

    on: date

    PATTERN: ClassVar[str] = r"(\d{4})-(\d{2})-(\d{2})"
    EXAMPLE: ClassVar[str] = "2027-01-01"

    @classmethod
    def _of(cls, found: "re.Match[str]") -> Self | None:
        try:
            return cls(date(int(found[1]), int(found[2]), int(found[3])))
        except ValueError:
            return None

    def __str__(self) -> str:
        return self.on.isoformat()
