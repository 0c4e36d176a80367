"""Listen to a connected Salesforce: what changes there is read at once, not at the next interval.

A hint is a reason to read and never a source of facts. Whatever keeps us from listening keeps nothing from being read:
the interval goes on as if nobody had ever listened.
"""

import logging
import secrets
import threading
from datetime import datetime, timedelta

from django.db import close_old_connections, connection

from accord.connectors.objects.session import Clock, Connection
from accord.connectors.salesforce.live.events import ChangeFeed
from accord.ledger.sync import get_system, note_pause, note_spent
from accord.ledger.sync_listen import (
    hold_listener,
    note_heard,
    note_listening,
    note_silence,
    release_listener,
)
from accord.vocabulary.errors import AccordError, ForGood, ForNow, Invalid, NotFound
from accord.workflows.connections import get_connection, open_guarded
from accord.workflows.wake_reading import heed
from accord.workflows.want_listening import SYSTEM

LOOK = 5.0  # seconds between two looks at whether anybody wants us to listen
_FIRST, _LONGEST = timedelta(seconds=1), timedelta(minutes=5)  # pauses after trouble, doubled each time
_SIGNED_OUT = timedelta(minutes=10)  # after a second refusal of the sign-in
_REFUSED = timedelta(hours=1)  # after a refusal: somebody may have given the right meanwhile
log = logging.getLogger(__name__)


class Listener:
    """One worker's ear. `step` does the next thing and says how many seconds to rest before the one after it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._me = secrets.token_hex(8)
        self._connection: Connection | None = None
        self._feed: ChangeFeed | None = None
        self._begun = False
        self._failures = 0
        self._not_before: datetime | None = None
        self._asked: datetime | None = None  # when somebody last wished for it

    def step(self) -> float:
        """Sign in and subscribe, or wait for one answer and pass on what it hints at; 0: go on at once."""
        now = self._clock()
        row = hold_listener(SYSTEM, self._me, now)
        if row is None:
            self._let_go()
            return LOOK
        if row.state == "waiting" and row.since != self._asked:
            self._asked, self._failures, self._not_before = row.since, 0, None
        if self._not_before is not None and now < self._not_before:
            return min(LOOK, (self._not_before - now).total_seconds())
        try:
            return self._listen(now)
        except (ForGood, ForNow, Invalid, NotFound) as problem:
            return self._trouble(problem)

    def _listen(self, now: datetime) -> float:
        quiet = get_system(SYSTEM).not_before
        if quiet is not None and now < quiet:
            return min(LOOK, (quiet - now).total_seconds())
        found = get_connection(SYSTEM)
        if self._connection != found:
            self._let_go()
            self._connection = found
        if self._feed is None:
            self._feed = self._sign_in(found)
        if not self._begun:
            self._feed.begin()
            self._begun = True
            note_listening(SYSTEM, self._me, self._clock())
            # What changed while nobody listened is not sent again: it is read now.
            heed(SYSTEM, [""], self._clock())
            return 0.0
        heard = self._feed.wait()
        self._failures = 0
        note_listening(SYSTEM, self._me, self._clock())
        if heard:
            note_heard(SYSTEM, self._clock())
            heed(SYSTEM, heard, self._clock())
        return self._feed.rest

    def _sign_in(self, found: Connection) -> ChangeFeed:
        """A subscription with a sign-in of its own; what that costs is booked like any other call."""
        session = open_guarded(found, self._clock)
        listen = getattr(session, "listen")  # noqa: B009
        try:
            feed: ChangeFeed = listen()
        finally:
            meter = session.meter
            note_spent(SYSTEM, self._clock(), calls=meter.calls, used=meter.used, allowed=meter.limit)
            if meter.not_before is not None:
                note_pause(SYSTEM, meter.not_before)
        return feed

    def _trouble(self, problem: AccordError) -> float:
        """Note why nobody listens, and when it is tried again; the same is said once."""
        now = self._clock()
        self._failures += 1
        self._begun = False
        refused = problem.code == "crm.listen_refused"
        pause: timedelta = min(_FIRST * 2 ** min(self._failures - 1, 20), _LONGEST)
        until = problem.fields.get("until")
        if refused:
            pause = _REFUSED
        elif isinstance(until, datetime):
            pause = max(until - now, _FIRST)
        elif problem.code == "crm.signed_out":
            self._feed = None
            pause = pause if self._failures < 3 else _SIGNED_OUT
        self._not_before = now + pause
        # One lost session is the protocol's everyday life; only what lasts is somebody's news.
        if self._failures > 1 or problem.code not in {"crm.listen_lost", "crm.signed_out"}:
            if self._failures == 1 or refused:
                log.warning("nobody listens to the CRM", extra={"code": problem.code})
            note_silence(SYSTEM, self._me, problem, now, refused=refused)
        seconds: float = pause.total_seconds()
        return min(LOOK, seconds)

    def _let_go(self) -> None:
        feed, self._feed, self._connection, self._begun = self._feed, None, None, False
        self._not_before = None
        if feed is not None:
            feed.end()

    def release(self) -> None:
        """Let another worker listen at once."""
        release_listener(SYSTEM, self._me)


def start_hearing(stop: threading.Event, clock: Clock) -> Listener:
    """Listen from a thread of its own wherever that is wished for, until `stop` is set; it outlives any failure."""
    listener = Listener(clock)

    def run() -> None:
        pause = 0.0
        while not stop.wait(pause):
            try:
                close_old_connections()
                pause = listener.step()
            except Exception:
                log.exception("listening broke off")
                connection.close()
                pause = LOOK

    threading.Thread(target=run, daemon=True, name="listener").start()
    return listener
