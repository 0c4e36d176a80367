"""Campaigns for the tests: one benchmark, and runs drawn about it."""

import numpy as np

from accord.learning.pulse import BAR, Benchmark, Counts, Curve
from accord.learning.pulse.draw import draw, evenly

LEARNT = Curve(15.0, 1.2)
BENCHMARK = Benchmark(0.03, 0.2, LEARNT)


def campaigns(
    runs: int, size: int, *, times: float = 1.0, spread: float = 0.0, curve: Curve = LEARNT, over: int = 10,
    rate: float = 0.03, seed: int = 1,
) -> Counts:  # fmt: skip
    """So many runs of one kind."""
    chance = np.random.default_rng(seed)
    rates = rate * times * np.exp(chance.normal(-(spread**2) / 2, spread, runs))
    return draw(evenly(size, over), rates, curve, chance)


def passed(evidence: np.ndarray) -> int:
    """How many runs ever passed the bar."""
    return int((evidence.max(axis=-1) >= np.log(BAR)).sum())
