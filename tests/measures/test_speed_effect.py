"""What an hour costs: nothing where nothing is lost, the truth where something is; and what the naive way says."""

import os
from math import sqrt

import numpy as np
import pytest

from accord.measures.speed.effect import HourCost, Waits, cost_of_an_hour
from accord.measures.wilson import Z95

COMPANIES = int(os.environ.get("ACCORD_SPEED_COMPANIES", "60"))
Z90 = 1.6448536269514722


def leads(draws: np.random.Generator, count: int, cost: float, *, picked: bool = False) -> Waits:
    """Leads that end by themselves (the hopeless soon) or are answered, whichever comes first.

    An hour of waiting takes `cost` off the chance to win. `picked`: reps answer good classes first.
    """
    kind = draws.integers(0, 3, count)
    good = draws.beta(2, 6, count) * (0.7 + 0.5 * kind)
    ends = draws.exponential(4 + 60 * good)
    pace = 10.0 / (1 + 2 * kind) if picked else np.full(count, 8.0)
    answer = draws.exponential(pace)
    answered = answer < ends
    hours = np.minimum(np.minimum(answer, ends), 40.0)
    answered &= answer <= 40.0
    # Who ends unanswered is won or lost by itself, as far as the waiting has left of it.
    won = draws.random(count) < np.clip(good + 0.15 - cost * hours, 0, 1)
    return Waits(hours, answered, won, kind, np.arange(count))


def naive(waits: Waits) -> float:
    """How many standard errors apart the win rates of answered and unanswered leads are."""
    yes, no = waits.won[waits.answered], waits.won[~waits.answered]
    error = sqrt(yes.var() / len(yes) + no.var() / len(no))
    return float((yes.mean() - no.mean()) / error)


def z_of(found: HourCost) -> float:
    assert found.value is not None and found.interval is not None
    return found.value / ((found.interval.high - found.interval.low) / (2 * Z95))


def test_the_naive_comparison_finds_what_is_not_there_and_ours_does_not() -> None:
    """Two hundred companies without an effect, reps picking good leads: naive is sure in most, ours in 5 %."""
    draws = np.random.default_rng(4)
    sure = wrong = 0
    for _company in range(200):
        waits = leads(draws, 600, cost=0.0, picked=True)
        wrong += abs(naive(waits)) > Z95
        sure += abs(z_of(cost_of_an_hour(waits, 40.0))) > Z95
    assert wrong > 140, wrong
    assert sure <= 19, sure  # 5 % of 200, and three standard deviations


def test_kinds_not_held_apart_are_the_mutant_that_finds_an_effect_of_picking() -> None:
    draws = np.random.default_rng(9)
    waits = leads(draws, 20_000, cost=0.0, picked=True)
    assert abs(z_of(cost_of_an_hour(waits, 40.0))) < 3
    mixed = Waits(waits.hours, waits.answered, waits.won, np.zeros(20_000, np.int64), waits.company)
    assert abs(z_of(cost_of_an_hour(mixed, 40.0))) > 5


def test_a_planted_cost_is_found() -> None:
    found = cost_of_an_hour(leads(np.random.default_rng(5), 40_000, cost=0.004), 40.0)
    assert found.interval is not None and found.interval.low < 0.004 < found.interval.high
    assert found.interval.low > 0.002


def test_by_hand() -> None:
    """Four of a kind: answered after 1 h and won, after 3 h and lost, ended at 2 h lost, never (5 h) and won.

    At 1 h all four stand: won 1 - 2/4, hours 1 - 11/4. At 3 h two: won 0 - 1/2, hours 3 - 4. Repeated a hundred times.
    """
    times = np.tile([1.0, 3.0, 2.0, 5.0], 100)
    answered, won = np.tile([True, True, False, False], 100), np.tile([True, False, False, True], 100)
    found = cost_of_an_hour(Waits(times, answered, won, np.zeros(400, np.int64), np.arange(400)), 40.0)
    assert found.value == pytest.approx((0.5 - 0.5) / 2.75, abs=1e-12)
    late = np.tile([True, False, False, False], 100)
    found = cost_of_an_hour(Waits(times, late, won, np.zeros(400, np.int64), np.arange(400)), 40.0)
    assert found.value == pytest.approx(0.5 / 1.75) and (found.answers, found.wins) == (100, 100)
    assert found.interval is not None and found.interval.low < 0.5 / 1.75 < found.interval.high


def test_too_little_says_how_much_more() -> None:
    few = leads(np.random.default_rng(1), 20, 0.0)
    found = cost_of_an_hour(few, 40.0)
    assert found.value is None and found.interval is None and found.missing >= 30 - found.answers > 0
    none = Waits(
        *(np.zeros(0), np.zeros(0, np.bool_), np.zeros(0, np.bool_)),
        np.zeros(0, np.int64),
        np.zeros(0, np.int64),
    )
    assert cost_of_an_hour(none, 40.0).missing == 30


@pytest.mark.long
@pytest.mark.parametrize("cost", [0.0, 0.004])
def test_ninety_per_cent_hold_the_truth(cost: float) -> None:
    """The full size: ACCORD_SPEED_COMPANIES=2500, 2,200 to 2,300 of them."""
    draws = np.random.default_rng(2028)
    held = 0
    for _company in range(COMPANIES):
        span = cost_of_an_hour(leads(draws, 800, cost), 40.0, Z90).interval
        held += span is not None and span.low <= cost <= span.high
    print(f"cost {cost}: {held} of {COMPANIES} intervals hold it")
    off = 3.4 * sqrt(COMPANIES * 0.9 * 0.1)
    assert 0.9 * COMPANIES - off <= held <= 0.9 * COMPANIES + off
