"""When a person may be told: quiet hours and digests, in their own zone. Pure: no clock, no table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accord.vocabulary.manners import Manner, Urgency


@dataclass(frozen=True, slots=True)
class Wish:
    """How one person wishes to be told. Quiet hours may cross midnight; `quiet_days` are ISO weekdays."""

    zone: str = "UTC"
    email: bool = True
    chat: bool = True
    quiet_from: time | None = None
    quiet_until: time | None = None
    quiet_days: frozenset[int] = frozenset()
    digest: bool = False
    digest_at: time = time(8, 0)


def held_until(wish: Wish, manner: Manner, now: datetime) -> datetime | None:
    """When what is told so may leave as part of a digest; None: it leaves by itself, at once.

    >>> night = Wish(quiet_from=time(19), quiet_until=time(7))
    >>> held_until(night, Manner(Urgency.now), datetime(2026, 11, 23, 22, tzinfo=UTC))
    datetime.datetime(2026, 11, 24, 7, 0, tzinfo=datetime.timezone.utc)
    """
    if manner.urgency is Urgency.later or (manner.urgency is Urgency.today and wish.digest):
        return next_digest(wish, now)
    if manner.through_quiet or not is_quiet(wish, now):
        return None
    return next_awake(wish, now)


def is_quiet(wish: Wish, now: datetime) -> bool:
    """Whether it is a quiet hour or day of theirs."""
    local = now.astimezone(ZoneInfo(wish.zone))
    if local.isoweekday() in wish.quiet_days:
        return True
    if wish.quiet_from is None or wish.quiet_until is None:
        return False
    clock = local.time().replace(tzinfo=None)
    if wish.quiet_from <= wish.quiet_until:
        return wish.quiet_from <= clock < wish.quiet_until
    return clock >= wish.quiet_from or clock < wish.quiet_until


def next_awake(wish: Wish, now: datetime) -> datetime:
    """The first instant from now on that is not quiet; now where nothing is ever not."""
    if not is_quiet(wish, now):
        return now
    edges = sorted({*_daily(wish, now, time(0)), *_daily(wish, now, wish.quiet_until or time(0))})
    return next((edge for edge in edges if edge > now and not is_quiet(wish, edge)), now)


def next_digest(wish: Wish, now: datetime) -> datetime:
    """The next time of their digest that is not quiet; the next awake hour where all are."""
    times = _daily(wish, now, wish.digest_at)
    awake = next((at for at in times if at > now and not is_quiet(wish, at)), None)
    return awake or next_awake(wish, now)


def _daily(wish: Wish, now: datetime, clock: time) -> Iterator[datetime]:
    """This time of day in their zone, from yesterday for nine days; one that a change skips is the hour after."""
    zone = ZoneInfo(wish.zone)
    first = now.astimezone(zone).date() - timedelta(days=1)
    for days in range(9):
        yield datetime.combine(first + timedelta(days=days), clock, zone).astimezone(UTC)
