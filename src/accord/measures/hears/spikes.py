"""Whether a count is larger than its own past weeks let one expect: negative-binomial prediction, and Holm's rule.

Of a topic with rate r and overdispersion d, a week with n outcomes has a count of mean rn and variance rn + d(rn)^2.
Neither is known: both are averaged over what the past weeks leave possible (a grid; r a priori as 1/sqrt(r), sqrt(d)
uniform up to `WIDEST`), so that few weeks predict widely. A week's verdict is one family: under Holm's (1979) rule the
chance that any topic of which nothing changed is called a spike stays below the promised one.
"""

from collections.abc import Sequence
from math import lgamma

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
WIDEST = 2.0  # the largest standard deviation of a week's rate, in rates
_RATES, _SPREADS = 81, 25
_AROUND = 8.0  # how far around the mean rate the grid goes, in its own standard errors


def upper_tail(counts: Sequence[int], outcomes: Sequence[int], count: int, of: int) -> float:
    """The chance of `count` or more among `of` outcomes, given the past weeks' counts and outcomes. 1 where count is 0.

    Raises `ValueError` without a past outcome.
    """
    if not sum(outcomes):
        raise ValueError("a topic without past outcomes has no rate")
    if count <= 0:
        return 1.0
    rate, spread = _grid(np.array(counts, float), np.array(outcomes, float))
    known = _log_chance(np.array(counts), np.array(outcomes, float), rate, spread).sum(axis=0)
    known += 0.5 * np.log(rate)  # the prior of the rate, on the grid of its logarithm
    weight = np.exp(known - known.max())
    below = np.exp(_log_chance(np.arange(count), np.full(count, float(of)), rate, spread)).sum(axis=0)
    return float((weight * np.clip(1 - below, 0, 1)).sum() / weight.sum())


def expected(counts: Sequence[int], outcomes: Sequence[int], of: int) -> float:
    """How many the past weeks let one expect among `of` outcomes; 0 without a past outcome."""
    return sum(counts) / sum(outcomes) * of if sum(outcomes) else 0.0


def holm(chances: Sequence[float], level: float) -> list[bool]:
    """Which of a family stand out, at a chance of at most `level` that any does where none should."""
    found = [False] * len(chances)
    for at, place in enumerate(sorted(range(len(chances)), key=lambda place: chances[place])):
        if chances[place] > level / (len(chances) - at):
            break
        found[place] = True
    return found


def _grid(counts: Floats, outcomes: Floats) -> tuple[Floats, Floats]:
    """Pairs of rate and overdispersion to average over, as two columns of one length."""
    total = counts.sum() + 0.5
    width = min(_AROUND * (1 / np.sqrt(total) + WIDEST / np.sqrt(len(counts))), 12.0)
    middle = np.log(total / outcomes.sum())
    rates = np.exp(np.linspace(middle - width, middle + width, _RATES))
    spreads = np.linspace(0.02, WIDEST, _SPREADS) ** 2
    rate, spread = np.meshgrid(rates, spreads)
    return rate.ravel(), spread.ravel()


def _log_chance(counts: NDArray[np.int_], outcomes: Floats, rate: Floats, spread: Floats) -> Floats:
    """The logarithm of a negative-binomial chance: a row for each count, a column for each pair of the grid."""
    mean = outcomes[:, None] * rate[None, :]
    size = 1 / spread
    top = int(counts.max(initial=0)) + 1
    # The logarithm of Gamma(count + size) / Gamma(size), as a sum: the grid knows no Gamma of arrays.
    rising = np.concatenate([
        np.zeros((1, len(size))), np.cumsum(np.log(np.arange(top)[:, None] + size[None, :]), axis=0)
    ])  # fmt: skip
    fact = np.array([lgamma(int(each) + 1.0) for each in counts])
    share = np.log1p(mean * spread[None, :])
    found: Floats = (
        rising[counts] - fact[:, None] - size[None, :] * share
        + counts[:, None] * (np.log(mean * spread[None, :] + 1e-300) - share)
    )  # fmt: skip
    return found
