"""The chance of an answer by hour of the week, each drawn towards its neighbours as far as its own evidence is weak.

Answers of hour c are Poisson with mean E_c exp(f_c): E_c is how many were to be expected there if the hour made no
difference. f is normal around the common rate: a curve over the hours that closes at midnight and differs between
working days and weekends (a cyclic smooth), a level of each weekday and of the weekend, and what is an hour's own. How
far each of the three spreads is not known and summed over. A gamma around each hour alone (gamma-Poisson) would know
nothing of ten o'clock from nine. Found by Laplace's approximation (Rasmussen and Williams 2006, algorithms 3.1, 5.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from accord.measures.number import Interval

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HOURS = 24
CELLS = 7 * HOURS
WEEKEND = 5
_SPREAD = 0.9  # of the curve, in radians of the day: hours 3.4 apart have little more than half in common
_CURVE, _DAY, _OWN = (0.03, 0.25, 0.6), (0.03, 0.35), (0.03, 0.25)
_APART = (0.03, 0.2, 0.5)  # how far a group is from all others
_LEVEL = 0.3  # of a group's or company's own level, beyond what is counted out already
_STEPS, _CLOSE = 30, 1e-7
_DRAWS = 2_000


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of f at every hour of the week: its middle and how the doubts hang together."""

    middle: Floats
    doubt: Floats  # (cells, cells)
    likeliest: int = 0  # of the ways in which curve, days and hours may spread

    def at(self, z: float) -> tuple[Floats, Floats]:
        """The interval of f at each hour."""
        half = z * np.sqrt(np.maximum(np.diag(self.doubt), 0.0))
        return self.middle - half, self.middle + half

    def draws(self, seed: int) -> Floats:
        """Two thousand weeks that are as likely as what is known makes them."""
        root = np.linalg.cholesky(self.doubt + 1e-9 * np.eye(len(self.middle)))
        noise = np.random.default_rng(seed).standard_normal((_DRAWS, len(self.middle)))
        return np.asarray(self.middle + noise @ root.T)


@dataclass(frozen=True, slots=True)
class Best:
    """Of some choices: each one's chance of being the best, and what choosing it loses on average."""

    chance: Floats
    regret: Floats


def fit_week(heard: Floats, expected: Floats, only: int | None = None) -> Known:
    """All 168 hours from answers heard and expected at each. Nothing expected anywhere: what was thought before.

    `only` one way of spreading: quicker, for what is drawn towards it.
    """
    weekday, hour = np.divmod(np.arange(CELLS), HOURS)
    curve, day = _curve(weekday, hour), _day(weekday)
    spreads = list(product(_CURVE, _DAY, _OWN))
    ways = (
        (np.zeros(CELLS), c**2 * curve + d**2 * day + o**2 * np.eye(CELLS) + _LEVEL**2)
        for c, d, o in (spreads if only is None else spreads[only : only + 1])
    )
    return _summed(heard, expected, ways)


def fit_within(heard: Floats, expected: Floats, others: Known) -> Known:
    """The hours of one group, drawn towards `others`: what is known from everybody who is not of it."""
    weekday, hour = np.divmod(np.arange(CELLS), HOURS)
    own = (_curve(weekday, hour) + _day(weekday) + np.eye(CELLS)) / 3
    ways = ((others.middle, others.doubt + apart**2 * own + _LEVEL**2) for apart in _APART)
    return _summed(heard, expected, ways)


def best_of(rates: Floats) -> Best:
    """Of drawn rates (draws, choices). One choice is the best."""
    top = rates.max(axis=1)
    chosen = np.bincount(rates.argmax(axis=1), minlength=rates.shape[1])
    return Best(chosen / len(rates), (top[:, None] - rates).mean(axis=0))


def between(draws: Floats, share: float) -> Interval:
    """The middle `share` of drawn values."""
    low, high = np.quantile(draws, [(1 - share) / 2, (1 + share) / 2])
    return Interval(float(low), float(high))


def _curve(weekday: Ints, hour: Ints) -> Floats:
    gap = 2 * np.pi * (hour[:, None] - hour[None, :]) / HOURS
    same = (weekday >= WEEKEND)[:, None] == (weekday >= WEEKEND)[None, :]
    made: Floats = np.exp(-2 * (np.sin(gap / 2) / _SPREAD) ** 2) * np.where(same, 1.0, 0.5)
    return made


def _day(weekday: Ints) -> Floats:
    same = weekday[:, None] == weekday[None, :]
    rest = (weekday >= WEEKEND)[:, None] & (weekday >= WEEKEND)[None, :]
    return np.asarray(0.5 * same + 0.5 * rest, np.float64)


def _summed(heard: Floats, expected: Floats, ways: Iterable[tuple[Floats, Floats]]) -> Known:
    """What is known under each way of spreading, weighed by how likely it makes what was heard."""
    found, likely = [], []
    tried = np.flatnonzero(expected > 0)
    for prior, spread in ways:
        known, evidence = _laplace(heard[tried], expected[tried], prior, spread, tried)
        found.append(known)
        likely.append(evidence)
    weight = np.exp(np.array(likely) - max(likely))
    weight /= weight.sum()
    middle = np.einsum("w,wc->c", weight, np.array([known.middle for known in found]))
    doubt = sum(
        (w * (k.doubt + np.outer(k.middle - middle, k.middle - middle)) for w, k in zip(weight, found, strict=True)),
        np.zeros((len(middle), len(middle))),
    )  # fmt: skip
    return Known(middle, doubt, int(weight.argmax()))


def _laplace(
    heard: Floats, expected: Floats, prior: Floats, spread: Floats, tried: Ints
) -> tuple[Known, float]:
    """Middle and doubt of all hours from those tried, and the logarithm of the evidence."""
    if not len(tried):
        return Known(prior, spread), 0.0
    within = spread[np.ix_(tried, tried)]
    start = prior[tried]
    f, pull = start.copy(), np.zeros(len(tried))
    reached = -np.inf
    for _step in range(_STEPS):
        mean = expected * np.exp(np.minimum(f, 20.0))
        root = np.sqrt(mean)
        inner = np.linalg.cholesky(np.eye(len(tried)) + root[:, None] * within * root[None, :])
        b = mean * (f - start) + heard - mean
        pull = b - root * np.linalg.solve(inner.T, np.linalg.solve(inner, root * (within @ b)))
        f = start + within @ pull
        now = float(heard @ f - (expected * np.exp(np.minimum(f, 20.0))).sum() - pull @ (f - start) / 2)
        if abs(now - reached) < _CLOSE * (1 + abs(now)):
            break
        reached = now
    mean = expected * np.exp(np.minimum(f, 20.0))
    root = np.sqrt(mean)
    inner = np.linalg.cholesky(np.eye(len(tried)) + root[:, None] * within * root[None, :])
    whole = spread[:, tried]
    cut = np.linalg.solve(inner, root[:, None] * whole.T)
    return Known(prior + whole @ pull, spread - cut.T @ cut), now - float(np.log(np.diag(inner)).sum())
