"""What newly qualifying leads may bring: the outcomes of matched leads, drawn; estimated, never counted.

Matched are matured leads that qualify under both agreements: of the same source and class, else of the same class,
else all. A draw takes the matched leads anew with replacement (we saw only so many) and then as many leads of them as
are new (each lead is one throw); the interval holds the middle 95 % of the draws.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from accord.measures.number import Interval
from accord.measures.wilson import ENOUGH

DRAWS = 1000
Floats = NDArray[np.float64]


class Outcome(NamedTuple):
    """What became of one lead: answered by us (0 or 1), won (0 or 1), revenue in the agreement's currency."""

    answered: float
    won: float
    revenue: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A sum over the new leads, with its 95 % interval."""

    value: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Estimated:
    """What new leads may bring. None each and `says` why where too few leads are matched."""

    leads: int
    matched: int
    answered: Estimate | None
    won: Estimate | None
    revenue: Estimate | None
    says: str = ""


def estimate(
    new: Sequence[tuple[str, str]], matched: Sequence[tuple[str, str, Outcome]], seed: int
) -> Estimated:
    """The outcomes of new leads (source, class) by those of matched ones (source, class, outcome)."""
    if not new:
        return Estimated(0, len(matched), None, None, None)
    if len(matched) < ENOUGH:
        return Estimated(len(new), len(matched), None, None, None, "too few matured leads qualify under both")
    pools = _pools(matched)
    groups: dict[tuple[str, ...], int] = defaultdict(int)
    for source, klass in new:
        groups[
            next(key for key in ((source, klass), ("", klass), ()) if len(pools.get(key, ())) >= ENOUGH)
        ] += 1
    rng = np.random.default_rng(seed)
    draws = np.zeros((DRAWS, 3))
    value = np.zeros(3)
    used = 0
    for key, count in sorted(groups.items()):
        pool = np.array(pools[key], np.float64)
        used += len(pool)
        value += pool.mean(axis=0) * count
        draws += _draw(pool, count, rng)
    low, high = np.quantile(draws, (0.025, 0.975), axis=0)
    each = [
        Estimate(float(v), Interval(float(a), float(b))) for v, a, b in zip(value, low, high, strict=True)
    ]
    return Estimated(len(new), used, each[0], each[1], each[2])


def _pools(matched: Sequence[tuple[str, str, Outcome]]) -> dict[tuple[str, ...], list[Outcome]]:
    pools: dict[tuple[str, ...], list[Outcome]] = defaultdict(list)
    for source, klass, outcome in matched:
        for key in ((source, klass), ("", klass), ()):
            pools[key].append(outcome)
    return pools


def _draw(pool: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Sums of `count` leads of a pool that is itself drawn anew each time."""
    found = np.empty((DRAWS, pool.shape[1]))
    for row in range(DRAWS):
        again = rng.integers(len(pool), size=len(pool))
        found[row] = pool[again[rng.integers(len(pool), size=count)]].sum(axis=0)
    return found
