"""Thirty-two workers and thirty-two of sales at the same leads: everything they did and were answered, written down.

Each is a thread with a connection of its own. Whether what they were told and what the record says fit is checked
afterwards, by `tests/handoffs/checker.py`, from the outside.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import TypeVar

from django.db import OperationalError, connection

from accord.handoffs.models import Handoff
from accord.handoffs.shapes import HandoffView
from accord.handoffs.work import Ending
from accord.ledger.models import Job, SourceRecord
from accord.teams.models import User
from accord.teams.people import viewer_of
from accord.vocabulary.errors import AccordError
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import HandoffState
from accord.vocabulary.people import Role, Viewer
from accord.workflows.handoffs import act
from accord.workflows.handoffs.sweep import SWEEP
from accord.workflows.work import work_once
from accord.workflows.work_kinds import HAND
from tests.handoffs.company import START, asks, live, person, qualifies, say, touch

T = TypeVar("T")
WORKERS, REPS, LEADS = 32, 32, 200
OPS = 12  # of each of them
_TICK = timedelta(milliseconds=200)  # between any two things done
_WORK = {kind: work for kind, work in HAND.items() if kind != SWEEP}
_ENDS = (
    Ending(HandoffState.returned, "duplicate"),
    Ending(HandoffState.recycled, "no timing"),
    Ending(HandoffState.sales_ready),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What one of them asked for and was answered: a view, or an error's code and fields."""

    number: int  # in the order of the answers
    by: str
    op: str
    key: int
    wanted: str  # the state, or the owner
    again: bool  # the same was given to the same person just before
    view: HandoffView | None
    code: str = ""
    fields: dict[str, object] = field(default_factory=dict)


@dataclass
class History:
    """One company's run. `said` grows by appending, which is atomic."""

    seed: int
    leads: int = LEADS
    workers: int = WORKERS
    reps: int = REPS
    said: list[Said] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ticks, self._numbers = count(1), count(1)

    def now(self) -> datetime:
        """An instant later than every one given out before."""
        return START + _TICK * next(self._ticks)

    def run(self) -> None:
        """All of it, until every one of sales has done their share and no work is due."""
        people = hire(self.reps)
        self._ids = [by.user_id for by in people]
        live()
        for n in range(self.leads):
            rows = asks if n % 2 else qualifies
            say(rows(person(f"b{n}"), START, firm=f"f{n}", company=f"f{n}"), START)
        stop = threading.Event()
        workers = [threading.Thread(target=self._work, args=(stop,)) for _ in range(self.workers)]
        reps = [
            threading.Thread(target=self._sell, args=(Random(f"{self.seed}/{by.actor}"), by)) for by in people
        ]
        for each in (*workers, *reps):
            each.start()
        for each in reps:
            each.join()
        stop.set()
        for each in workers:
            each.join()

    def _work(self, stop: threading.Event) -> None:
        try:
            while not stop.is_set() or self._left():
                if not _tries(lambda: work_once(_WORK, self.now)):
                    stop.wait(1.0)
        except Exception as problem:
            self.broken.append(f"a worker: {problem!r}")
        finally:
            connection.close()

    def _left(self) -> bool:
        """Looks that wait: the last of sales is done, and every lead has to be somebody's before the end."""
        return Job.objects.filter(
            kind__startswith="look_at_lead", done_at=None, due_at__lte=self.now()
        ).exists()

    def _sell(self, chance: Random, by: Viewer) -> None:
        try:
            done = 0
            while done < OPS and not self.broken:
                key = _tries(lambda: _choose(chance))
                if key:
                    self._one(chance, by, key)
                    done += 1
                else:
                    time.sleep(0.2)  # until the first lead is somebody's
        except Exception as problem:
            self.broken.append(f"{by.actor}: {problem!r}")
        finally:
            connection.close()

    def _one(self, chance: Random, by: Viewer, key: int) -> None:
        op = chance.choices(("accept", "end", "reassign", "undo", "call"), (10, 4, 2, 2, 2))[0]
        ending, to = chance.choice(_ENDS), f"user:{chance.choice(self._ids)}"
        if op == "call":
            self._call(by, key)
            return
        does: dict[str, tuple[str, Callable[[], HandoffView]]] = {
            "accept": ("accepted", lambda: act.accept_lead(by, key, now=self.now())),
            "end": (ending.outcome.value, lambda: act.end_lead(by, key, ending, now=self.now())),
            "reassign": (to, lambda: act.reassign_lead(by, key, to, "busy", now=self.now())),
            "undo": ("", lambda: act.undo_lead(by, key, now=self.now())),
        }
        wanted, do = does[op]
        given = self._asks(by, op, key, wanted, do, again=False)
        if op in ("accept", "end") and chance.random() < 0.3:
            self._asks(by, op, key, wanted, do, again=given)

    def _asks(
        self, by: Viewer, op: str, key: int, wanted: str, do: Callable[[], HandoffView], *, again: bool
    ) -> bool:
        try:
            seen, code, fields = _tries(do), "", {}
        except AccordError as problem:
            seen, code, fields = None, problem.code, dict(problem.fields)
        self.said.append(Said(next(self._numbers), by.actor, op, key, wanted, again, seen, code, fields))
        return seen is not None

    def _call(self, by: Viewer, key: int) -> None:
        """A call through the CRM: it reaches the same lead by another way."""
        subject = Handoff.objects.values_list("subject", flat=True).get(key=key)
        name = SourceRecord.objects.values_list("external_id", flat=True).get(key=subject)
        at = self.now()
        _tries(lambda: say([touch(person(name), FactKind.call_attempted, at, actor=min(by.sales_ids))], at))


def _choose(chance: Random) -> int:
    """A lead that was handed over, the oldest far more often: they meet there. 0 before the first."""
    keys = list(Handoff.objects.order_by("offered_at", "key").values_list("key", flat=True))
    return keys[int(len(keys) * chance.random() ** 3)] if keys else 0


def _tries(do: Callable[[], T]) -> T:
    """Do it; what a busy database refused as a whole is asked for again."""
    for _ in range(20):
        with suppress(OperationalError):
            return do()
        connection.close()
    return do()


def hire(how_many: int) -> list[Viewer]:
    """So many who develop leads: every other one may act on anybody's lead."""
    User.objects.bulk_create(
        User(
            email=f"u{n}@accord.example", name=f"U {n}", team="sdr", sales_id=f"005000000000{n:03}AAA",
            role=(Role.rep if n % 2 else Role.manager).value,
        )
        for n in range(how_many)
    )  # fmt: skip
    return [viewer_of(user) for user in User.objects.filter(team="sdr").order_by("pk")]
