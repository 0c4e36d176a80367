"""The promise of the false alarm on weeks in which nothing changed, a planted spike, and what breaks the promise."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import exp, lgamma, log

import numpy as np
import pytest

from accord.measures.hears.spikes import holm, upper_tail

PROMISED = 0.05
BROKEN = 11  # of 100 weeks: where the promise holds, more come in fewer than one of 100 tries
WEEKS = 26
MEANS = (0.3, 1.0, 2.0, 3.0, 5.0, 8.0, 0.5, 1.5, 4.0, 6.0)
Tail = Callable[[Sequence[int], Sequence[int], int, int], float]
Rule = Callable[[Sequence[float], float], list[bool]]


def weeks(seed: int, spread: float, planted: float = 1.0) -> tuple[list[list[int]], list[int]]:
    """Ten topics of a company whose rates wander by `spread`; the last topic's last week times `planted`."""
    draws = np.random.default_rng(seed)
    outcomes = draws.integers(20, 60, WEEKS + 1)
    found = []
    for at, mean in enumerate(MEANS):
        rate = outcomes * mean / 40
        if spread:
            rate = rate * draws.gamma(1 / spread, spread, WEEKS + 1)
        if at == len(MEANS) - 1:
            rate[-1] *= planted
        found.append(draws.poisson(rate).tolist())
    return found, outcomes.tolist()


def alarms(seeds: int, spread: float, tail: Tail = upper_tail, rule: Rule = holm) -> int:
    """In how many companies any topic is called a spike though nothing changed."""
    return sum(any(rule(_chances(*weeks(seed, spread), tail), PROMISED)) for seed in range(seeds))


def _chances(topics: list[list[int]], outcomes: list[int], tail: Tail) -> list[float]:
    return [tail(each[:-1], outcomes[:-1], each[-1], outcomes[-1]) for each in topics]


def _poisson(counts: Sequence[int], outcomes: Sequence[int], count: int, of: int) -> float:
    mean = max(sum(counts) / sum(outcomes) * of, 1e-9)
    return 1 - sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count))


def _each_alone(chances: Sequence[float], level: float) -> list[bool]:
    return [chance <= level for chance in chances]


@pytest.mark.parametrize("spread", [0.0, 0.3, 1.0])
def test_where_nothing_changed_a_spike_is_said_in_at_most_the_promised_share_of_weeks(spread: float) -> None:
    # 300 weeks at exactly 5 % have more than 22 in one of 20 tries: 15 + 1.645 * 3.77 = 21.2.
    assert alarms(300, spread) <= 21


def test_without_the_overdispersion_the_promise_is_broken() -> None:
    assert alarms(100, 0.3, tail=_poisson) > BROKEN, "Poisson calls ordinary weeks spikes"


def test_without_holms_rule_the_promise_is_broken() -> None:
    assert alarms(100, 1.0, rule=_each_alone) > BROKEN, "ten topics at 5 % each are no 5 %"


def test_a_planted_spike_is_found_and_only_it() -> None:
    found = [holm(_chances(*weeks(seed, 0.05, planted=5), upper_tail), PROMISED) for seed in range(40)]
    assert sum(each[-1] for each in found) >= 36
    assert sum(any(each[:-1]) for each in found) <= 4


def test_the_chance_against_a_reckoning_of_its_own() -> None:
    """The same averages by drawing rates, overdispersions and counts, none of the grid's sums used."""
    counts, outcomes, of = [2, 0, 3, 1, 4, 2, 1, 0], [30, 20, 40, 25, 50, 30, 20, 25], 40
    draws = np.random.default_rng(7)
    rate = np.exp(draws.uniform(log(1e-3), log(1.0), 200_000))
    spread = draws.uniform(0.02, 2.0, 200_000) ** 2
    known = 0.5 * np.log(rate)
    for count, cases in zip(counts, outcomes, strict=True):
        mean, size = rate * cases, 1 / spread
        rising = sum((np.log(size + k) for k in range(count)), np.zeros_like(rate))
        known += rising - size * np.log1p(mean * spread) + count * np.log(mean * spread / (1 + mean * spread))
    weight = np.exp(known - known.max())
    drawn = draws.poisson(rate * of * draws.gamma(1 / spread, spread))
    for count in (3, 6, 12):
        by_draws = float((weight * (drawn >= count)).sum() / weight.sum())
        assert upper_tail(counts, outcomes, count, of) == pytest.approx(by_draws, rel=0.12, abs=0.004)


def test_edges_nobody_said_it_more_is_less_likely_and_no_past_has_no_rate() -> None:
    assert upper_tail([0, 0], [5, 5], 0, 5) == 1.0
    tails = [upper_tail([1, 2, 0, 1], [20, 20, 20, 20], n, 20) for n in range(1, 12)]
    assert all(0 < b < a for a, b in pairwise(tails))
    assert upper_tail([0] * 8, [40] * 8, 1, 40) > 0.05 / 10, "one person alone is no spike"
    with pytest.raises(ValueError, match="no rate"):
        upper_tail([], [], 1, 3)


def test_holm_stops_at_the_first_that_does_not_stand_out() -> None:
    assert holm([0.04, 0.001, 0.02, 0.012], 0.05) == [True, True, True, True]
    assert holm([0.04, 0.001, 0.03, 0.02], 0.05) == [False, True, False, False]
    assert holm([], 0.05) == []
