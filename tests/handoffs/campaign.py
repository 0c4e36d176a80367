"""Random days of a company that hands off: people leave, rules change, two accept, the CRM is edited, work dies.

After every step no lead may be nobody's; whatever is found wrong is a sentence. Each company lives for `COMPANY`
steps and is rolled back after its last: a step costs the same however many there are.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from random import Random
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from accord.agreement import content_hash
from accord.contacts.merge import merge, unmerge
from accord.handoffs.models import Handoff
from accord.handoffs.work import Ending
from accord.ledger.models import Job
from accord.teams.models import SealedAgreement, User
from accord.teams.people import find_viewer
from accord.vocabulary.errors import AccordError
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import HandoffState
from accord.vocabulary.people import Role, Viewer
from accord.workflows.handoffs import act
from accord.workflows.handoffs.situation import contact_of
from accord.workflows.handoffs.sweep import SWEEP, sweep
from accord.workflows.member_left import LEFT, do_left, end_access
from accord.workflows.people import give_back_access
from accord.workflows.work import work_once
from accord.workflows.work_kinds import HAND
from tests.handoffs.company import AGREEMENT, START, asks, key_of, live, person, qualifies, say, touch
from tests.handoffs.stands import wrong, wrong_in_all

COMPANY = 400  # steps
MANY = 24  # open leads: above, more of them end
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
_SAID = (
    FactKind.accepted,
    FactKind.converted,
    FactKind.conversation,
    FactKind.lead_status,
    FactKind.returned,
    FactKind.recycled,
)
_NEWS = (FactKind.page_view, FactKind.demo_request, FactKind.case_study)
# Each version differs from the first in one rule, and is signed while leads of the one before are under way.
_RULES = (
    ("first_attempt: {hot: 30 working minutes", "first_attempt: {hot: 2 working hours"),
    ("sales_promises.follow_up: enforce", "sales_promises.follow_up: observe"),
    ("accept_within: 4 working hours, silence: backup owner", "accept_within: 1 working hours"),
    ("capacity: {open leads per sdr: 4", "capacity: {open leads per sdr: 2"),
    ("account owner, round robin by capacity", "round robin"),
)
VERSIONS = tuple(
    AGREEMENT.replace("version: 1,", f"version: {number},").replace(was, becomes)
    for number, (was, becomes) in enumerate(_RULES, 2)
)
_WORK = {kind: work for kind, work in HAND.items() if kind != SWEEP} | {LEFT: do_left}


class Crash(BaseException):
    """The process dies: nothing of ours catches it."""


class Campaign:
    """One company; `step` does one random thing and says what is wrong afterwards."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.now = START
        self.seen: list[str] = []
        self.news: list[str] = []  # whom this step brings news of
        self.merges: list[str] = []
        self.versions = iter(VERSIONS)
        self.people: list[Viewer] = [_join(name, Role.rep, "sdr", n) for n, name in enumerate(REPS, 1)]
        self.boss = _join("bea", Role.manager, "sdr", 9)
        self.ops = _join("olga", Role.ops, "", 0)
        live()
        self.acts: tuple[Callable[[], None], ...] = (
            self.somebody_new, self.somebody_new, self.touches, self.calls, self.calls, self.takes, self.ends,
            self.two_take, self.passes_on, self.leaves, self.returns, self.crm_owner, self.crm_says, self.dies,
            self.dies, self.rests, self.undoes, self.merges_two, self.parts_two, self.signs,
        )  # fmt: skip

    def step(self) -> list[str]:
        """One random thing, the work that is due, and what is wrong now."""
        self.now += timedelta(seconds=self.chance.randrange(5, 900))
        self.news = []
        self.chance.choice(self.acts)()
        self.work()
        return wrong(self.news, self.now)

    def work(self) -> None:
        """The worker's loop, each row at the instant it falls due; then whoever left is swept out."""
        for _ in range(2_000):
            due = Job.objects.filter(kind__in=_WORK, done_at=None, due_at__lte=self.now)
            first = (
                due.filter(Q(lease_until=None) | Q(lease_until__lte=self.now))
                .order_by("due_at", "id")
                .first()
            )
            if first is None:
                break
            at = max(first.due_at, first.lease_until or first.due_at)
            work_once(_WORK, lambda at=at: at)  # type: ignore[misc]
        else:
            raise AssertionError("work goes round in circles")
        if User.objects.filter(is_active=False).exists():
            sweep(self.now)

    # what happens

    def somebody_new(self) -> None:
        name = f"p{len(self.seen)}"
        rows = asks if self.chance.random() < 0.5 else qualifies
        firm = f"firm{self.chance.randrange(1 + len(self.seen))}"
        say(rows(person(name), self.now, firm=firm, company=firm), self.now)
        self.seen.append(name)  # whoever dies before has told nobody of them
        self.news.append(name)

    def says(self, kinds: tuple[FactKind, ...], late: int = 0, **said: Any) -> None:
        """Something with somebody, by somebody of ours; it reaches us up to so many seconds late."""
        if not self.seen:
            return
        name, rep = self.chance.choice(self.seen), self.chance.choice(self.people)
        at = self.now - timedelta(seconds=self.chance.randrange(late + 1))
        self.news.append(name)
        say([touch(person(name), self.chance.choice(kinds), at, actor=min(rep.sales_ids), **said)], self.now)

    def touches(self) -> None:
        self.says(_NEWS)

    def calls(self) -> None:
        self.says(_CALLS, late=900)

    def crm_owner(self) -> None:
        self.says((FactKind.owner_assigned,))

    def crm_says(self) -> None:
        self.says(_SAID, value="no timing")

    def merges_two(self) -> None:
        """The CRM's duplicates are merged by hand."""
        if len(self.seen) > 1:
            left, right = (contact_of(key_of(person(name))) for name in self.chance.sample(self.seen, 2))
            assert left is not None and right is not None
            with suppress(AccordError):
                self.merges.append(merge(self.ops, left, right, "one person", self.now).act_key)

    def parts_two(self) -> None:
        if self.merges:
            unmerge(self.ops, self.merges.pop(), "two people", self.now)

    def signs(self) -> None:
        """A new version, signed while leads are under way; each company signs each once."""
        text = next(self.versions, None)
        if text is not None and self.chance.random() < 0.2:
            SealedAgreement.objects.create(
                hash=content_hash(text), sealed=text.encode(), agreement_id="handing",
                version=VERSIONS.index(text) + 2, in_force_from=self.now, sealed_at=self.now,
            )  # fmt: skip

    def takes(self) -> None:
        self.tries(lambda row: act.accept_lead(self.chance.choice(self.people), row.key, now=self.now))

    def two_take(self) -> None:
        row = self.any_open()
        if row is None:
            return
        won = []
        for by in (*self.chance.sample(self.people, 2), self.boss):
            with suppress(AccordError):
                act.accept_lead(by, row.key, now=self.now)
                won.append(by)
        assert len(won) <= 1, "two took the same lead"

    def ends(self) -> None:
        for _ in range(1 + Handoff.objects.filter(closed_at=None).count() // MANY * 5):
            ending = self.chance.choice(ENDINGS)
            self.tries(lambda row, ending=ending: act.end_lead(self.boss, row.key, ending, now=self.now))  # type: ignore[misc]

    def passes_on(self) -> None:
        to = self.chance.choice(self.people).actor
        self.tries(lambda row: act.reassign_lead(self.boss, row.key, to, "busy", now=self.now))

    def undoes(self) -> None:
        row = Handoff.objects.order_by("-closed_at", "key").first()
        if row is not None:
            with suppress(AccordError):
                act.undo_lead(self.boss, row.key, now=self.now)

    def leaves(self) -> None:
        end_access(self.ops, self.chance.choice(self.people).user_id, self.now)

    def returns(self) -> None:
        for gone in User.objects.filter(pk__in=[one.user_id for one in self.people], is_active=False):
            give_back_access(self.ops, gone.pk, self.now)

    def dies(self) -> None:
        """Whoever writes or works dies at a random statement, within a transaction or between two.

        What was under way is done again by the next worker, once the lease of the dead one has ended.
        """
        with suppress(Crash), dies_at(self.chance.randrange(1, 400)):
            self.chance.choice((self.somebody_new, self.calls, self.ends, self.passes_on))()
            self.work()

    def rests(self) -> None:
        self.now += timedelta(hours=self.chance.randrange(1, 40))

    def any_open(self) -> Handoff | None:
        rows = list(Handoff.objects.filter(closed_at=None).order_by("key"))
        return self.chance.choice(rows) if rows else None

    def tries(self, do: Callable[[Handoff], object]) -> None:
        row = self.any_open()
        if row is not None:
            with suppress(AccordError):
                do(row)


@contextmanager
def dies_at(statement: int) -> Iterator[None]:
    """The process dies instead of sending its n-th statement (those that open and end transactions apart)."""
    left = statement

    def send(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal left
        left -= "SAVEPOINT" not in sql
        if not left:
            left = -1
            raise Crash
        return execute(sql, *rest)

    with connection.execute_wrapper(send):
        yield


def _join(name: str, role: Role, team: str, number: int) -> Viewer:
    sales_id = f"0050000000000{number:02}AAA" if number else ""
    address = f"{name}@accord.example"
    User.objects.create(email=address, name=name.title(), role=role.value, team=team, sales_id=sales_id)
    found = find_viewer(address)
    assert found is not None
    return found


def run(seed: int, steps: int) -> list[str]:
    """So many steps, in companies one after the other; what is wrong first, with its step and seed."""
    for first in range(0, steps, COMPANY):
        with transaction.atomic():
            found = _live_through(seed + first, min(COMPANY, steps - first))
            transaction.set_rollback(True)
        if found:
            return found
        print(f"{min(first + COMPANY, steps):,} of {steps:,} steps on {connection.vendor}", flush=True)
    return []


def _live_through(seed: int, steps: int) -> list[str]:
    campaign = Campaign(seed)
    for step in range(steps):
        if found := campaign.step():
            return [f"seed {seed}, step {step}: {one}" for one in found]
    return [f"seed {seed}, at the end: {one}" for one in wrong_in_all(campaign.seen, campaign.now)]
