"""The most that any test could see with one look at minute 60: Neyman and Pearson's likelihood ratio, by simulation.

Held against each ordinary curve with its spread, at 5 %; the least power over those curves is a limit for a test that
has to hold for all of them.
"""

import numpy as np
from benchmarks.pulse_world import World, simulate

from accord.learning.pulse import LOOKS, Counts, Curve
from accord.learning.pulse.curve import come
from accord.learning.pulse.procedure import ordinary


def best_power(
    world: World, spread: float, curves: list[Curve], runs: int, chance: np.random.Generator
) -> float:
    """The least over the ordinary curves of the best test's power against this one world."""
    runs = min(runs, 4_000)
    there = simulate(world, runs, chance)
    powers = []
    for curve in curves:
        null = World(world.size, world.rate, world.over, curve, spread)
        scores = _ratio(simulate(null, runs, chance), world, null)
        powers.append(float((_ratio(there, world, null) > np.quantile(scores, 0.95)).mean()))
    return min(powers)


def _ratio(counts: Counts, alternative: World, null: World) -> np.ndarray:
    ordinary_at, weights = ordinary(null.spread, null.rate * null.size)
    under = _likelihood(counts, null.curve, null.rate * ordinary_at) + weights
    most = under.max(axis=1)
    mixed = most + np.log(np.exp(under - most[:, None]).sum(axis=1))
    sure = _likelihood(counts, alternative.curve, np.array([alternative.rate * alternative.times]))[:, 0]
    return np.asarray(sure - mixed)


def _likelihood(counts: Counts, curve: Curve, rates: np.ndarray) -> np.ndarray:
    """Runs by rates: the log likelihood of everything seen by the last look."""
    shares = come(curve, LOOKS)
    ages = LOOKS - np.arange(len(counts.sent))
    seen = np.arange(LOOKS)[None, :] < ages[:, None]
    answered = counts.answered * seen
    by_age = answered.sum(axis=1)
    timing = by_age @ np.log(np.maximum(np.diff(shares), 1e-300))
    pending = counts.sent - answered.sum(axis=2)
    left = np.log1p(-np.minimum(np.outer(shares[ages], rates), 1 - 1e-12))
    return np.asarray(by_age.sum(axis=1)[:, None] * np.log(rates) + timing[:, None] + pending @ left)
