"""How long until something happens, where for some it has not happened yet: Kaplan-Meier and the log-rank test.

Product-limit estimate with Greenwood's variance; the median and its 95 % interval by the log-log transform
(Brookmeyer and Crowley 1982); log-rank with the hypergeometric variance (Mantel 1966), as R's `survival` has them.
Times of one unit, not negative; `ended` says whether it happened (True) or was only seen not to have happened until
then.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accord.measures.number import Interval
from accord.measures.special import chi2_beyond
from accord.measures.wilson import Z95

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Curve:
    """The share for whom it has not happened, after each time at which it happened to somebody, with its 95 % range."""

    times: Floats
    still: Floats
    low: Floats
    high: Floats
    cases: int
    events: int

    @property
    def median(self) -> float | None:
        """The first time by which it has happened to half; None where it never has."""
        return _first(self.times, self.still)

    @property
    def median_interval(self) -> Interval | None:
        """Its 95 % interval; None where an end of it is not reached."""
        low, high = _first(self.times, self.low), _first(self.times, self.high)
        return Interval(low, high) if low is not None and high is not None else None

    def still_at(self, time: float) -> float:
        """The share for whom it has not happened by a time."""
        place = int(np.searchsorted(self.times, time, side="right"))
        return float(self.still[place - 1]) if place else 1.0


@dataclass(frozen=True, slots=True)
class LogRank:
    """Whether groups differ: chi-squared, degrees of freedom, chance of it without a difference; expected by group."""

    chi2: float
    degrees: int
    chance: float
    expected: tuple[float, ...]


def kaplan_meier(times: Floats, ended: Flags) -> Curve:
    """The product-limit curve. No cases, or nothing that happened: an empty curve, which has no median."""
    order = np.argsort(times, kind="stable")
    when, happened = times[order], ended[order]
    at, first = np.unique(when, return_index=True)
    events = np.add.reduceat(happened.astype(np.float64), first) if len(at) else np.zeros(0)
    risk = (len(when) - first).astype(np.float64)
    held = events > 0
    at, events, risk = at[held], events[held], risk[held]
    still: Floats = np.cumprod(1.0 - events / risk).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(np.cumsum(events / (risk * (risk - events))))
        half = Z95 * error / np.abs(np.log(still))
        low, high = still ** np.exp(half), still ** np.exp(-half)
    # Where nobody is left the transform has no value.
    low, high = (np.where(still > 0, end, np.nan) for end in (low, high))
    return Curve(at, still, low, high, len(when), int(happened.sum()))


def _first(times: Floats, still: Floats) -> float | None:
    """The first time at which a curve is at or under a half; the middle of the step where it is exactly a half."""
    below = np.flatnonzero(still <= 0.5 + 1e-12)
    if not len(below):
        return None
    place = int(below[0])
    if abs(still[place] - 0.5) < 1e-12 and place + 1 < len(times):
        return float((times[place] + times[place + 1]) / 2)
    return float(times[place])


def log_rank(times: Floats, ended: Flags, groups: Sequence[int] | NDArray[np.int64]) -> LogRank:
    """Whether times differ between groups (0, 1, ...). One group, or nothing that happened: chi-squared 0, chance 1."""
    group = np.asarray(groups, np.int64)
    count = int(group.max()) + 1 if len(group) else 0
    order = np.argsort(times, kind="stable")
    when, happened, group = times[order], ended[order], group[order]
    _at, first = np.unique(when, return_index=True)
    if count < 2 or not happened.any():
        return LogRank(0.0, max(count - 1, 0), 1.0, (float(happened.sum()),) * min(count, 1))
    member = np.eye(count)[group]
    left = member[::-1].cumsum(axis=0)[::-1][first]
    died = np.add.reduceat(member * happened[:, None], first, axis=0)
    events, risk = died.sum(axis=1), left.sum(axis=1)
    held = events > 0
    events, risk, left = events[held], risk[held], left[held]
    share = left / risk[:, None]
    expected = (events[:, None] * share).sum(axis=0)
    surplus = (died.sum(axis=0) - expected)[:-1]
    weight = np.where(risk > 1, events * (risk - events) / np.maximum(risk - 1, 1), 0.0)
    spread = np.diag((weight[:, None] * share).sum(axis=0)) - (share * weight[:, None]).T @ share
    chi2 = float(surplus @ np.linalg.pinv(spread[:-1, :-1]) @ surplus)
    return LogRank(chi2, count - 1, chi2_beyond(chi2, count - 1), tuple(expected.tolist()))


def leftover(times: Floats, ended: Flags) -> Floats:
    """For each case what happened less what was to be expected by then; over a group the log-rank's surplus.

    Sums to zero over all cases.
    """
    order = np.argsort(times, kind="stable")
    when, happened = times[order], ended[order].astype(np.float64)
    at, first, back = np.unique(when, return_index=True, return_inverse=True)
    if not len(at):
        return np.zeros(0)
    hazard = np.cumsum(np.add.reduceat(happened, first) / (len(when) - first))
    made = np.empty(len(when))
    made[order] = happened - hazard[back]
    return made
