"""The one procedure: what is weighed against what, the same for every campaign. `settings` is its fingerprint.

An ordinary campaign's rate is the benchmark's times a multiplier, lognormal with mean one and the learnt spread, and
its answers may come as fast or as slowly as any curve of the family. Against it stand multipliers of a drop (for a
halt) or their inverse (for a rise). Evidence is held against every curve alone, and the least of them counts.
"""

from hashlib import sha256
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

from accord.learning.pulse.curve import Curve

Floats = NDArray[np.float64]
BAR = 20.0  # evidence of this much is wrong at most 1 time in 20 (Ville 1939)
LOOKS = 60  # minutes, one look each
_TIMES = (0.8, 1.0, 1.2)  # delays as long as learnt, shorter, longer
_SPREADS = (1.0 / 1.2, 1.0, 1.4 / 1.2)  # of the log-sd: 1.0, 1.2 and 1.4 where 1.2 was learnt
_LEARNT = 0.9  # of the belief in which curve an unusual campaign follows; the others share what is left
_OWN = 0.5  # how much of the alternative follows the very curve it is held against
# Drops: twelve from .32 to .72, evenly in the logarithm; a quarter of the belief lies around .46.
_LOW, _HIGH, _MANY, _AROUND, _WIDE, _MORE = 0.32, 0.72, 12, 0.46, 0.25, 0.25
_FINE, _TAIL = 5, 4  # null multipliers: five to a spread at least, out to four spreads


def drops() -> tuple[Floats, Floats]:
    """The multipliers of a drop and the logarithms of their weights. A rise is their inverse."""
    logs = np.linspace(log(_LOW), log(_HIGH), _MANY)
    bell = np.exp(-(((logs - log(_AROUND)) / _WIDE) ** 2) / 2)
    weight = (1 - _MORE) / _MANY + _MORE * bell / bell.sum()
    return np.exp(logs), np.log(weight)


def ordinary(spread: float, expected: float) -> tuple[Floats, Floats]:
    """Multipliers of ordinary campaigns and the logarithms of their weights: lognormal, mean one.

    So close together that `expected` answers cannot tell two neighbours apart: the sum is the integral.
    """
    if spread <= 0:
        return np.ones(1), np.zeros(1)
    step = min(spread / _FINE, 2 / sqrt(max(2 * expected, 1.0)))
    many = int(_TAIL * spread / step) + 1
    z = np.arange(-many, many + 1) * step
    weight = np.exp(-((z / spread) ** 2) / 2)
    return np.exp(z - spread**2 / 2), np.log(weight / weight.sum())


def family(learnt: Curve) -> tuple[list[Curve], Floats]:
    """Every curve that an ordinary campaign may follow, and how far an unusual one is believed to."""
    curves = [learnt.stretched(time, learnt.log_sd * wide) for time in _TIMES for wide in _SPREADS]
    belief = np.full(len(curves), (1 - _LEARNT) / (len(curves) - 1))
    belief[curves.index(learnt)] = _LEARNT
    return curves, belief


def own_share() -> float:
    """How much of the alternative follows the curve it is held against."""
    return _OWN


def settings() -> str:
    """A fingerprint of everything that is fixed: two figures with different ones are of two procedures."""
    drop, weight = drops()
    ordinary_at, ordinary_weight = ordinary(0.2, 300.0)
    parts = (BAR, LOOKS, _TIMES, _SPREADS, _LEARNT, _OWN, _FINE, _TAIL)
    text = repr(parts) + "".join(
        f"{value:.12g} " for table in (drop, weight, ordinary_at, ordinary_weight) for value in table
    )
    return sha256(text.encode()).hexdigest()[:12]


def as_odds(log_evidence: float) -> float:
    """Evidence as a multiple of one, at most 1e9: larger figures say nothing more."""
    return exp(min(log_evidence, log(1e9)))
