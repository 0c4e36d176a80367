"""How fast letters leave: so many in a minute, so many to one domain, so many on a day of a sender's warm-up."""

from collections import Counter, defaultdict, deque
from datetime import UTC, datetime, timedelta

from accord.campaigns.models import Addressee
from accord.campaigns.waves.mailboxes import Mailbox
from accord.vocabulary.waves import Fate
from accord.workflows.campaign_mail import Pace

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
_LEFT = [fate.value for fate in (Fate.sent, Fate.sending, Fate.unknown, Fate.bounced, Fate.refused)]


class Pacer:
    """Keeps one carrier within a pace. What left before it began is read from the record."""

    def __init__(self, pace: Pace, now: datetime) -> None:
        self._pace = pace
        self._all: deque[datetime] = deque()
        self._domains: dict[str, deque[datetime]] = defaultdict(deque)
        self._put_off: Counter[str] = Counter()
        self._day = now.astimezone(UTC).date()
        self._allowed, self._today = _allowance(pace, now)

    def wait(self, box: Mailbox, now: datetime) -> datetime | None:
        """Until when a letter has to wait; None: it may go now."""
        if now.astimezone(UTC).date() != self._day:
            self._day = now.astimezone(UTC).date()
            self._allowed, self._today = _allowance(self._pace, now)
        if self._allowed is not None and self._today >= self._allowed:
            return datetime(now.year, now.month, now.day, tzinfo=UTC) + DAY
        return self._full(
            _domain(box), self._domains[_domain(box)], self._pace.a_domain_minute, now
        ) or self._full("", self._all, self._pace.a_minute, now)

    def _full(self, name: str, times: deque[datetime], most: int, now: datetime) -> datetime | None:
        """When there is room again, for one after the other of those put off; None: there is."""
        until = _full(times, most, now)
        if until is None:
            return None
        self._put_off[name] += 1
        return until + (self._put_off[name] - 1) // most * MINUTE

    def went(self, box: Mailbox, now: datetime) -> None:
        """One left."""
        self._all.append(now)
        self._domains[_domain(box)].append(now)
        self._today += 1


def allowance(pace: Pace, days: int) -> int:
    """How many letters may leave on a sender's day: `first_day`, and `growth` times as many each day after."""
    return int(min(pace.first_day * pace.growth**days, 10**9))


def _allowance(pace: Pace, now: datetime) -> tuple[int | None, int]:
    """How many may leave today, and how many did; None where there is no limit."""
    if not pace.first_day:
        return None, 0
    rows = Addressee.objects.filter(fate__in=_LEFT)
    first = rows.order_by("moved_at").values_list("moved_at", flat=True).first()
    today = datetime(now.year, now.month, now.day, tzinfo=UTC)
    days = (now - first).days if first else 0
    return allowance(pace, days), rows.filter(moved_at__gte=today).count()


def _full(times: deque[datetime], most: int, now: datetime) -> datetime | None:
    """When there is room again; None: there is. A `most` of 0 is no limit."""
    while times and times[0] <= now - MINUTE:
        times.popleft()
    return times[0] + MINUTE if most and len(times) >= most else None


def _domain(box: Mailbox) -> str:
    return box.address.rpartition("@")[2].lower()
