"""What the hour of sending does to the chance of an answer, where hours were drawn at random; and how much is noise.

Mails are compared within their campaign and zone only: a campaign that everybody likes lifts no hour. Each mail weighs
the inverse of the chance that its slot had (Horvitz and Thompson 1952), where chances are told. Errors are between
companies: a company's mails share what is liked there.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from accord.measures.number import Interval
from accord.measures.wilson import ENOUGH, Z95

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
ANSWERS = 5  # on either side
WORTH_TELLING = 0.2  # of the rate: how large a difference a sample is planned to show
_POWER = 0.8416212335729143  # four of five times
_ROUNDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Sends:
    """Mails that had time to be answered. `cell` is the hour of the week, `stratum` campaign and zone."""

    cell: Ints
    stratum: Ints
    company: Ints
    answered: Flags
    chance: Floats  # of its slot; not a number where none is told

    def some(self, which: Flags) -> "Sends":
        """Those alone."""
        return Sends(
            self.cell[which],
            self.stratum[which],
            self.company[which],
            self.answered[which],
            self.chance[which],
        )

    def __len__(self) -> int:
        return len(self.cell)


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more often mails of one kind are answered than the others; None with too little to tell."""

    value: float | None
    interval: Interval | None
    missing: int = 0  # how many more sends it takes


@dataclass(frozen=True, slots=True)
class Weighed:
    """Each mail's weight, what was to be expected of it in its campaign and zone, and the answer less that."""

    weight: Floats
    expected: Floats
    left: Floats


def weigh(sends: Sends) -> Weighed:
    """Weights of mean one in each stratum. Without told chances all alike: slots of a draw are equally likely."""
    told = np.nan_to_num(sends.chance, nan=0.0)
    weight = np.where(told > 0, 1 / np.where(told > 0, told, 1.0), 0.0)
    # A stratum weighs by chances only where all its mails have one: two kinds of weight cannot be mixed.
    _names, stratum = np.unique(sends.stratum, return_inverse=True)
    lacks = np.bincount(stratum, weights=(told <= 0).astype(np.float64)) > 0
    weight = np.where(lacks[stratum], 1.0, weight)
    count = np.bincount(stratum)
    weight = weight * (count / np.bincount(stratum, weights=weight))[stratum]
    answered = sends.answered.astype(np.float64)
    rate = np.bincount(stratum, weights=weight * answered) / np.bincount(stratum, weights=weight)
    expected = rate[stratum]
    return Weighed(weight, expected, answered - expected)


def difference(sends: Sends, one: Flags, z: float = Z95) -> Difference:
    """Answered among `one` less among the others, within strata. Few on either side: no value, and what is missing."""
    some = min(int((one & sends.answered).sum()), int((~one & sends.answered).sum()))
    few = min(int(one.sum()), int((~one).sum()))
    if some < ANSWERS or few < ENOUGH:
        return Difference(None, None, planned(sends, one))
    made = weigh(sends)
    _names, stratum = np.unique(sends.stratum, return_inverse=True)
    share = np.bincount(stratum, weights=made.weight * one) / np.bincount(stratum, weights=made.weight)
    off = one - share[stratum]
    spread = float((made.weight * off**2).sum())
    if spread < 1e-9:  # no campaign went out at both times
        return Difference(None, None, planned(sends, one))
    value = float((made.weight * off * made.left).sum()) / spread
    _firms, company = np.unique(sends.company, return_inverse=True)
    pulls = np.bincount(company, weights=made.weight * off * (made.left - value * off))
    count = len(pulls)
    half = z * float(np.sqrt((pulls**2).sum() * count / max(count - 1, 1))) / spread
    return Difference(value, Interval(value - half, value + half))


def planned(sends: Sends, one: Flags) -> int:
    """How many more sends a difference of a fifth of the rate takes: one error in twenty, found four times of five."""
    have = len(sends)
    rate = (float(sends.answered.sum()) + 1) / (have + 20)  # of nothing heard yet, one in twenty
    share = min(max(float(one.mean()) if have else 0.5, 0.1), 0.9)
    needed = (Z95 + _POWER) ** 2 * (1 - rate) / (WORTH_TELLING**2 * rate * share * (1 - share))
    return max(ceil(min(needed, _ROUNDS)) - have, 1)


def counted(sends: Sends, made: Weighed, cells: int) -> tuple[Floats, Floats]:
    """Answers heard and expected by hour, both scaled by how much wider companies make the noise than chance alone."""
    heard = np.bincount(sends.cell, weights=made.weight * sends.answered, minlength=cells)
    expected = np.bincount(sends.cell, weights=made.weight * made.expected, minlength=cells)
    scale = noise(sends, made)
    return heard / scale, expected / scale


def noise(sends: Sends, made: Weighed) -> float:
    """The variance of a company's answers within an hour against Poisson's: 1 where mails are alike and rare."""
    whole = float((made.weight * made.expected).sum())
    if whole <= 0:
        return 1.0
    _pairs, pair = np.unique(sends.company * 1_000 + sends.cell, return_inverse=True)
    off = np.bincount(pair, weights=made.weight * made.left)
    return max(float((off**2).sum()) / whole, 0.5)
