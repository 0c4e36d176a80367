"""Instants as whole microseconds since 1970, so that sums and differences are exact."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
DAY = 86_400 * SECOND


def micros(instant: datetime) -> int:
    """Microseconds since 1970 of an aware instant; `TypeError` for one without a zone."""
    return length(instant - EPOCH)


def length(span: timedelta) -> int:
    """A duration in microseconds."""
    return span.days * DAY + span.seconds * SECOND + span.microseconds


def instant(micros: int) -> datetime:
    """The instant so many microseconds after 1970, in UTC."""
    return EPOCH + timedelta(microseconds=micros)
