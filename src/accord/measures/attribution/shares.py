"""How sure a model's shares are: how they vary over companies drawn anew from the buyers that were seen.

A share of what was won is bounded, skewed, and often rests on a handful of deals. Percentiles of the draws then hold
the true share too seldom (of 57 won deals 43 to 88 times in 100 where 90 are promised), and a channel that was seen on
no won path varies in no draw at all. So the draws give the variance, and Wilson's interval its shape.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from accord.measures.attribution.drawn import AT_ONCE, Shares, shares_by_draw
from accord.measures.attribution.paths import Paths
from accord.vocabulary.credit import Kind, Model

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
DRAWS = 200
FEWEST = 10  # buyers who won: fewer do not say how they vary
MOST = 40_000_000  # touches x draws of one model: beyond it an answer would keep its reader waiting
Z = 1.6448536269514722  # of the normal curve 90 % lies within
HALFWAY = 10  # won paths with a channel: so many count as much as all channels together
_GAME = "sets of channels without a path count as nothing, so how far a company lies off cannot be told from its paths"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Least and most of each channel's share, or why there is none."""

    low: Floats
    high: Floats
    why_not: str = ""


def share_spans(
    paths: Paths, buyer: Ints, model: Model, direct: Iterable[str] = (), *, by_value: bool, seed: int
) -> Span:
    """The 90 % interval of each channel's share: Wilson's (1927), with as many deals as the draws of buyers are worth.

    Buyers are drawn with all their paths (Efron 1979), because what one account does is one story. A share t whose
    draws vary by v is as good as t (1 - t) / v deals. Where few won paths hold a channel its v is not to be trusted:
    it is mixed with that of all channels, half and half at 10 such paths. With fewer than 10 buyers who won, more
    touches than can be drawn in time, or the rate game, it says so instead.
    """
    known, who = np.unique(buyer, return_inverse=True)
    winners = len(np.unique(who[paths.won > 0]))
    if winners < FEWEST:
        return _none(paths, f"{FEWEST - winners} more buyers who won are needed for an interval")
    if model.kind is Kind.rate_game:
        return _none(paths, _GAME)
    if len(paths.channel) * DRAWS > MOST:
        return _none(paths, "too many touches to draw them anew while you wait")
    shares = shares_by_draw(paths, who, model, direct, by_value=by_value)
    if shares is None:
        return _none(paths, "this model says nothing here, or has too many states to draw them anew")
    found = shares(np.ones((1, len(known))))[0]
    varies = _variance(shares, len(known), seed)
    if not found.any() or not varies.any():
        return _none(paths, "this model says nothing here")
    worth: Floats = np.bincount(who, weights=paths.value if by_value else paths.won).astype(np.float64)
    return _wilson(found, _worth(found, varies, _held(paths)), _student(worth))


def _none(paths: Paths, why: str) -> Span:
    nothing = np.zeros(len(paths.channels))
    return Span(low=nothing, high=nothing, why_not=why)


def _variance(shares: Shares, buyers: int, seed: int) -> Floats:
    chance, drawn = np.random.default_rng(seed), list[Floats]()
    at_once = max(1, AT_ONCE // buyers)
    for begin in range(0, DRAWS, at_once):
        draws = min(at_once, DRAWS - begin)
        who = chance.integers(buyers, size=(draws, buyers)) + np.arange(draws)[:, None] * buyers
        times = np.bincount(who.ravel(), minlength=draws * buyers).reshape(draws, buyers)
        drawn.append(shares(times.astype(np.float64)))
    made: Floats = np.concatenate(drawn).var(axis=0, ddof=1)
    return made


def _held(paths: Paths) -> Ints:
    """On how many won paths each channel stands."""
    of = np.repeat(np.arange(len(paths)), np.diff(paths.offset))
    won = paths.won[of] > 0
    pairs = np.unique(of[won] * len(paths.channels) + paths.channel[won])
    return np.bincount(pairs % max(len(paths.channels), 1), minlength=len(paths.channels))


def _worth(share: Floats, varies: Floats, held: Ints) -> Floats:
    """As how many deals each share is as good: its own variance, mixed with that of all channels together."""
    binomial = share * (1 - share)
    together = binomial.sum() / varies.sum()
    own = np.where(varies > 0, binomial / np.where(varies > 0, varies, 1.0), 0.0)
    trusted = np.where(own > 0, held / (held + HALFWAY), 0.0)
    made: Floats = 1 / (
        np.divide(trusted, own, out=np.zeros(len(own)), where=own > 0) + (1 - trusted) / together
    )
    return made


def _student(worth: Floats) -> float:
    """Student's 90 % for the normal curve's (its first term), because the variance is seen in few deals as well.

    As many as they would be of equal worth (Kish 1965): a large one among small ones says little more than itself.
    """
    alike = float(worth.sum() ** 2 / (worth**2).sum())
    return Z * (1 + (Z * Z + 1) / (4 * max(alike - 1, 1.0)))


def _wilson(share: Floats, deals: Floats, z: float) -> Span:
    middle = (share * deals + z * z / 2) / (deals + z * z)
    half = z / (deals + z * z) * np.sqrt(share * (1 - share) * deals + z * z / 4)
    return Span(low=np.clip(middle - half, 0.0, 1.0), high=np.clip(middle + half, 0.0, 1.0))
