"""The benchmark, learnt from comparable past campaigns: their rate, how far they spread, how fast answers come."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

from accord.learning.pulse.curve import Curve, log_density
from accord.learning.pulse.evidence import log_sum
from accord.learning.pulse.shapes import Benchmark

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FEWEST = 5  # campaigns; fewer tell nothing of how far campaigns spread
FEWEST_ANSWERS = 50  # of all together; fewer tell nothing of how fast they come
_SPREADS = np.geomspace(0.03, 1.0, 25)
_WITHIN = 1.353  # of the log likelihood's most: the upper end of a 90 % interval (chi-squared / 2)
_NODES = np.linspace(-4, 4, 41)


@dataclass(frozen=True, slots=True)
class Past:
    """A campaign that is over: mails sent, how many ever answered, and those by whole minutes since the send."""

    sent: int
    answered: int
    by_minute: Ints


def learn(past: Sequence[Past]) -> Benchmark | None:
    """The benchmark of these campaigns; None with fewer than five, or fewer than fifty answers.

    The spread is the largest that the campaigns do not speak against (90 %), and holds what is not known of the
    rate: few campaigns make a wide benchmark, so that an ordinary one is not halted for their fewness.
    """
    used = [each for each in past if each.sent > 0]
    if len(used) < FEWEST or sum(each.answered for each in used) < FEWEST_ANSWERS:
        return None
    rate, spread = _fit_rates(used)
    wide = spread * sqrt(1 + 1 / len(used))
    by_minute = np.sum([each.by_minute for each in used], axis=0)
    return Benchmark(rate, wide, fit_curve(by_minute, len(by_minute)), len(used))


def fit_curve(by_minute: Ints, seen: int) -> Curve:
    """The lognormal curve of answers counted by whole minute, of which those after `seen` minutes are not known.

    Maximum likelihood of the minutes that are seen, by a search over median and log-sd that halves its step.
    """
    counts = np.asarray(by_minute[:seen], dtype=np.float64)
    place = np.array([log(15.0), log(1.2)])
    best = _timing(counts, place)
    step = 0.5
    while step > 1e-4:
        moved = False
        for move in ((step, 0), (-step, 0), (0, step), (0, -step), (step, step), (-step, -step)):
            there = place + move
            if (value := _timing(counts, there)) > best + 1e-12:
                place, best, moved = there, value, True
        step = step if moved else step / 2
    return Curve(exp(place[0]), exp(place[1]))


def _timing(counts: Floats, place: Floats) -> float:
    curve = Curve(exp(place[0]), exp(place[1]))
    if not 0.05 < curve.log_sd < 5 or not 0.05 < curve.median < 1e5:
        return -np.inf
    seen = max(curve.come_by(len(counts)), 1e-300)
    return float(counts @ log_density(curve, len(counts)) - counts.sum() * log(seen))


def _fit_rates(past: Sequence[Past]) -> tuple[float, float]:
    """(rate, spread): the likeliest rate at each spread, then the largest spread that is not spoken against.

    Binomial counts about rates that are lognormal with the rate as their mean.
    """
    raw = sum(each.answered for each in past) / sum(each.sent for each in past)
    places = np.linspace(log(raw) - 1, log(raw) + 1, 81)
    spreads = _SPREADS[:, None, None]
    rates = np.minimum(np.exp(places[:, None] + spreads * _NODES - spreads**2 / 2), 1 - 1e-9)
    logs, others = np.log(rates), np.log1p(-rates)
    weight = -(_NODES**2) / 2
    weight = weight - log_sum(weight)
    table = np.zeros((len(_SPREADS), len(places)))
    for each in past:
        table += log_sum(each.answered * logs + (each.sent - each.answered) * others + weight)
    profile = table.max(axis=1)
    widest = int(np.nonzero(profile >= profile.max() - _WITHIN)[0].max())
    return float(exp(places[table[widest].argmax()])), float(_SPREADS[widest])
