"""How fast answers come: the share of those that ever come that has come by an age, lognormal in the delay."""

from dataclasses import dataclass
from functools import lru_cache
from math import erfc, log, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_LEAST = 1e-300  # no minute is impossible


@dataclass(frozen=True, slots=True)
class Curve:
    """`median` minutes from send to answer; `log_sd` the standard deviation of the delay's logarithm."""

    median: float
    log_sd: float

    def come_by(self, age: float) -> float:
        """The share of all answers that has come by this age in minutes.

        >>> Curve(15, 1.2).come_by(15)
        0.5
        """
        return 0.5 * erfc(-log(age / self.median) / self.log_sd / sqrt(2)) if age > 0 else 0.0

    def stretched(self, time: float, log_sd: float) -> "Curve":
        """The same with delays so many times as long, and another log-sd."""
        return Curve(self.median * time, log_sd)


@lru_cache(maxsize=512)
def come(curve: Curve, looks: int) -> Floats:
    """The share come by each whole minute of age, from 0 to `looks`."""
    table = np.array([curve.come_by(age) for age in range(looks + 1)])
    table.flags.writeable = False
    return table


@lru_cache(maxsize=512)
def log_density(curve: Curve, looks: int) -> Floats:
    """The logarithm of the share that comes within each minute of age."""
    table = np.log(np.maximum(np.diff(come(curve, looks)), _LEAST))
    table.flags.writeable = False
    return table
