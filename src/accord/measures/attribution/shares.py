"""How sure a model's shares are: the same reckoned for companies drawn anew from the buyers that were seen."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from accord.measures.attribution.paths import Paths
from accord.measures.attribution.reckon import attribute
from accord.vocabulary.credit import Model

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
DRAWS = 200
FEWEST = 10  # buyers who won: fewer do not say how they vary
MOST = 40_000_000  # touches x draws of one model: beyond it an answer would keep its reader waiting
COVER = (5.0, 95.0)  # percentiles: intervals of 90 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Least and most of each channel's share, or why there is none."""

    low: Floats
    high: Floats
    why_not: str = ""


def share_spans(
    paths: Paths, buyer: Ints, model: Model, direct: Iterable[str] = (), *, by_value: bool, seed: int
) -> Span:
    """The 90 % interval of each channel's share by the bootstrap over buyers (Efron 1979): percentiles of draws.

    Buyers are drawn with all their paths, because what one account does is one story. With fewer than 10 buyers who
    won, or more than can be drawn in time, it says so instead.
    """
    nothing = np.zeros(len(paths.channels))
    known, who = np.unique(buyer, return_inverse=True)
    winners = len(np.unique(who[paths.won > 0]))
    if winners < FEWEST:
        why = f"{FEWEST - winners} more buyers who won are needed for an interval"
        return Span(low=nothing, high=nothing, why_not=why)
    if len(paths.channel) * DRAWS > MOST:
        return Span(low=nothing, high=nothing, why_not="too many touches to draw them anew while you wait")
    chance, column, drawn = np.random.default_rng(seed), int(by_value), list[Floats]()
    for _ in range(DRAWS):
        weight = np.bincount(chance.integers(len(known), size=len(known)), minlength=len(known))[who]
        each = replace(paths, won=paths.won * weight, value=paths.value * weight, lost=paths.lost * weight)
        (made,) = attribute(each, (model,), direct, times=DRAWS)
        whole = made.credit[:, column].sum() + made.nobody[column]
        if whole > 0 and not made.why_not:
            drawn.append(made.credit[:, column] / whole)
    if not drawn:
        return Span(low=nothing, high=nothing, why_not="this model says nothing here")
    low, high = np.percentile(np.array(drawn), COVER, axis=0)
    return Span(low=low, high=high)
