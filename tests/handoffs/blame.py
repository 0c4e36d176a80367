"""Weeks of leads whose calls reach us late, from a CRM that cannot be read for an hour a day: who is blamed?

The simulation knows what everybody truly did and when. A call shows in the CRM up to a quarter of an hour after it was
made; the CRM is read every five minutes, but not in the hours in which it cannot be.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from accord.handoffs.models import Handoff
from accord.ledger.models import Act, SourceRecord, SyncObject, SyncSystem
from accord.teams.models import User
from accord.vocabulary.facts import FactKind
from tests.handoffs.company import START, asks, live, person, qualifies, say, touch, work_until

A_DAY = 106  # steps
_STEP = timedelta(minutes=5)
_LATE = timedelta(minutes=15)
_AWAY = (time(9, 20), time(10, 20))  # UTC: the CRM cannot be read
_ALARMS = ("handoff_reminded", "handoff_overdue", "handoff_expired")


@dataclass
class Called:
    """What somebody truly did: made a call, which shows in the CRM some time after."""

    handoff: int
    rep: str
    at: datetime
    shows_at: datetime
    read: bool = False


@dataclass
class Weeks:
    """Run so many leads; then `falsely` are the alarms that speak of somebody who had acted."""

    seed: int
    leads: int
    calls: list[Called] = field(default_factory=list)
    due: dict[str, datetime] = field(default_factory=dict)  # of each turn: until when its offer stood

    def run(self) -> None:
        """Day after day."""
        self._chance, self._turns = Random(self.seed), set[tuple[int, int]]()
        for n in range(8):
            User.objects.create(
                email=f"r{n}@accord.example",
                name=f"R {n}",
                role="rep",
                team="sdr",
                sales_id=f"00500000000000{n}AAA",
            )
        live()
        SyncSystem.objects.create(system="salesforce", source="salesforce", connected_at=START)
        for name in ("lead", "task"):
            SyncObject.objects.create(system="salesforce", object=name, read_at=START)
        made = done = 0
        for now in instants():
            work_until(now)
            self._plan()
            if made < self.leads and now.time() < time(15):
                made += self._come(made, now)
            if not _AWAY[0] <= now.time() < _AWAY[1]:
                self._read(now)
            done += made >= self.leads
            if done > A_DAY:  # a day after the last of them came
                return

    def _come(self, made: int, now: datetime) -> int:
        """Some new leads: half of them ask for a demonstration."""
        number = self._chance.choice((0, 1, 1, 2, 3))
        for n in range(made, made + number):
            rows = asks if self._chance.random() < 0.5 else qualifies
            say(rows(person(f"p{n}"), now, firm=f"f{n}", company=f"f{n}"), now)
        return number

    def _plan(self) -> None:
        """Whoever was given a lead calls in time, at the last moment, late or never."""
        for row in Handoff.objects.filter(closed_at=None, responded_at=None):
            if (row.key, row.turn) in self._turns or row.due_at is None or row.accept_by is None:
                continue
            self._turns.add((row.key, row.turn))
            self.due[f"handoff:{row.key}:expired:{row.turn}"] = row.accept_by
            since = row.offered_at if row.turn == 1 else row.accept_by - timedelta(hours=1)
            last = timedelta(seconds=self._chance.randrange(1, 120))
            at = self._chance.choice(
                (
                    since + (row.due_at - since) * self._chance.random(),
                    row.due_at - last,
                    row.accept_by - last,
                    since + (row.due_at - since) * 0.75 - last,
                    None,
                )
            )
            if at is not None:
                rep = User.objects.get(pk=int(row.owner[5:])).sales_id
                self.calls.append(Called(row.key, rep, at, at + _LATE * self._chance.random()))

    def _read(self, now: datetime) -> None:
        """Read the CRM: every call that shows by now, then that it was read."""
        for call in self.calls:
            if not call.read and call.shows_at <= now:
                call.read = True
                subject = Handoff.objects.values_list("subject", flat=True).get(key=call.handoff)
                name = SourceRecord.objects.values_list("external_id", flat=True).get(key=subject)
                say([touch(person(name), FactKind.call_attempted, call.at, actor=call.rep)], now)
        SyncObject.objects.update(read_at=now)

    def alarms(self) -> int:
        """How many alarms were raised at all."""
        return Act.objects.filter(kind__in=_ALARMS).count()

    def falsely(self) -> list[str]:
        """Alarms about an instant by which the lead had truly been called."""
        first: dict[int, datetime] = {}
        for call in self.calls:
            first[call.handoff] = min(call.at, first.get(call.handoff, call.at))
        found = []
        for act in Act.objects.filter(kind__in=_ALARMS):
            said = act.payload.get("due")
            due = datetime.fromisoformat(said) if said else self.due[act.key]
            acted = first.get(act.payload["handoff"])
            if acted is not None and acted <= due:
                found.append(f"{act.key}: due {due}, called {acted}, told {act.occurred_at}")
        return found


def instants() -> Iterator[datetime]:
    """Every five minutes of working days, in the hours in which anything can be due."""
    now = START
    while True:
        if now.weekday() < 5:
            yield now
        now += _STEP
        if now.time() > time(16, 45):
            now = datetime.combine(now.date() + timedelta(days=1), START.time(), START.tzinfo)
