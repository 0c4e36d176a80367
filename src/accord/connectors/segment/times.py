"""When an event happened: the sender's clock is corrected by how long the event waited to be sent."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from accord.vocabulary.doors import DeadReason, Unreadable

AHEAD = timedelta(minutes=5)  # what is later than its arrival by more than this did not happen then
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


class Moment(NamedTuple):
    """An instant, and whether it had to be cut back to the arrival."""

    at: datetime
    clamped: bool


def moment_of(event: dict[str, Any], sent_at: Any, received_at: datetime) -> Moment:
    """received - (sent - original): the sender's clock may be years off, the span it measured is right.

    Without `sentAt` the event's own timestamp stands; without a timestamp it happened when it came. Raises
    `Unreadable` for a time that is none.
    """
    said = event.get("originalTimestamp") or event.get("timestamp")
    if said in (None, ""):
        return Moment(received_at, False)
    original = read_instant(said)
    sent = event.get("sentAt") or sent_at
    try:
        at = original if sent in (None, "") else received_at - (read_instant(sent) - original)
    except OverflowError:
        raise Unreadable(DeadReason.bad_time, f"{said!r} sent at {sent!r}"[:200]) from None
    if at < EARLIEST:
        raise Unreadable(DeadReason.bad_time, f"{said!r} is before {EARLIEST:%Y}"[:200])
    return Moment(received_at, True) if at > received_at + AHEAD else Moment(at, False)


def read_instant(said: Any) -> datetime:
    """An ISO 8601 instant in UTC; one without a zone is UTC. Raises `Unreadable`."""
    try:
        read = datetime.fromisoformat(said.strip())
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (AttributeError, ValueError, OverflowError):
        raise Unreadable(DeadReason.bad_time, f"{said!r} is no ISO 8601 instant"[:200]) from None
