"""Cases for clocks, by a seed: zones whose clocks jump, shifts that lie across the jump, people who are away."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from accord.agreement.shape.heading import Calendar
from accord.vocabulary.quantity import WEEKDAYS, Hours, Weekdays
from accord.vocabulary.words import Country, Zone
from tests.agreement.clocks.minutes import MINUTE, Shifts

ZONES = (
    "Australia/Lord_Howe",  # half an hour of summer time
    "Antarctica/Troll",  # two hours
    "Asia/Pyongyang",  # half an hour back in 2015, forth again at midnight in 2018
    "Africa/Casablanca",  # back for Ramadan
    "America/New_York",
    "Europe/Amsterdam",
    "Europe/London",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Pacific/Apia",  # 30 December 2011 never was
    "America/Sao_Paulo",  # forth at midnight
    "America/Caracas",
    "Asia/Tehran",
    "Asia/Gaza",
    "America/Santiago",
    "Asia/Kolkata",
    "America/St_Johns",
    "Asia/Beirut",
    "Africa/Cairo",
    "Europe/Volgograd",
)
PATTERNS = (
    ((540, 1020),),
    ((540, 750), (795, 1050)),
    ((510, 1050),),
    ((0, 1440),),
    ((1320, 360),),  # the night
    ((60, 180), (1380, 30)),
    ((420, 421), (600, 1439)),
    ((90, 150), (151, 209), (1200, 1320)),
)


@dataclass(frozen=True)
class Case:
    """A calendar, an interval in whole minutes, and when somebody was away; `jump` is a change of the offset."""

    calendar: Calendar
    shifts: Shifts
    start: datetime
    end: datetime
    away: tuple[tuple[datetime, datetime], ...]
    jump: datetime | None
    edge_in_jump: bool


@cache
def jumps(zone: str) -> tuple[datetime, ...]:
    """The instants from 2005 to 2030 at which the zone's offset changes."""
    there, at, found = ZoneInfo(zone), datetime(2005, 1, 1, tzinfo=UTC), []
    while at.year < 2030:
        after = at + timedelta(hours=12)
        if at.astimezone(there).utcoffset() != after.astimezone(there).utcoffset():
            low, high = at, after
            while high - low > MINUTE:
                middle = low + (high - low) // 2
                middle = middle.replace(second=0, microsecond=0)
                if middle.astimezone(there).utcoffset() == at.astimezone(there).utcoffset():
                    low = middle
                else:
                    high = middle
            found.append(high)
        at = after
    return tuple(found)


def make_cases(seed: int, count: int) -> Iterator[Case]:
    """Cases in turn: six of ten lie across a jump, of which a quarter open inside it."""
    dice = random.Random(seed)
    for number in range(count):
        jumping = [zone for zone in ZONES if jumps(zone)]
        zone = dice.choice(jumping if number % 10 < 6 else ZONES)
        jump = dice.choice(jumps(zone)) if number % 10 < 6 else None
        yield _case(dice, zone, jump, edge=number % 5 == 0 and jump is not None)


def _case(dice: random.Random, zone: str, jump: datetime | None, edge: bool) -> Case:
    hours = _across(dice, zone, jump) if edge and jump else dice.choice(PATTERNS)
    first, last = (0, 6) if edge else (dice.randrange(7), dice.randrange(7))
    days = Weekdays(WEEKDAYS[first], WEEKDAYS[last])
    calendar = Calendar(
        zone=Zone(zone),
        hours=tuple(Hours(a, b) for a, b in hours),
        days=days,
        holidays=tuple(Country(c) for c in dice.choice(((), (), ("NL", "DE"), ("US",)))),
    )
    base = jump or datetime(2005, 6, 1, tzinfo=UTC) + dice.randrange(24 * 365 * 1440) * MINUTE
    start = base - dice.randrange(1, 1440) * MINUTE
    end = base + dice.randrange(1, 1440) * MINUTE
    away = []
    for _ in range(dice.choice((0, 0, 1, 3))):
        begin = start + dice.randrange(-600, 2 * 1440) * MINUTE
        away.append((begin, begin + dice.randrange(1, 900) * MINUTE))
    shifts = Shifts(zone, hours, days.days, free_days(calendar, start.year - 1, end.year + 1))
    return Case(calendar, shifts, start, end, tuple(away), jump, edge)


def _across(dice: random.Random, zone: str, jump: datetime) -> tuple[tuple[int, int], ...]:
    """Hours that begin at a time which the jump leaves out or shows twice."""
    there = ZoneInfo(zone)
    before = (jump - MINUTE).astimezone(there).replace(tzinfo=None) + MINUTE
    after = jump.astimezone(there).replace(tzinfo=None)
    low, high = min(before, after), max(before, after)
    inside = low + dice.randrange(max(1, min(1440, (high - low) // MINUTE))) * MINUTE
    begin = inside.hour * 60 + inside.minute
    end = (begin + dice.randrange(1, 600)) % 1440
    return ((begin, end if end != begin else (begin + 60) % 1440),)


def free_days(calendar: Calendar, first: int, last: int) -> frozenset[date]:
    """The holidays of its countries."""
    import holidays

    years = range(first, last + 1)
    return frozenset(d for c in calendar.holidays for d in holidays.country_holidays(str(c), years=years))


def minutes_of(spans: tuple[tuple[datetime, datetime], ...]) -> frozenset[datetime]:
    """Every minute of these spans."""
    return frozenset(a + n * MINUTE for a, b in spans for n in range((b - a) // MINUTE))


def day_of(instant: datetime, shift: int) -> date:
    """A day near an instant."""
    return (instant + timedelta(days=shift)).date()
