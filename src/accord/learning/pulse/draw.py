"""Campaigns drawn at random: what a list may show before it is sent, and how often a verdict would be wrong."""

import numpy as np
from numpy.typing import NDArray

from accord.learning.pulse.curve import Curve, come
from accord.learning.pulse.procedure import LOOKS
from accord.learning.pulse.shapes import Counts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def draw(sent: Ints, rates: Floats, curve: Curve, chance: np.random.Generator) -> Counts:
    """One campaign for each rate, with these mails by minute; answers after the last look are not drawn."""
    share = np.diff(come(curve, LOOKS))
    answered = np.zeros((len(rates), len(sent), LOOKS), dtype=np.int64)
    left = np.tile(sent, (len(rates), 1))
    pending = np.ones(len(rates))
    for age in range(LOOKS):
        now = rates * share[age]
        drawn = chance.binomial(left, np.clip(now / pending, 0, 1)[:, None])
        answered[:, :, age] = drawn
        left -= drawn
        pending -= now
    return Counts(sent, answered)


def evenly(mails: int, minutes: int) -> Ints:
    """So many mails over so many minutes, as even as they can be."""
    sent = np.full(minutes, mails // minutes, dtype=np.int64)
    sent[: mails % minutes] += 1
    return sent
