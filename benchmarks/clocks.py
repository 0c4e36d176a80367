"""Working time in closed form against businesstimedelta, in one run: `python -m benchmarks.clocks [--rows 1000000]`.

200 calendars (zones, hours, weekdays, holidays), pairs of instants of one year; the peer answers a sample of the same
pairs. The building of tables is timed apart. Prints one JSON line; ratios are of this run.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from itertools import islice, product
from typing import Any

import businesstimedelta as peer
import holidays
import numpy as np
import pytz

from accord.agreement.clocks import ManyHours, OpenHours, open_hours
from accord.agreement.clocks.instants import micros
from accord.agreement.shape.heading import Calendar
from accord.vocabulary.quantity import Hours, Weekdays
from accord.vocabulary.words import Country, Zone

ZONES = (
    *("America/New_York", "Europe/Amsterdam", "Asia/Kolkata", "Australia/Sydney", "America/Sao_Paulo"),
    *("Europe/London", "Asia/Tokyo", "America/Los_Angeles", "Africa/Cairo", "Asia/Kathmandu"),
)
HOURS = (((540, 1020),), ((510, 1050),), ((540, 750), (795, 1050)), ((480, 720), (780, 1020)), ((600, 1140),))
COUNTRIES = ("NL", "US", "GB", "DE")
START, YEAR = datetime(2026, 1, 1, tzinfo=UTC), 365 * 86_400


def make_calendars() -> list[Calendar]:
    """The 200 of one another's zones, hours and holidays."""
    made = (
        Calendar(
            zone=Zone(zone),
            hours=tuple(Hours(a, b) for a, b in hours),
            days=Weekdays("mon", "fri"),
            holidays=(Country(country),),
        )
        for zone, hours, country in product(ZONES, HOURS, COUNTRIES)
    )
    return list(islice(made, 200))


def rules_of(calendar: Calendar) -> Any:
    """The same calendar as the peer's rules."""
    zone, days = pytz.timezone(str(calendar.zone)), sorted(calendar.days.days)
    spans = [
        peer.WorkDayRule(
            start_time=clock(*divmod(h.start, 60)),
            end_time=clock(*divmod(h.end, 60)),
            working_days=days,
            tz=zone,
        )
        for h in calendar.hours
    ]
    free = holidays.country_holidays(str(calendar.holidays[0]), years=range(2025, 2029))
    return peer.Rules([*spans, peer.HolidayRule(free, tz=zone)])


def seconds(run: Callable[[], object]) -> float:
    """How long one run takes."""
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def best(run: Callable[[], object], times: int = 3) -> float:
    """The quickest of a few runs."""
    return min(seconds(run) for _ in range(times))


def measure(rows: int, sample: int) -> dict[str, object]:
    """Rates of both, columns and single calls, and where they differ by more than the peer's second."""
    calendars = make_calendars()
    tables: list[OpenHours] = []
    building = seconds(
        lambda: tables.extend(open_hours(each, date(2025, 12, 1), date(2027, 12, 31)) for each in calendars)
    )
    many_building = seconds(lambda: ManyHours(tables))
    many, dice = ManyHours(tables), np.random.default_rng(1)
    places = dice.integers(0, len(calendars), rows)
    starts = micros(START) + dice.integers(0, YEAR, rows) * 1_000_000
    ends = starts + dice.integers(0, 20 * 86_400, rows) * 1_000_000
    promised = dice.integers(60, 40 * 3600, rows) * 1_000_000
    columns = {
        "elapsed": best(lambda: many.elapsed(places, starts, ends)) / rows,
        "due": best(lambda: many.due(places, starts, promised)) / rows,
    }
    rules = [rules_of(each) for each in calendars]
    asked = [
        (tables[p], rules[p], _at(s), _at(e), timedelta(microseconds=int(x)))
        for p, s, e, x in zip(places[:sample], starts[:sample], ends[:sample], promised[:sample], strict=True)
    ]
    ours = {
        "elapsed": best(lambda: [hours.elapsed(s, e) for hours, _, s, e, _ in asked]) / sample,
        "due": best(lambda: [hours.due(s, x) for hours, _, s, _, x in asked]) / sample,
    }
    theirs = {
        "elapsed": seconds(lambda: [rule.difference(s, e) for _, rule, s, e, _ in asked]) / sample,
        "due": seconds(lambda: [s + peer.BusinessTimeDelta(rule, timedelta=x) for _, rule, s, _, x in asked])
        / sample,
    }
    differ = sum(
        abs(hours.elapsed(s, e) - rule.difference(s, e).timedelta) > timedelta(seconds=1)
        for hours, rule, s, e, _ in asked
    )
    return {
        "rows": rows,
        "calendars": len(calendars),
        "building_s": round(building + many_building, 2),
        "columns_per_s": {name: round(1 / each) for name, each in columns.items()},
        "one_call_us": {name: round(each * 1e6, 2) for name, each in ours.items()},
        "peer_us": {name: round(each * 1e6, 1) for name, each in theirs.items()},
        "columns_against_peer": {name: round(theirs[name] / columns[name]) for name in columns},
        "one_call_against_peer": {name: round(theirs[name] / ours[name]) for name in ours},
        "elapsed_differs_from_peer": f"{differ} of {sample}",
        "load": round(os.getloadavg()[0], 1),
    }


def _at(microseconds: int) -> datetime:
    return datetime.fromtimestamp(int(microseconds) / 1_000_000, UTC)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--sample", type=int, default=3_000)
    said = parser.parse_args()
    print(json.dumps(measure(said.rows, said.sample)))
