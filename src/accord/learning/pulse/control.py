"""The same beside a control that was drawn at random: no curve and no history is needed.

Where both arms answer alike, of the answers that come in one minute to mails of one minute each is the new arm's with
the chance that its pending mails are of all pending: hypergeometric. The ratio m^d / (1 - q + q m)^D has a mean of at
most one then (drawing without replacement spreads less: Hoeffding 1963, theorem 4), so its product over minutes is
wrong at most as often as its bar says, whoever looks and whenever.
"""

import numpy as np
from numpy.typing import NDArray

from accord.learning.pulse.evidence import log_sum
from accord.learning.pulse.procedure import LOOKS, drops
from accord.learning.pulse.shapes import Counts

Floats = NDArray[np.float64]


def weigh_against_control(new: Counts, control: Counts, looks: int = LOOKS) -> tuple[Floats, Floats]:
    """The logarithms of the evidence that the new arm answers less, and more, than the control, at each look.

    Both arms are drawn from one list and leave in the same minutes. Shape (..., looks) each.
    """
    drop, weights = drops()
    multipliers = np.concatenate([drop, 1 / drop])
    ahead = new.answered.shape[:-2]
    mine = new.answered.reshape(-1, *new.answered.shape[-2:])
    theirs = control.answered.reshape(-1, *control.answered.shape[-2:])
    total = np.zeros((len(mine), len(multipliers)))
    found = np.zeros((2, len(mine), looks))
    left, theirs_left = (np.tile(each.sent.astype(np.float64), (len(mine), 1)) for each in (new, control))
    for look in range(1, looks + 1):
        minutes = np.arange(min(look, len(new.sent), len(control.sent)))
        ages = look - minutes - 1
        here, there = mine[:, minutes, ages], theirs[:, minutes, ages]
        at_risk = left[:, minutes] + theirs_left[:, minutes]
        share = np.divide(left[:, minutes], at_risk, out=np.zeros_like(at_risk), where=at_risk > 0)
        both = (here + there)[..., None]
        paid = (both * np.log1p(share[..., None] * (multipliers - 1))).sum(axis=1)
        total += here.sum(axis=1)[:, None] * np.log(multipliers) - paid
        left[:, minutes] -= here
        theirs_left[:, minutes] -= there
        for side, evidence in enumerate(np.split(total, 2, axis=1)):
            found[side, :, look - 1] = log_sum(evidence + weights)
    return found[0].reshape(*ahead, looks), found[1].reshape(*ahead, looks)
