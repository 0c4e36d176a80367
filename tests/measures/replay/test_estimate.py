"""What new leads may bring holds what they brought, as often as it says; of whom it is learnt is the rule's."""

import numpy as np
import pytest
from numpy.typing import NDArray

from accord.measures.replay import outcomes
from accord.measures.replay.outcomes import DRAWS, Outcome, estimate
from accord.measures.wilson import ENOUGH

WORLDS = 300
Numbers = NDArray[np.float64]


def world(seed: int, seen: int, new: int) -> tuple[bool, bool, bool]:
    """Whether answers, wins and revenue of the new leads of a made company lie in their intervals."""
    rng = np.random.default_rng(seed)
    answers, wins = rng.uniform(0.3, 0.9), rng.uniform(0.05, 0.4)

    def leads(count: int) -> Numbers:
        won = rng.random(count) < wins
        return np.column_stack((rng.random(count) < answers, won, won * rng.gamma(2, 5_000, count)))

    matched = [("ads", "A", Outcome(*row)) for row in leads(seen).tolist()]
    made = estimate([("ads", "A")] * new, matched, seed)
    truth = leads(new).sum(axis=0)
    found = [made.answered, made.won, made.revenue]
    return tuple(
        each is not None and each.interval.low <= value <= each.interval.high
        for each, value in zip(found, truth, strict=True)
    )  # type: ignore[return-value]


def covered() -> Numbers:
    return np.mean([world(seed, seen=60, new=80) for seed in range(WORLDS)], axis=0)


def test_the_interval_holds_what_new_leads_brought() -> None:
    """Nominal 95 %; of 300 worlds 92 % is three standard errors below it, and sums of few wins cover a little less."""
    assert (covered() >= 0.91).all(), covered()


def test_matched_leads_taken_for_the_truth_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mutant that does not draw the matched leads anew forgets that only so many were seen."""

    def sure(pool: Numbers, count: int, rng: np.random.Generator) -> Numbers:
        return np.array([pool[rng.integers(len(pool), size=count)].sum(axis=0) for _ in range(DRAWS)])

    monkeypatch.setattr(outcomes, "_draw", sure)
    assert (covered() < 0.91).any(), covered()


def matched(source: str, klass: str, count: int, won: float) -> list[tuple[str, str, Outcome]]:
    return [(source, klass, Outcome(1.0, won, 0.0))] * count


def test_it_is_learnt_from_the_nearest_that_are_enough() -> None:
    near, klass, rest = (
        matched("ads", "A", ENOUGH, 1.0), matched("fair", "A", ENOUGH, 0.0), matched("web", "B", ENOUGH, 0.0)
    )  # fmt: skip
    same = estimate([("ads", "A")], near + klass + rest, 1)
    assert same.won is not None and same.won.value == 1.0 and same.matched == ENOUGH
    of_class = estimate([("mail", "A")], near + klass + rest, 1)
    assert of_class.won is not None and of_class.won.value == 0.5 and of_class.matched == 2 * ENOUGH
    of_all = estimate([("mail", "C")], near + klass + rest, 1)
    assert of_all.won is not None and of_all.won.value == pytest.approx(1 / 3)
    few = estimate([("ads", "A")], near[:-1] + klass, 1)
    assert few.won is not None and few.won.value == pytest.approx((ENOUGH - 1) / (2 * ENOUGH - 1))


def test_too_few_say_nothing_and_nobody_new_brings_nothing() -> None:
    few = estimate([("ads", "A")], matched("ads", "A", ENOUGH - 1, 1.0), 1)
    assert few.won is None and few.says
    assert estimate([], matched("ads", "A", ENOUGH, 1.0), 1).leads == 0


def test_the_order_of_the_leads_changes_nothing() -> None:
    rows = matched("ads", "A", 40, 1.0) + matched("ads", "A", 40, 0.0)
    new = [("ads", "A"), ("fair", "B"), ("ads", "A")]
    assert estimate(new, rows, 3).won == estimate(new[::-1], rows, 3).won
