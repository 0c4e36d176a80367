"""Whether somebody hears of a system's changes at once, where that was asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accord.ledger.sync_listen import find_listener

_SOON = timedelta(seconds=30)  # within which a worker takes up the wish to listen


@dataclass(frozen=True, slots=True)
class ListenerHealth:
    """Whether changes there are heard of at once: `listening`, `waiting` for a worker, in `trouble`, or `refused`.

    `heard` counts the hints since it was asked for. Whatever stands here, reading at the interval goes on.
    """

    state: str
    since: datetime
    heard: int
    heard_at: datetime | None
    error: str
    remedy: str


def find_listening(system: str, now: datetime) -> ListenerHealth | None:
    """How listening to a system stands; None where nobody asked for it."""
    row = find_listener(system)
    if row is None:
        return None
    state, error, remedy = row.state, row.error, row.remedy
    if (row.held_until is None or row.held_until <= now) and now - row.since > _SOON:
        # Nobody holds it: what was said last is of a worker that is gone.
        state, error = "waiting", "no worker listens"
        remedy = "accord serve runs one; accord work is one; a new one takes over within three minutes"
    return ListenerHealth(state, row.since, row.heard, row.heard_at, error, remedy)
