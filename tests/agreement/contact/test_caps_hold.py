"""No sequence of granted slots breaks a cap, whatever else happens; the size comes from ACCORD_CAP_STEPS."""

import os
import random
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from accord.agreement.contact import Ask, Policy, Situation, Taken, Touch, Verdict, decide_contact
from accord.agreement.contact.terms import Cap
from accord.agreement.contact.used import match_used
from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import FactKind, Team
from tests.agreement.contact.company import KINDS, MONDAY, known, policy

STEPS = int(os.environ.get("ACCORD_CAP_STEPS", "2000"))
CLAUSE = """
contact_policy:
  caps:
    marketing e-mail per person: 2 per 7 days
    automatic touches per person: 3 per 3 days
    touches per person: 4 per 10 hours
    per account: 6 per 2 days
"""
ASKS = [
    Ask(team=Team.marketing),
    Ask(team=Team.sales),
    Ask(team=Team.sales, automatic=False),
    Ask(team=Team.sales, medium=Medium.phone, automatic=False),
]
KIND = {(team, medium, automatic): kind for kind, (team, medium, automatic) in KINDS.items()}
Decide = Callable[[Policy, Situation, Ask, datetime], Verdict]


class World:
    """Four people of two accounts (1 and 2, 3 and 4): touches of nobody's slot, slots taken, used, given back."""

    def __init__(self, seed: int, decide: Decide) -> None:
        self.draw = random.Random(seed)
        self.policy = policy(clause=CLAUSE)
        self.decide = decide
        self.now = MONDAY
        self.touches: list[Touch] = []
        self.slots: dict[str, Taken] = {}
        self.ours: dict[
            int, int
        ] = {}  # touches that used a slot, and the last touch known when it was granted
        self.known_at: dict[str, int] = {}
        self.seq = self.promised = self.kept = 0

    def step(self) -> None:
        """Time passes, then one thing happens."""
        self.now += timedelta(seconds=self.draw.choice([0, 1, 60, 1800, 7200, 20_000]))
        act = self.draw.random()
        if act < 0.6:
            self.ask()
        elif act < 0.85:
            self.use()
        elif act < 0.95:
            self.give_back()
        else:
            self.touch(self.draw.choice(ASKS), self.draw.randint(1, 4), self.now)

    def ask(self) -> None:
        """Ask as Accord's own sends do: every cap holds them."""
        who, asked = self.draw.randint(1, 4), self.draw.choice(ASKS)
        ask = Ask(team=asked.team, medium=asked.medium, automatic=asked.automatic, ours=True)
        verdict = self.decide(self.policy, self.situation(who), ask, self.now)
        if verdict.answer:
            token, until = (
                f"t{len(self.slots)}-{self.seq}",
                self.now + timedelta(minutes=self.draw.choice([5, 600])),
            )
            self.known_at[token] = self.seq
            self.slots[token] = Taken(token, self.now, until, ask.team, ask.medium, ask.automatic, who)
        elif verdict.when is not None:
            self.promised += 1
            again = self.decide(self.policy, self.situation(who, verdict.when), ask, verdict.when)
            self.kept += again.answer

    def situation(self, who: int, now: datetime | None = None) -> Situation:
        """What is known of a person, as the record's reader gathers it."""
        account = {1: (1, 2), 2: (1, 2), 3: (3, 4), 4: (3, 4)}[who]
        near = tuple(t for t in self.touches if t.person in account)
        slots = [s for s in self.slots.values() if s.person in account]
        used = match_used(slots, near)
        free = tuple(s for s in slots if s.token not in used and s.until > (now or self.now))
        return known(person=who, touches=near, taken=free)

    def use(self) -> None:
        """A slot that is still open is used, and the touch is known at once."""
        used = match_used(self.slots.values(), self.touches)
        free = [s for s in self.slots.values() if s.token not in used and s.at <= self.now <= s.until]
        if free:
            slot = self.draw.choice(free)
            self.touch(
                Ask(team=slot.team, medium=slot.medium, automatic=slot.automatic), slot.person, self.now
            )
            self.ours[self.seq] = self.known_at[slot.token]

    def give_back(self) -> None:
        """A slot that is open is given back."""
        used = match_used(self.slots.values(), self.touches)
        free = [s.token for s in self.slots.values() if s.token not in used and s.until > self.now]
        if free:
            del self.slots[self.draw.choice(free)]

    def touch(self, ask: Ask, who: int, at: datetime) -> None:
        """Somebody reaches out."""
        self.seq += 1
        kind = KIND[ask.team, ask.medium, ask.automatic]
        self.touches.append(
            Touch(at, ask.team, ask.medium, ask.automatic, who, source="t", kind=kind, seq=self.seq)
        )

    def broken(self) -> list[tuple[str, int]]:
        """Windows with more touches than a cap allows, counted anew: those of slots, and what else was known when the
        last of these slots was granted. What others do afterwards no grant can foresee.
        """
        found = []
        for cap in self.policy.caps:
            groups: dict[int, list[Touch]] = defaultdict(list)
            for one in self.touches:
                if counted(cap, one):
                    groups[(one.person + 1) // 2 if cap.of_account else one.person].append(one)
            for group in groups.values():
                for at, last in enumerate(group):
                    inside = [t for t in group[: at + 1] if last.at - t.at < cap.per]
                    granted = max((self.ours[t.seq] for t in inside if t.seq in self.ours), default=-1)
                    counts = [t for t in inside if t.seq in self.ours or t.seq <= granted]
                    if granted >= 0 and len(counts) > cap.n:
                        found.append((cap.clause, last.seq))
        return found


def counted(cap: Cap, one: Touch) -> bool:
    """Read from the clause's words, not from how they were compiled."""
    words = cap.clause.rpartition(".")[2]
    if words.startswith("marketing e-mail"):
        return one.kind is FactKind.email_sent
    if words.startswith("automatic"):
        return one.kind in (FactKind.email_sent, FactKind.sequence_email_sent)
    return True


def run(decide: Decide, steps: int) -> list[tuple[str, int]]:
    """So many steps in worlds of 250; what broke, a broken word on when it will be yes among it."""
    broken: list[tuple[str, int]] = []
    for seed in range(max(1, steps // 250)):
        world = World(seed, decide)
        for _ in range(250):
            world.step()
        broken += world.broken()
        broken += [("when", world.promised - world.kept)] if world.kept < world.promised else []
    return broken


@pytest.mark.long
def test_no_sequence_of_granted_slots_breaks_a_cap() -> None:
    assert run(decide_contact, STEPS) == []


def _without_slots(agreed: Policy, situation: Situation, ask: Ask, now: datetime) -> Verdict:
    return decide_contact(agreed, known(person=situation.person, touches=situation.touches), ask, now)


def _person_alone(agreed: Policy, situation: Situation, ask: Ask, now: datetime) -> Verdict:
    mine = tuple(t for t in situation.touches if t.person == situation.person)
    return decide_contact(
        agreed, known(person=situation.person, touches=mine, taken=situation.taken), ask, now
    )


def _one_team_alone(agreed: Policy, situation: Situation, ask: Ask, now: datetime) -> Verdict:
    same = tuple(t for t in situation.touches if t.team is ask.team)
    return decide_contact(
        agreed, known(person=situation.person, touches=same, taken=situation.taken), ask, now
    )


@pytest.mark.parametrize("mutant", [_without_slots, _person_alone, _one_team_alone])
def test_mutants_that_forget_slots_or_colleagues_or_the_other_team_are_caught(mutant: Decide) -> None:
    assert run(mutant, 1500)
