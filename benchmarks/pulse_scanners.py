"""Ordinary campaigns of which many recipients sit behind a click scanner, counted on the released clock.

One mailing of the hits that the machine filter is tested on (they know nothing of the filter) is judged minute by
minute with what had come by then; a click counts three minutes after it came if it is held for a person's. What that
does to human clicks and which machine clicks pass is drawn from for every run; rate and curve are learnt on that clock.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import numpy as np
from benchmarks.pulse_world import LEARNT, TAKEN, World, simulate
from tests.agents.figures import to_hit
from tests.agents.simulated import Temper
from tests.agents.simulated.machines import MACHINES
from tests.agents.simulated.people import PEOPLE
from tests.agents.simulated.world import START, make_world

from accord.journey.agents import COUNTED, judge
from accord.learning.pulse import BAR, LOOKS, Benchmark, Counts, weigh
from accord.learning.pulse.learn import fit_curve

RELEASED = 3  # minutes after a click, as the agreement's `pulse: click_released_after` has it
_MAILS, _CLICK = 12_000, 0.1
_PAST = 200_000  # mails of comparable campaigns, to learn rate and curve on this clock


@dataclass(frozen=True, slots=True)
class Filter:
    """What the filter does: minutes by which a human click counts later (-1: never), and ages of false ones."""

    later: np.ndarray
    false_age: np.ndarray
    false_share: float  # of mails behind a scanner without a human click


def behind_scanners(row: Callable[..., None], runs: int, chance: np.random.Generator) -> None:
    """False halts and rises with 30 % and 60 % of recipients behind scanners, on each curve with the spread."""
    for share in (0.3, 0.6):
        filter_ = judge_mailing(share, seed=int(share * 100))
        lost = (filter_.later < 0).mean()
        row(
            f"{share:.0%} behind scanners: of human clicks there",
            lost=f"{lost:.3f}",
            false=f"{filter_.false_share:.4f}",
        )
        for rate in (0.03, 0.005):
            past = counted(World(_PAST, rate), share, filter_, 20, chance)
            learnt = Benchmark(_rate(past), TAKEN, fit_curve(past.answered.sum(axis=(0, 1)), LOOKS))
            for stretch, sd in ((1.0, 1.2), (1.2, 1.0), (1.2, 1.4), (0.8, 1.0)):
                halts = rises = 0
                for first in range(0, runs, 500):
                    world = World(10_000, rate, curve=LEARNT.stretched(stretch, sd), spread=TAKEN)
                    counts = counted(world, share, filter_, min(500, runs - first), chance)
                    drop, rise = (side.max(axis=1) >= np.log(BAR) for side in weigh(counts, learnt))
                    halts, rises = halts + int(drop.sum()), rises + int(rise.sum())
                row(
                    f"  n 10000 rate {rate:.1%}, curve x{stretch}/{sd} spread {TAKEN}",
                    halts=halts,
                    rises=rises,
                    of=runs,
                )


def counted(world: World, share: float, filter_: Filter, runs: int, chance: np.random.Generator) -> Counts:
    """Answers as they count: those behind scanners changed by the filter, all released after their hold."""
    plain = simulate(world, runs, chance)
    found = np.zeros_like(plain.answered)
    behind = chance.binomial(plain.answered, share)
    _move(plain.answered - behind, np.full(1, RELEASED), found, chance)
    _move(behind, filter_.later, found, chance)
    false = chance.poisson(plain.sent * share * filter_.false_share, (runs, len(plain.sent)))
    ages = chance.choice(filter_.false_age, int(false.sum())) if false.sum() else np.zeros(0, dtype=np.int64)
    at = np.nonzero(false)
    run, minute = (np.repeat(each, false[at]) for each in at)
    seen = ages < LOOKS
    np.add.at(found, (run[seen], minute[seen], ages[seen]), 1)
    return Counts(plain.sent, found)


def _move(answers: np.ndarray, later: np.ndarray, found: np.ndarray, chance: np.random.Generator) -> None:
    run, minute, age = (np.repeat(each, answers[np.nonzero(answers)]) for each in np.nonzero(answers))
    shift = chance.choice(later, len(age))
    seen = (shift >= 0) & (age + shift < LOOKS)
    np.add.at(found, (run[seen], minute[seen], (age + shift)[seen]), 1)


def _rate(past: Counts) -> float:
    """The share that ever answers, from what had come by the last look."""
    curve = fit_curve(past.answered.sum(axis=(0, 1)), LOOKS)
    return float(past.answered.sum() / (past.sent.sum() * len(past.answered)) / curve.come_by(LOOKS - 5))


def judge_mailing(share: float, seed: int) -> Filter:
    """One mailing of ten minutes, judged every minute with what had come by then."""
    chance = Random(seed)
    world = make_world(chance, _MAILS, Temper())
    mails = []
    for n, mail in enumerate(world.mails[:_MAILS]):
        at = START + timedelta(minutes=n * 10 // _MAILS, seconds=chance.random() * 60)
        mails.append(replace(mail, message="pulse", recipient=n, delivered_at=at))
    scanned = [chance.random() < share for _ in mails]
    rows, human = [], {}
    for mail, behind in zip(mails, scanned, strict=True):
        if behind:
            rows += _kind(chance, MACHINES)(world, mail)
        if chance.random() < _CLICK:
            visit = _shifted(_kind(chance, PEOPLE)(world, mail), mail.delivered_at, chance)
            rows += visit
            human[mail.recipient] = _age(visit[0]["at"], mail.delivered_at)
    first = _first_counted(rows, {mail.recipient: mail.delivered_at for mail in mails})
    behind_one = [mail.recipient for mail, behind in zip(mails, scanned, strict=True) if behind]
    clicked = [who for who in behind_one if human.get(who, LOOKS) < LOOKS - 2 * RELEASED]
    later = [first[who] - human[who] if who in first else -1 for who in clicked]
    idle = [who for who in behind_one if who not in human]
    ages = [first[who] for who in idle if who in first]
    return Filter(np.maximum(later, -1), np.array(ages or [0]), len(ages) / len(idle))


def _kind(chance: Random, kinds: dict[str, tuple[float, Callable[..., Any]]]) -> Callable[..., Any]:
    return chance.choices([act for _, act in kinds.values()], [weight for weight, _ in kinds.values()])[0]


def _shifted(visit: list[dict[str, Any]], sent: datetime, chance: Random) -> list[dict[str, Any]]:
    """The visit at a delay of the learnt curve, not of the hits' own days."""
    delay = timedelta(minutes=chance.lognormvariate(np.log(LEARNT.median), LEARNT.log_sd))
    by = sent + delay - visit[0]["at"]
    return [row | {"at": row["at"] + by} for row in visit]


def _age(at: datetime, sent: datetime) -> int:
    return int((at - sent) / timedelta(minutes=1))


def _first_counted(rows: list[dict[str, Any]], sent: dict[int, datetime]) -> dict[int, int]:
    """The age in minutes at which each recipient's first click counts, judged with what had come by then."""
    hits = sorted((to_hit(row) for row in rows), key=lambda hit: hit.at)
    due: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    for hit in hits:
        minute = _age(hit.at, START) + RELEASED
        due[minute].append((hit.hit_id, hit.recipient, _age(hit.at, sent[hit.recipient]) + RELEASED))
    first: dict[int, int] = {}
    for minute in range(LOOKS + 10):
        known = [hit for hit in hits if _age(hit.at, START) < minute + 1]
        waiting = [each for each in due.get(minute, ()) if each[1] not in first]
        if not waiting:
            continue
        taken = {one.hit_id for one in judge(known) if one.klass in COUNTED}
        for hit_id, recipient, age in waiting:
            if hit_id in taken:
                first.setdefault(recipient, max(age, 0))
    return first
