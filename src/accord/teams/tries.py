"""Wrong passwords and keys, counted in the database: every process of the server sees the same count.

Nobody can be locked out by somebody else. What is counted to refuse is the pair of an account and where the
tries come from; failures from everywhere on one account only slow each further place down, after a first try
that is always free. A device that signed in before counts for itself. (A bucket is a keyed digest: the table
holds neither addresses nor names.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from accord.teams.models import FailedTries
from accord.vocabulary.errors import TooOften

SPAN = timedelta(minutes=15)
PER_PLACE = 10  # of one account from one place
PER_ADDRESS = 50  # of any accounts from one network address
BRAKE = 20  # of one account from everywhere: from then on each place slows down
FIRST_PAUSE = timedelta(minutes=1)  # under the brake, after a place's first failure; doubles with each


@dataclass(frozen=True, slots=True)
class Caller:
    """Who tries, as far as it is known: the account named, the network address, a device known to the account."""

    account: str
    address: str = ""
    device: str = ""

    @property
    def place(self) -> str:
        """The bucket of this account from here."""
        return _bucket("place", self.account, self.device or f"address {network_of(self.address)}")

    @property
    def limits(self) -> dict[str, int]:
        """Buckets that refuse, with the most each takes. A known device answers for itself only."""
        if self.device:
            return {self.place: PER_PLACE}
        return {self.place: PER_PLACE, address_bucket(self.address): PER_ADDRESS}

    @property
    def everywhere(self) -> str:
        """The bucket of this account from all places that are not known to it."""
        return "" if self.device else _bucket("everywhere", self.account)


def take_try(caller: Caller, now: datetime) -> None:
    """Count a try before it is judged, so that many at once cannot slip through. Raises `TooOften`.

    Commits at once: it must not be undone with what the caller does next, and is refused inside a transaction.
    """
    buckets = [*caller.limits, *filter(None, [caller.everywhere])]
    with transaction.atomic(durable=True):
        times = _lock(buckets, now)
        wait = max(_wait(times[bucket], most, now) for bucket, most in caller.limits.items())
        if caller.everywhere and len(times[caller.everywhere]) >= BRAKE:
            wait = max(wait, _slowed(times[caller.place], now))
        if wait <= timedelta(0):
            _write({bucket: [*times[bucket], now] for bucket in buckets}, now)
    if wait > timedelta(0):
        raise too_often(wait)


def give_back(caller: Caller, now: datetime) -> None:
    """The try was right: its place is given back, and the account's count here forgotten."""
    buckets = [*caller.limits, *filter(None, [caller.everywhere])]
    with transaction.atomic(durable=True):
        times = _lock(buckets, now)
        _write({bucket: [at for at in times[bucket] if at != now] for bucket in buckets}, now)
        FailedTries.objects.filter(bucket=caller.place).delete()


def count_wrong_key(address: str, now: datetime) -> None:
    """Count a key that does not hold, by network address. Raises `TooOften` above the limit.

    Only wrong keys come here: one that holds is never asked to wait.
    """
    bucket = address_bucket(f"key {address}")
    held = FailedTries.objects.filter(bucket=bucket).first()
    if held is not None and (wait := _wait(_fresh(held.times, now), PER_ADDRESS, now)) > timedelta(0):
        raise too_often(wait)
    with transaction.atomic():
        _write({bucket: [*_lock([bucket], now)[bucket], now]}, now)


def too_often(wait: timedelta) -> TooOften:
    """The refusal, with how long to wait."""
    seconds = int(wait.total_seconds()) + 1
    return TooOften(
        "tries.too_often",
        "there were too many tries that were wrong",
        f"try again in {max(1, -(-seconds // 60))} minutes",
        seconds=seconds,
    )


def address_bucket(address: str) -> str:
    """The bucket of a network address."""
    return _bucket("address", *network_of(address).rsplit(" ", 1))


def network_of(address: str) -> str:
    """An address as it is counted: of IPv6 the /64, which one subscriber has to himself."""
    words = address.split(" ")
    try:
        found = ip_address(words[-1])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64)
    return " ".join([*words[:-1], str(found)])


def _bucket(*words: str) -> str:
    return salted_hmac("accord.tries", "\0".join(words), settings.SECRET_KEY, algorithm="sha256").hexdigest()


def _lock(buckets: Sequence[str], now: datetime) -> dict[str, list[datetime]]:
    """The failures within the span, each bucket's row locked until the transaction ends, always in one order."""
    rows = [FailedTries(bucket=bucket, last=now, times=[]) for bucket in sorted(buckets)]
    FailedTries.objects.bulk_create(rows, ignore_conflicts=True)
    held = FailedTries.objects.select_for_update().filter(bucket__in=buckets).order_by("bucket")
    return {row.bucket: _fresh(row.times, now) for row in held}


def _write(times: Mapping[str, list[datetime]], now: datetime) -> None:
    """Keep the counts, and forget those that are over."""
    for bucket, each in times.items():
        kept = [at.isoformat() for at in each[-PER_ADDRESS:]]
        FailedTries.objects.filter(bucket=bucket).update(times=kept, last=now)
    FailedTries.objects.filter(last__lte=now - SPAN).exclude(bucket__in=list(times)).delete()


def _fresh(stamps: Sequence[str], now: datetime) -> list[datetime]:
    return [at for at in map(datetime.fromisoformat, stamps) if now - at < SPAN]


def _wait(times: Sequence[datetime], most: int, now: datetime) -> timedelta:
    return times[-most] + SPAN - now if len(times) >= most else timedelta(0)


def _slowed(times: Sequence[datetime], now: datetime) -> timedelta:
    """Under the brake: none before a place's first failure, then a pause that doubles."""
    if not times:
        return timedelta(0)
    pause: timedelta = min(FIRST_PAUSE * 2 ** (len(times) - 1), SPAN)
    return times[-1] + pause - now
