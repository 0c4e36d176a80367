"""When: quiet hours and weekends on the recipient's own wall; what is assumed where nobody knows it."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from accord.agreement.clocks.walls import first_instant
from accord.agreement.contact.asked import Ask, Situation
from accord.agreement.contact.terms import Policy, Quiet, Weekend
from accord.agreement.contact.verdict import Reason, Why
from accord.vocabulary.said import said
from accord.vocabulary.zones import zones_of

_ONE_DAY = timedelta(days=1)
_SAT_SUN = frozenset({5, 6})


def walls_of(policy: Policy, situation: Situation) -> tuple[tuple[str, ...], str]:
    """The zones whose walls are asked, and what that assumes (empty: nothing).

    The person's own; else all of their country's, since none of them may be disturbed; else the agreement's.
    """
    if policy.quiet is not None and policy.quiet.zone:
        return (policy.quiet.zone,), ""
    if situation.zones:
        return situation.zones, ""
    zones = zones_of(situation.country)
    if len(zones) == 1:
        return zones, said("their zone is taken from their country, %(country)s", country=situation.country)
    if zones:
        sentence = said(
            "their zone is not known: none of the %(n)s zones of %(country)s may be disturbed",
            n=len(zones),
            country=situation.country,
        )
        return zones, sentence
    return (policy.home,), said(
        "neither their zone nor their country is known: %(zone)s is assumed", zone=policy.home
    )


def find_quiet(policy: Policy, situation: Situation, ask: Ask, at: datetime) -> Iterator[Reason]:
    """Quiet hours, and for what writes to many the weekend."""
    quiet = policy.quiet
    if quiet is None:
        return
    zones, _ = walls_of(policy, situation)
    ends = [end for zone in zones if (end := _quiet_until(quiet, zone, at)) is not None]
    if ends:
        sentence = said(
            "quiet hours are from %(start)s to %(end)s there", start=_wall(quiet.start), end=_wall(quiet.end)
        )
        yield Reason(Why.quiet_hours, sentence, quiet.clause, quiet.mode, max(ends), "agreement")
    if quiet.weekend is None or not ask.automatic or _allowed(quiet.weekend, situation, ask):
        return
    off = _weekend_days(situation.country)
    ends = [end for zone in zones if (end := _weekend_until(off, zone, at)) is not None]
    if ends:
        sentence = said("it is weekend there, and the agreement does not allow this one")
        yield Reason(Why.weekend, sentence, f"{quiet.clause}.weekend", quiet.mode, max(ends), "agreement")


def _allowed(weekend: Weekend, situation: Situation, ask: Ask) -> bool:
    if weekend.nobody or (weekend.test_arms_only and not ask.test_arm):
        return False
    return weekend.at_least is None or (situation.seniority or 0) >= weekend.at_least


def _quiet_until(quiet: Quiet, zone: str, at: datetime) -> datetime | None:
    """When quiet ends on this wall; None while it is not quiet there."""
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    minute = wall.hour * 60 + wall.minute
    night = quiet.start > quiet.end
    inside = minute >= quiet.start or minute < quiet.end if night else quiet.start <= minute < quiet.end
    if not inside:
        return None
    day = wall.date() + (_ONE_DAY if night and minute >= quiet.start else timedelta())
    return _after(datetime.combine(day, time()) + timedelta(minutes=quiet.end), zone, at)


def _weekend_until(off: frozenset[int], zone: str, at: datetime) -> datetime | None:
    day = at.astimezone(ZoneInfo(zone)).date()
    if day.weekday() not in off:
        return None
    while day.weekday() in off:
        day += _ONE_DAY
    return _after(datetime.combine(day, time()), zone, at)


def _after(wall: datetime, zone: str, at: datetime) -> datetime:
    """The first instant of this wall time; where clocks were put back since, it has been shown once: its second."""
    shown = first_instant(wall, ZoneInfo(zone))
    if shown > at:
        return shown
    return wall.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC)


def _wall(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@lru_cache(maxsize=256)
def _weekend_days(country: str) -> frozenset[int]:
    """The days off of a country; Saturday and Sunday where it is not known."""
    if not country or country not in holidays.list_supported_countries():
        return _SAT_SUN
    return frozenset(holidays.country_holidays(country).weekend) or _SAT_SUN
