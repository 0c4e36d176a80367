"""The meetings that the agreement names: when each is due, and whether it was held. Recorded by an act, measured.

Which period a meeting belongs to is read from its name: `weekly`, `monthly`, `quarterly`, `yearly`; a weekday and a
time in its words say when (`30 minutes mon 09:30`), else it is due when its period is over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accord.agreement.cycle import find_cycle
from accord.alignment.meetings.weeks import SEVEN, week_of
from accord.alignment.shapes import Meeting
from accord.ledger.acts import record_act
from accord.ledger.models import Act
from accord.teams.agreements import Current, current
from accord.teams.models import User
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.people import Viewer
from accord.vocabulary.quantity import WEEKDAYS

HELD = "meeting_held"
_CLOCK = re.compile(rf"\b({'|'.join(WEEKDAYS)})\w* ([01]\d|2[0-3]):([0-5]\d)\b")
_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


@dataclass(frozen=True, slots=True)
class Sitting:
    """One occurrence of a meeting: the period it belongs to and when it is due."""

    period: str
    due_at: datetime


def find_meetings(viewer: Viewer, now: datetime) -> tuple[Meeting, ...]:
    """Every meeting of the rhythm, with held of due in the cycle since the agreement is in force. Empty without one."""
    require(viewer, Right.see_board)
    agreement = current(now)
    if agreement is None:
        return ()
    return tuple(_meeting(agreement, name, words, now) for name, words in agreement.document.rhythm.items())


def hold(by: Viewer, name: str, *, now: datetime) -> Meeting:
    """Record that a meeting is held, opened by whoever says so; a second word for the same period changes nothing.

    Raises `NotFound` for a meeting the agreement does not name, `Refused` without the right or an agreement.
    """
    require(by, Right.run_meetings)
    agreement = current(now)
    if agreement is None:
        raise Refused("rhythm.no_agreement", "no agreement names meetings yet", "sign one")
    words = agreement.document.rhythm.get(name)
    if words is None:
        known = ", ".join(agreement.document.rhythm)
        raise NotFound("rhythm.unknown", f'the agreement names no meeting "{name}"', f"one of: {known}")
    period = period_of(agreement, name, now)
    if not period:
        raise Invalid(
            "rhythm.no_period",
            f'"{name}" is no meeting with a date',
            "hold a weekly, monthly or quarterly one",
        )
    record_act(
        key=f"{HELD}:{name}:{period}", kind=HELD, actor=by.actor, now=now, agreement_hash=agreement.hash,
        payload={"meeting": name, "period": period},
    )  # fmt: skip
    return _meeting(agreement, name, words, now)


def period_of(agreement: Current, name: str, now: datetime) -> str:
    """The period that a meeting held now belongs to; empty where the name tells none."""
    day = now.astimezone(_zone(agreement)).date()
    if name == "weekly":
        return week_of(day)
    months = _MONTHS.get(name)
    if months is None:
        return ""
    return _month_name(day, months)


def _meeting(agreement: Current, name: str, words: str, now: datetime) -> Meeting:
    period = period_of(agreement, name, now)
    if not period:
        says = "its name tells no period: it is not measured by itself"
        return Meeting(name, words, 0, 0, "", False, "", None, says)
    sittings = list(_sittings(agreement, name, words, now))
    acts = {
        act.key.rpartition(":")[2]: act.actor
        for act in Act.objects.filter(kind=HELD, key__startswith=f"{HELD}:{name}:")
    }
    # One that is due today may still be held: it counts against nobody before the day is over.
    today = now.astimezone(_zone(agreement)).date()
    past = [each for each in sittings if each.due_at <= now]
    due = [each.period for each in past if each.period in acts or each.due_at.date() < today]
    opened = acts.get(period, "")
    user = opened.removeprefix("user:")
    opener = (
        User.objects.filter(pk=int(user)).values_list("name", flat=True).first() if user.isdigit() else ""
    )
    following = next((each.due_at for each in sittings if each.due_at > now), None)
    held = sum(1 for each in due if each in acts)
    return Meeting(name, words, len(due), held, period, bool(opened), opener or "", following)


def _sittings(agreement: Current, name: str, words: str, now: datetime) -> Iterator[Sitting]:
    """The occurrences in the cycle, from when the agreement came into force, up to the next one."""
    zone = _zone(agreement)
    today = now.astimezone(zone).date()
    cycle = find_cycle(agreement.document.agreement.cycle)
    first = (
        max(cycle[0], agreement.document.agreement.in_force.on)
        if cycle
        else agreement.document.agreement.in_force.on
    )
    last = min(cycle[1], today + timedelta(days=400)) if cycle else today + timedelta(days=400)
    since = agreement.since or datetime.combine(first, time(), zone)
    clock = _CLOCK.search(words)
    if name == "weekly":
        day = first - timedelta(days=first.weekday())
        while day < last:
            after = SEVEN if clock is None else timedelta(days=WEEKDAYS.index(clock[1]))
            at = time(int(clock[2]), int(clock[3])) if clock else time()
            due = datetime.combine(day + after, at, zone)
            if due >= since and first <= (day + after if clock else day) and day + after <= last:
                yield Sitting(week_of(day), due)
            day += SEVEN
        return
    months, day = _MONTHS[name], date(first.year, first.month - (first.month - 1) % _MONTHS[name], 1)
    while day < last:
        after_month = day.month - 1 + months
        end = date(day.year + after_month // 12, after_month % 12 + 1, 1)
        due = datetime.combine(end, time(), zone)
        if due >= since:
            yield Sitting(_month_name(day, months), due)
        day = end


def _month_name(day: date, months: int) -> str:
    """`2027-01`, `2027-Q1`, `2027`."""
    if months == 1:
        return f"{day.year}-{day.month:02d}"
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}" if months == 3 else str(day.year)


def _zone(agreement: Current) -> ZoneInfo:
    reporting = agreement.document.reporting
    return ZoneInfo(reporting.zone if reporting else "UTC")
