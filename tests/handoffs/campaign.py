"""Random days of a company that hands off: people leave, two accept, clocks fire, the CRM is edited, work crashes.

After every step no lead may be nobody's; whatever is found wrong is a sentence.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

from accord.handoffs.models import Handoff, HandoffTurn
from accord.handoffs.work import Ending
from accord.ledger.models import Act, Job
from accord.reporting.lead_now import find_lead
from accord.teams.models import User
from accord.teams.people import SYSTEM, add_person, find_viewer
from accord.vocabulary.errors import AccordError
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import OPEN, HandoffState
from accord.vocabulary.people import Role, Viewer
from accord.workflows.handoffs import act, tell
from accord.workflows.handoffs.ask import LOOK
from accord.workflows.handoffs.clock import CLOCK
from accord.workflows.handoffs.situation import contact_of, keys_of
from accord.workflows.handoffs.sweep import sweep
from tests.handoffs.company import START, asks, live, person, qualifies, say, touch, work_until

REPS = ("rea", "rob", "ria", "ron")
ENDINGS = (
    Ending(HandoffState.returned, "duplicate"),
    Ending(HandoffState.recycled, "no timing"),
    Ending(HandoffState.disqualified, "no need"),
    Ending(HandoffState.sales_ready),
)
_CALLS = (
    FactKind.call_attempted,
    FactKind.call_connected,
    FactKind.sales_email_sent,
    FactKind.meeting_booked,
)


class Crash(Exception):
    """The process dies in the middle of a transaction."""


class Campaign:
    """One company; `step` does one random thing and says what is wrong afterwards."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.now = START
        self.seen: list[str] = []
        self.people: list[Viewer] = [_join(name, Role.rep, "sdr", n) for n, name in enumerate(REPS, 1)]
        self.boss = _join("bea", Role.manager, "sdr", 9)
        _join("olga", Role.ops, "", 0)
        live()
        self.acts: tuple[Callable[[], None], ...] = (
            self.somebody_new, self.somebody_new, self.touches, self.calls, self.calls, self.takes, self.ends,
            self.two_take, self.passes_on, self.leaves, self.returns, self.crm_owner, self.crashes, self.rests,
            self.undoes,
        )  # fmt: skip

    def step(self) -> list[str]:
        """One random thing, the work that is due, and what is wrong now."""
        self.now += timedelta(seconds=self.chance.randrange(5, 900))
        self.chance.choice(self.acts)()
        self.work()
        return self.wrong()

    def work(self) -> None:
        """Do what is due; whoever left is swept out."""
        work_until(self.now)
        sweep(self.now)

    # what happens

    def somebody_new(self) -> None:
        name = f"p{len(self.seen)}"
        self.seen.append(name)
        rows = asks if self.chance.random() < 0.5 else qualifies
        firm = f"firm{self.chance.randrange(1 + len(self.seen))}"
        say(rows(person(name), self.now, firm=firm, company=firm), self.now)

    def touches(self) -> None:
        if self.seen:
            kind = self.chance.choice((FactKind.page_view, FactKind.demo_request, FactKind.case_study))
            say([touch(person(self.chance.choice(self.seen)), kind, self.now)], self.now)

    def calls(self) -> None:
        """A call that reaches us up to a quarter of an hour late."""
        if self.seen:
            at = self.now - timedelta(seconds=self.chance.randrange(900))
            who, rep = person(self.chance.choice(self.seen)), self.chance.choice(self.people)
            say([touch(who, self.chance.choice(_CALLS), at, actor=_crm(rep))], self.now)

    def takes(self) -> None:
        self.tries(lambda row: act.accept_lead(self.chance.choice(self.people), row.key, now=self.now))

    def two_take(self) -> None:
        row = self.any_open()
        if row is None:
            return
        won = []
        for by in (*self.chance.sample(self.people, 2), self.boss):
            try:
                act.accept_lead(by, row.key, now=self.now)
                won.append(by)
            except AccordError:
                continue
        assert len(won) <= 1, "two took the same lead"

    def ends(self) -> None:
        ending = self.chance.choice(ENDINGS)
        self.tries(lambda row: act.end_lead(self.boss, row.key, ending, now=self.now))

    def passes_on(self) -> None:
        to = self.chance.choice(self.people).actor
        self.tries(lambda row: act.reassign_lead(self.boss, row.key, to, "busy", now=self.now))

    def undoes(self) -> None:
        row = Handoff.objects.order_by("-closed_at", "key").first()
        if row is not None:
            self.tried(lambda: act.undo_lead(self.boss, row.key, now=self.now))

    def leaves(self) -> None:
        User.objects.filter(pk=self.chance.choice(self.people).user_id).update(is_active=False)

    def returns(self) -> None:
        User.objects.filter(pk__in=[one.user_id for one in self.people]).update(is_active=True)

    def crm_owner(self) -> None:
        if self.seen:
            who, rep = person(self.chance.choice(self.seen)), self.chance.choice(self.people)
            say([touch(who, FactKind.owner_assigned, self.now, actor=_crm(rep))], self.now)

    def crashes(self) -> None:
        """Die at the last step of an act or of a look; what was under way is done again by the next worker."""
        real, left = tell.notify, self.chance.randrange(3)

        def deadly(*said: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise Crash
            return real(*said, **named)

        self.somebody_new()
        tell.notify = deadly  # type: ignore[assignment]
        try:
            work_until(self.now)
            self.ends()
        except Crash:
            Job.objects.filter(done_at=None).update(lease_until=None)  # its leases end
        finally:
            tell.notify = real

    def rests(self) -> None:
        self.now += timedelta(hours=self.chance.randrange(1, 40))

    def any_open(self) -> Handoff | None:
        rows = list(Handoff.objects.filter(closed_at=None).order_by("key"))
        return self.chance.choice(rows) if rows else None

    def tries(self, do: Callable[[Handoff], object]) -> None:
        row = self.any_open()
        if row is not None:
            self.tried(lambda: do(row))

    def tried(self, do: Callable[[], object]) -> None:
        with suppress(AccordError):
            do()

    # what must hold

    def wrong(self) -> list[str]:
        """Every sentence of the promise that does not hold now."""
        found = []
        active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
        clocks = set(Job.objects.filter(kind=CLOCK, done_at=None).values_list("key", flat=True))
        for row in Handoff.objects.filter(closed_at=None):
            turns = list(HandoffTurn.objects.filter(handoff=row).order_by("turn"))
            if [each.turn for each in turns] != list(range(1, row.turn + 1)) or turns[-1].owner != row.owner:
                found.append(f"{row.key}: its turns do not lead to its owner")
            if not row.owner or (row.owner.startswith("user:") and int(row.owner[5:]) not in active):
                found.append(f"{row.key}: nobody has it")
            noted = f"handoff:{row.key}:expired:{row.turn}"
            waits = row.state == HandoffState.offered and row.responded_at is None
            if waits and str(row.key) not in clocks and not Act.objects.filter(key=noted).exists():
                found.append(f"{row.key}: no clock runs")
        for name in self.seen[-5:]:
            found += self._wrong_of(name)
        return found

    def _wrong_of(self, name: str) -> list[str]:
        from tests.handoffs.company import key_of

        contact = contact_of(key_of(person(name)))
        lead = find_lead(contact, self.now) if contact else None
        if lead is None or not lead.journey.passes or contact is None:
            return [f"{name}: no journey"]
        rows = Handoff.objects.filter(subject__in=keys_of(contact), kind="mql_to_sdr")
        open_ones = [row for row in rows if HandoffState(row.state) in OPEN]
        last = lead.journey.passes[-1]
        keys = [str(key) for key in keys_of(contact)]
        asked = Job.objects.filter(kind=LOOK, done_at=None, key__in=keys).exists()  # within the minute
        if last.qualified_at and last.outcome is None and not rows and not asked:
            return [f"{name}: qualified, and nobody's"]
        return [f"{name}: handed over twice"] if len(open_ones) > 1 else []


def _join(name: str, role: Role, team: str, number: int) -> Viewer:
    sales_id = f"0050000000000{number:02}AAA" if number else ""
    address = f"{name}@accord.example"
    add_person(
        SYSTEM,
        email=address,
        name=name.title(),
        role=role,
        password="a long pass phrase",
        team=team,
        sales_id=sales_id,
    )
    found = find_viewer(address)
    assert found is not None
    return found


def _crm(rep: Viewer) -> str:
    return min(rep.sales_ids)


def run(seed: int, steps: int) -> list[str]:
    """So many steps; what is wrong first, with the step and the seed."""
    campaign = Campaign(seed)
    for step in range(steps):
        if found := campaign.step():
            return [f"seed {seed}, step {step}: {one}" for one in found]
    return []
