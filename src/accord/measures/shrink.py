"""Rates of many groups, each drawn towards the others as far as its own evidence is weak.

`shrink_rates`: hits of group i are Binomial(n_i, p_i), and p_i are Beta(m s, (1 - m) s) around a common m. What is
not known of m and s is summed over, under equal prior chances of m and of 1 / sqrt(s) (Gelman et al., Bayesian Data
Analysis, 5.3), so the intervals hold the doubt about the groups' spread as well. `james_stein`: the estimator of
Efron and Morris (1975) for values of one known variance, drawn to their mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accord.measures.number import Interval
from accord.measures.special import beta_at
from accord.measures.wilson import wilson

Floats = NDArray[np.float64]
GROUPS = 3  # of fewer, how far groups lie apart cannot be told: nothing is drawn anywhere
_GRID = 48
_PASSES = 3
_WIDEST = (-9.0, 9.0)  # log odds of the common rate
_APART = (0.001, 1.0)  # 1 / sqrt(s)
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Drawn:
    """A rate drawn towards the others, with its 95 % interval. `weight` is how much is its own: 1 is all of it."""

    value: float
    interval: Interval
    weight: float


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Every group in the order given (None: a group without cases), and the rate they are drawn to.

    `says` is why nothing was drawn; empty where it was.
    """

    groups: tuple[Drawn | None, ...]
    common: float | None
    says: str = ""


def shrink_rates(hits: Sequence[int], cases: Sequence[int]) -> Shrunk:
    """Hits of cases by group. Fewer than three groups with cases: each its own rate and Wilson's interval.

    Groups that do not differ beyond chance are drawn all the way: they are given nearly one rate.
    Raises ValueError where hits are not among the cases.
    """
    if any(not 0 <= h <= n for h, n in zip(hits, cases, strict=True)):
        raise ValueError("hits are not among the cases")
    some = [at for at, n in enumerate(cases) if n]
    whole = sum(cases)
    common = sum(hits) / whole if whole else None
    if len(some) < GROUPS:
        alone = tuple(_alone(h, n) for h, n in zip(hits, cases, strict=True))
        return Shrunk(alone, common, "fewer than three groups: nothing to draw them towards")
    k = np.array([hits[at] for at in some], np.float64)
    n = np.array([cases[at] for at in some], np.float64)
    middle, own, spread = _summed(k, n)
    found: list[Drawn | None] = [None] * len(cases)
    for place, at in enumerate(some):
        found[at] = _drawn(float(middle[place]), float(spread[place]), float(own[place]))
    return Shrunk(tuple(found), common)


def _alone(hits: int, cases: int) -> Drawn | None:
    span = wilson(hits, cases)
    return Drawn(hits / cases, span, 1.0) if span else None


def _drawn(mean: float, variance: float, own: float) -> Drawn:
    """The 95 % of the beta that has this mean and variance."""
    size = max(mean * (1 - mean) / variance - 1, 1e-6)
    a, b = mean * size, (1 - mean) * size
    return Drawn(mean, Interval(beta_at(_TAIL, a, b), beta_at(1 - _TAIL, a, b)), own)


def _summed(k: Floats, n: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean, weight of the own rate and variance of each group, over all common rates and spreads."""
    odds, apart = _WIDEST, _APART
    for _pass in range(_PASSES):
        rate, size, likely = _grid(k, n, odds, apart)
        odds, apart = _around(likely.sum(axis=1), odds), _around(likely.sum(axis=0), apart)
    rate, size, likely = _grid(k, n, odds, apart)
    weights = likely / likely.sum()
    a = rate[:, None] * size[None, :]
    total = size[None, :, None] + n
    mean = (a[:, :, None] + k) / total
    variance = mean * (1 - mean) / (total + 1)
    w = weights[:, :, None]
    middle: Floats = (w * mean).sum(axis=(0, 1))
    spread: Floats = (w * (variance + (mean - middle) ** 2)).sum(axis=(0, 1))
    own: Floats = (w * (n / total)).sum(axis=(0, 1))
    return middle, own, spread


def _grid(
    k: Floats, n: Floats, odds: tuple[float, float], apart: tuple[float, float]
) -> tuple[Floats, Floats, Floats]:
    """Common rates, sizes, and how likely each pair makes the hits (times the prior of the rate's log odds)."""
    rate = 1 / (1 + np.exp(-np.linspace(*odds, _GRID)))
    size = np.linspace(*apart, _GRID) ** -2
    a = rate[:, None] * size[None, :]
    b = (1 - rate[:, None]) * size[None, :]
    log = np.log(rate * (1 - rate))[:, None] + np.zeros_like(a)
    counts: dict[tuple[float, float], int] = {}
    for pair in zip(k.tolist(), n.tolist(), strict=True):
        counts[pair] = counts.get(pair, 0) + 1
    for (hits, cases), times in counts.items():
        log += times * (_log_beta(a + hits, b + cases - hits) - _log_beta(a, b))
    likely: Floats = np.exp(log - log.max())
    return rate, size, likely


def _around(likely: Floats, edges: tuple[float, float]) -> tuple[float, float]:
    """The part of a grid that holds all but a millionth, one step wider."""
    places = np.linspace(*edges, _GRID)
    held = np.flatnonzero(likely > likely.max() * 1e-6)
    return float(places[max(held[0] - 1, 0)]), float(places[min(held[-1] + 1, _GRID - 1)])


def _log_beta(a: Floats, b: Floats) -> Floats:
    made: Floats = _log_gamma(a) + _log_gamma(b) - _log_gamma(a + b)
    return made


def _log_gamma(x: Floats) -> Floats:
    """Stirling's series, after moving the argument beyond 10; to 1e-12."""
    moved = np.zeros_like(x)
    y = x.astype(np.float64, copy=True)
    for _step in range(10):
        small = y < 10
        moved = np.where(small, moved - np.log(y), moved)
        y = np.where(small, y + 1, y)
    series = 1 / (12 * y) - 1 / (360 * y**3) + 1 / (1260 * y**5) - 1 / (1680 * y**7)
    made: Floats = moved + (y - 0.5) * np.log(y) - y + 0.5 * np.log(2 * np.pi) + series
    return made


def james_stein(values: Sequence[float], variance: float) -> tuple[float, ...]:
    """Values of one known variance, drawn to their mean by 1 - (k - 3) variance / sum of squares; never beyond it.

    Three values or fewer, or all of them equal, are given back as they are.

    >>> james_stein([0.1, 0.3], 0.01)
    (0.1, 0.3)
    """
    found = np.asarray(values, np.float64)
    spread = float(((found - found.mean()) ** 2).sum()) if len(found) else 0.0
    if len(found) <= GROUPS or spread == 0:
        return tuple(found.tolist())
    keep = max(0.0, 1 - (len(found) - 3) * variance / spread)
    return tuple((found.mean() + keep * (found - found.mean())).tolist())
