"""The life with Accord: its own code routes, offers, warns, re-offers and requeues; the reps are those of the wall.

Only people are assumed: what a rep does with a notice. Everything between a touch and a notice, and from a call to a
stopped clock, is the product's own, on a database, by the worker's own jobs at the instants they fall due.
"""

import heapq
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count

from benchmarks.siloed_world import REPS, Diary, Habits, World, gets_to, means_to
from tests.handoffs.company import key_of, live, person, say, touch

from accord.handoffs.models import Handoff
from accord.ledger.jobs import claim_job, finish_job
from accord.ledger.models import Job
from accord.teams.absence.enter import enter_days
from accord.teams.notices.models import Notice
from accord.teams.people import SYSTEM, add_person, find_viewer
from accord.vocabulary.errors import AccordError, Invalid
from accord.vocabulary.facts import FactKind
from accord.vocabulary.notices import NoticeKind
from accord.vocabulary.people import Role, Viewer
from accord.workflows.handoffs.act import accept_lead, reassign_lead
from accord.workflows.handoffs.sweep import SWEEP, sweep
from accord.workflows.member_left import end_access
from accord.workflows.work_kinds import HAND, KINDS

_OFFERS = frozenset({NoticeKind.hot_lead, NoticeKind.lead_offered, NoticeKind.lead_reoffered})
_PRODS = frozenset({NoticeKind.due_soon, NoticeKind.overdue, NoticeKind.escalated})
# A team lead, or operations, whose the lead is or who must decide about it.
_LEADS_PART = _OFFERS | {NoticeKind.escalated}
_ABSENCES = "absences_changed"
_KINDS = {kind: work for kind, work in HAND.items() if kind != SWEEP}
_KINDS |= {kind: work for kind, work in KINDS.items() if kind == _ABSENCES}


class Run:
    """One world under one signed agreement; `attempts` is what came of it."""

    def __init__(self, world: World, habits: Habits, agreement: str) -> None:
        self.world, self.habits = world, habits
        self.begin = min(lead.at for lead in world.leads) - timedelta(days=1)
        self.reps = [_join(f"rep{n}", Role.rep, n + 1) for n in range(REPS)]
        self.boss = _join("boss", Role.manager, 9)
        self.ops = _join("ops", Role.ops, 0)
        live(agreement, at=self.begin)
        self.queue: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self.order = count()
        self.diary = Diary(world, habits.per_day)
        self.leads: dict[int, int] = {}  # by identity key
        self.prods: Counter[tuple[int, int]] = Counter()
        self.seen: set[int] = set()
        self.read_to = self.begin
        self.attempts: dict[int, datetime] = {}

    def live_through(self) -> dict[int, datetime]:
        """First attempts by lead."""
        for n, lead in enumerate(self.world.leads):
            self.later(lead.at, lambda at, n=n: self.comes(n, at))  # type: ignore[misc]
        for rep, (first, last) in enumerate(self.world.holidays):
            with suppress(AccordError):
                enter_days(self.ops, f"user:{self.reps[rep].user_id}", first, last, self.begin)
        self.later(self.world.leaves_at, self.leaves)
        while self.queue and (now := self.step()) < self.world.until:
            self.read_notices(now)
        return self.attempts

    def step(self) -> datetime:
        """The next thing that happens: work that falls due, or something of the world's."""
        at = self.queue[0][0]
        due = (
            Job.objects.filter(kind__in=_KINDS, done_at=None, due_at__lte=at).order_by("due_at", "id").first()
        )
        if due is not None:
            claimed = claim_job(due.due_at, kinds=list(_KINDS))
            assert claimed is not None
            finish_job(claimed, due.due_at, _KINDS[claimed.kind](claimed, due.due_at))
            return due.due_at
        _at, _n, happens = heapq.heappop(self.queue)
        happens(at)
        return at

    def later(self, at: datetime, happens: Callable[[datetime], None]) -> None:
        heapq.heappush(self.queue, (at, next(self.order), happens))

    def comes(self, n: int, at: datetime) -> None:
        """A buyer meets the definition, by asking or by what they read."""
        lead = self.world.leads[n]
        who = person(lead.name)
        kinds = [FactKind.demo_request] if lead.hot else [FactKind.pricing_page, FactKind.case_study]
        rows = [touch(who, FactKind.attribute, at, value="industry=water")]
        say([*rows, *(touch(who, kind, at) for kind in kinds)], at)
        self.leads[key_of(who)] = n

    def leaves(self, at: datetime) -> None:
        end_access(self.ops, self.reps[-1].user_id, at)
        sweep(at)

    def read_notices(self, now: datetime) -> None:
        found = Notice.objects.filter(made_at__gte=self.read_to, about__startswith="lead:").order_by("key")
        self.read_to = now
        for notice in found:
            lead = self.leads.get(int(notice.about.removeprefix("lead:")))
            if notice.key in self.seen or lead is None:
                continue
            self.seen.add(notice.key)
            told, kind = max(now, notice.due_at), NoticeKind(notice.kind)
            for rep, viewer in enumerate(self.reps):
                if viewer.user_id == notice.user_id:
                    with suppress(Invalid):  # who has left reads nothing more
                        self.hears(rep, lead, kind, told)
            if notice.user_id in (self.boss.user_id, self.ops.user_id) and kind in _LEADS_PART:
                self.decides(lead, told)

    def hears(self, rep: int, lead: int, kind: NoticeKind, told: datetime) -> None:
        """An offer is taken as a line of a list is; a reminder moves its reader with the chance that is assumed."""
        if kind in _OFFERS and means_to(self.world, self.habits, lead, rep):
            at = gets_to(self.world, lead, rep, told)
            there = self.world.there[rep]
            soon = there.due(there.next_open(told), timedelta(hours=float(self.world.reaction[lead, rep, 7])))
            self.later(min(soon, at), lambda now: self.takes(lead, rep, now))
        elif kind in _PRODS and (reaction := self.moved(lead, rep)) is not None:
            there = self.world.there[rep]
            at = there.due(there.next_open(told), reaction)
        else:
            return
        self.later(at, lambda now: self.calls(lead, rep, now))

    def takes(self, lead: int, rep: int, at: datetime) -> None:
        """Who means to call says so, as one does in the CRM; the clock runs on until they have."""
        row = self.row_of(lead)
        if row is not None and lead not in self.attempts and self.owns(row, rep):
            with suppress(AccordError):
                accept_lead(self.reps[rep], row.key, now=at)

    def moved(self, lead: int, rep: int) -> timedelta | None:
        place = min(self.prods[lead, rep], 7)
        self.prods[lead, rep] += 1
        if self.world.moved[lead, rep, place] >= self.habits.response:
            return None
        return timedelta(hours=float(self.world.reaction[lead, rep, place]))

    def decides(self, lead: int, told: datetime) -> None:
        """The team lead, told that a lead lies, gives it to somebody who is there; with the same chance."""
        reaction = self.moved(lead, 0)
        if reaction is not None:
            at = self.world.office.due(self.world.office.next_open(told), reaction)
            self.later(at, lambda now: self.gives(lead, now))

    def gives(self, lead: int, at: datetime) -> None:
        row = self.row_of(lead)
        if row is None or lead in self.attempts or row.closed_at is not None:
            return
        here = [n for n in range(REPS) if self.world.there[n].is_open(at) and not self.owns(row, n)]
        if here:
            with suppress(AccordError):
                reassign_lead(self.boss, row.key, self.reps[here[lead % len(here)]].actor, "it lies", now=at)

    def calls(self, lead: int, rep: int, at: datetime) -> None:
        row = self.row_of(lead)
        if lead in self.attempts or row is None or not self.owns(row, rep):
            return
        try:
            slot = self.diary.slot(rep, at)
        except Invalid:
            return
        if slot > at:
            self.later(slot, lambda now: self.calls(lead, rep, now))
            return
        self.diary.note(rep, at)
        self.attempts[lead] = at
        who = person(self.world.leads[lead].name)
        say([touch(who, FactKind.call_attempted, at, actor=min(self.reps[rep].sales_ids))], at)

    def row_of(self, lead: int) -> Handoff | None:
        return Handoff.objects.filter(subject=key_of(person(self.world.leads[lead].name))).first()

    def owns(self, row: Handoff, rep: int) -> bool:
        return row.owner == self.reps[rep].actor or row.owner in self.reps[rep].sales_ids


def _join(name: str, role: Role, number: int) -> Viewer:
    address = f"{name}@accord.example"
    add_person(
        SYSTEM,
        email=address,
        name=name.title(),
        role=role,
        password="a long pass phrase",
        team="sdr" if number else "",
        sales_id=f"0050000000000{number:02}AAA" if number else "",
    )
    found = find_viewer(address)
    assert found is not None
    return found
