"""The worker turns letters into records and facts: what a letter says, and that it was taken, in one transaction."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection, transaction

from accord.ledger.dead_letters import bury
from accord.ledger.event_maps import count_skipped, read_anew
from accord.ledger.housekeeping import Housekeeping
from accord.ledger.inbox import Waiting, find_waiting, forget_letters, take_letters
from accord.ledger.keys import Digest, make_digest
from accord.ledger.pace import Pace
from accord.ledger.sql import take_turn
from accord.ledger.wake import Watch
from accord.vocabulary.doors import DeadReason, Letter, Unreadable
from accord.vocabulary.facts import Reason, Refused, RowRead
from accord.workflows.confirm_claims import confirm_claims
from accord.workflows.import_batch import Batch, sort_batch, write_batch
from accord.workflows.inbox_opened import Opened
from accord.workflows.inbox_readers import open_letter
from accord.workflows.said_consents import write_consents
from accord.workflows.work import Clock, utc_now

_AT_ONCE = 200  # letters looked at for one transaction
_FREE = 0.005  # seconds for which the write lock is free between two transactions, at least
_REST = 1.0  # seconds after which the inbox is looked at although nobody announced a letter
_PAUSE = 2.0  # seconds after the database failed
log = logging.getLogger(__name__)

_DEAD = {
    Reason.missing_id: DeadReason.missing_id,
    Reason.bad_id: DeadReason.bad_id,
    Reason.control_character: DeadReason.bad_text,
    Reason.bad_encoding: DeadReason.bad_text,
    Reason.number_out_of_range: DeadReason.bad_number,
}


class Dead(NamedTuple):
    """A letter that goes to the dead letters, and why."""

    letter: Letter
    reason: DeadReason
    detail: str


@dataclass
class Sorted:
    """What some letters say, by source; what cannot be read; which letters are thereby taken, whole or in part."""

    rows: dict[str, list[RowRead]] = field(default_factory=dict)
    dead: list[Dead] = field(default_factory=list)
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)
    whole: list[int] = field(default_factory=list)
    part: tuple[int, int, int] | None = None
    events: int = 0
    alone: dict[tuple[str, int], tuple[Opened, int]] = field(default_factory=dict)  # by source and line
    letter_of: dict[tuple[str, int], int] = field(default_factory=dict)  # the same: the letter's number

    def add(self, waiting: Waiting, room: int) -> None:
        """Read at most `room` events of a letter."""
        try:
            opened = open_letter(waiting.letter)
        except Exception as problem:
            self.dead.append(Dead(waiting.letter, *_say(problem)))
            self.whole.append(waiting.seq)
            self.events += 1
            return
        end = min(opened.events, waiting.done + room)
        for place in range(waiting.done, end):
            self._read(waiting, opened, place)
        self.events += end - waiting.done
        if end == opened.events:
            self.whole.append(waiting.seq)
        else:
            self.part = (waiting.seq, waiting.done, end)

    def _read(self, waiting: Waiting, opened: Opened, place: int) -> None:
        source = waiting.letter.source
        try:
            row = opened.read(place)
        except Exception as problem:
            self.dead.append(Dead(opened.alone(place), *_say(problem)))
            return
        if isinstance(row, RowRead):
            rows = self.rows.setdefault(source, [])
            rows.append(row._replace(line=len(rows) + 1))
            self.alone[source, len(rows)] = opened, place
            self.letter_of[source, len(rows)] = waiting.seq
        else:
            self.skipped[source, row.why] += 1

    def refuse(self, source: str, refused: Refused) -> None:
        """What no database can hold is a dead letter like what no reader understands."""
        opened, place = self.alone[source, refused.line]
        self.dead.append(Dead(opened.alone(place), _DEAD[refused.reason], refused.remedy))


class Taker:
    """Takes what waits, some events at a time, so that nobody else waits long for the write lock."""

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._digest: Digest = make_digest(settings.INSTALLATION.secret)
        self._pace = Pace()
        self._free_at = 0.0
        self._of_erased: set[int] = set()  # letters taken in part, whose first part was about somebody erased

    def take_all(self) -> int:
        """Take until nothing waits; how many events that were."""
        taken = 0
        with Housekeeping() as house:
            while some := self.take_some():
                taken += some
                house.tidy(some)
        return taken

    def take_some(self) -> int:
        """One transaction's worth of events; 0 when nothing waits."""
        waiting = find_waiting(limit=min(_AT_ONCE, self._pace.rows))
        if not waiting:
            return 0
        read_anew()
        try:
            return self._take(waiting)
        except (OperationalError, InterfaceError):
            raise  # the database is away, not the letters wrong: they stay where they are
        except Exception:
            log.exception("letters could not be taken together: each is taken by itself")
            return sum(self._take_alone(each) for each in waiting)

    def _take_alone(self, waiting: Waiting) -> int:
        """A letter that breaks what it is taken with is a dead letter; no other waits for it."""
        try:
            return self._take([waiting])
        except (OperationalError, InterfaceError):
            raise
        except Exception as problem:
            log.exception("a letter could not be taken")
            dead = Dead(waiting.letter, DeadReason.our_fault, type(problem).__name__)
            self._write(Sorted(dead=[dead], whole=[waiting.seq]), {})
            return 1

    def _take(self, waiting: Sequence[Waiting]) -> int:
        found = Sorted()
        for each in waiting:
            if found.events >= self._pace.rows:
                break
            found.add(each, self._pace.rows - found.events)
        batches = {source: sort_batch(rows, 0, self._digest) for source, rows in found.rows.items()}
        for source, batch in batches.items():
            for refused in batch.refused:
                found.refuse(source, refused)
        held = self._write(found, batches)
        self._pace.learn(max(found.events, 1), held)
        return max(found.events, len(found.whole))

    def _write(self, found: Sorted, batches: dict[str, Batch]) -> float:
        """All of it in one transaction; the seconds for which it held the lock."""
        if (left := self._free_at - time.perf_counter()) > 0:
            time.sleep(left)
        now = self._clock()
        with transaction.atomic():
            take_turn()
            began = time.perf_counter()
            if not take_letters(found.whole, found.part, now=now):
                transaction.set_rollback(True)  # another worker took them meanwhile
                return time.perf_counter() - began
            for source, batch in batches.items():
                left_over, _ = write_batch(batch, source=source, digest=self._digest, now=now)
                self._of_erased |= _about_erased(source, batch, left_over, found)
                confirm_claims(source, left_over.read, digest=self._digest, now=now)
                write_consents(left_over.read, digest=self._digest, now=now)
            bury(found.dead, now=now, keep_for=settings.INSTALLATION.dead_letters_kept)
            count_skipped(found.skipped, now=now)
            gone = self._of_erased.intersection(found.whole)
            forget_letters(gone)
        self._of_erased -= gone
        ended = time.perf_counter()
        self._free_at = ended + _FREE
        return ended - began


def _about_erased(source: str, before: Batch, after: Batch, found: Sorted) -> set[int]:
    """The letters of which something was left out because its person was erased: their bodies go at once."""
    if after is before:
        return set()
    kept = {id(row) for row in after.read}
    return {found.letter_of[source, row.line] for row in before.read if id(row) not in kept}


def take_until(stop: threading.Event, clock: Clock = utc_now) -> None:
    """Take what comes until `stop` is set; woken by the commit that brings it."""
    taker = Taker(clock)
    while not stop.is_set():
        try:
            close_old_connections()
            with Watch() as watch:
                while not stop.is_set():
                    taker.take_all()
                    watch.wait(_REST)
        except Exception:
            # Whatever it is, letters wait in the inbox meanwhile; none is lost.
            log.exception("the inbox could not be taken")
            connection.close()
            stop.wait(_PAUSE)
    connection.close()


def start_taking(stop: threading.Event, clock: Clock = utc_now) -> threading.Thread:
    """A thread that takes what comes: an import that runs for minutes beside it holds nobody up."""
    thread = threading.Thread(target=take_until, args=(stop, clock), name="inbox", daemon=True)
    thread.start()
    return thread


def _say(problem: Exception) -> tuple[DeadReason, str]:
    """Why a letter is dead; what its reader did not foresee is our fault, and replayed after a fix."""
    if isinstance(problem, Unreadable):
        return problem.reason, problem.detail
    log.exception("a letter's reader failed", exc_info=problem)
    return DeadReason.our_fault, type(problem).__name__
