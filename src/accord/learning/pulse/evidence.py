"""How much likelier the answers so far are under a drop (a rise) than in an ordinary campaign, at every look.

For one curve c and multiplier m of the benchmark's rate p the answers so far have the likelihood

    product over answers of  m p f_c(age)   x   product over pending mails of  1 - m p F_c(age)

so a mail that is still pending counts exactly as much as its age says, and sending times are free. The ratio of two
such likelihoods is a martingale under the lower one: whoever looks each minute is wrong no oftener than whoever looks
once (Ville 1939; mixtures: Robbins 1970). Held against every curve of the family by itself, the least ratio is valid
whichever of them the campaign follows.
"""

import numpy as np
from numpy.typing import NDArray

from accord.learning.pulse.curve import Curve, come, log_density
from accord.learning.pulse.procedure import LOOKS, drops, family, ordinary, own_share
from accord.learning.pulse.shapes import Benchmark, Counts

Floats = NDArray[np.float64]


def weigh(counts: Counts, benchmark: Benchmark, looks: int = LOOKS) -> tuple[Floats, Floats]:
    """The logarithms of the evidence for a drop and for a rise at each look 1..`looks`: shape (..., looks) each.

    Before anything was sent they are 0. `counts.answered` has at least `looks` ages.
    """
    ahead = counts.answered.shape[:-2]
    answered = counts.answered.reshape(-1, *counts.answered.shape[-2:])
    drop, weights = drops()
    nulls, null_weights = ordinary(benchmark.spread, benchmark.rate * float(counts.sent.sum()))
    curves, belief = family(benchmark.curve)
    told = [_Told(benchmark.rate, each, looks) for each in curves]
    timing = np.zeros((len(answered), len(curves)))
    soon = np.zeros((len(answered), answered.shape[1]))  # answers so far, by the minute their mail left in
    found = np.zeros((2, len(answered), looks))
    for look in range(1, looks + 1):
        minutes = np.arange(min(look, len(counts.sent)))
        ages = look - minutes
        new = answered[:, minutes, ages - 1]
        timing += new @ np.stack([each.density[ages - 1] for each in told], axis=1)
        soon[:, minutes] += new
        pending = counts.sent[minutes] - soon[:, minutes]
        many = soon.sum(axis=1)
        usual = np.stack([e.likelihood(many, pending, ages, nulls, null_weights) for e in told], axis=1)
        for side, multipliers in enumerate((drop, 1 / drop)):
            unusual = np.stack(
                [e.likelihood(many, pending, ages, multipliers, weights) for e in told], axis=1
            )
            found[side, :, look - 1] = _least_ratio(unusual + timing, usual + timing, np.log(belief))
    return found[0].reshape(*ahead, looks), found[1].reshape(*ahead, looks)


class _Told:
    """One curve at a benchmark's rate, by whole minutes of age."""

    def __init__(self, rate: float, curve: Curve, looks: int) -> None:
        self.rate = rate
        self.share = come(curve, looks)
        self.density = log_density(curve, looks)

    def likelihood(
        self, many: Floats, pending: Floats, ages: NDArray[np.int64], multipliers: Floats, weights: Floats
    ) -> Floats:
        """The mixture's log likelihood without the answers' timing, which is the same for every multiplier."""
        left = np.log1p(-np.minimum(np.outer(self.share[ages], multipliers * self.rate), 1 - 1e-12))
        return log_sum(many[:, None] * np.log(multipliers) + pending @ left + weights)


def _least_ratio(unusual: Floats, usual: Floats, belief: Floats) -> Floats:
    """The least over curves of the alternative, which follows mostly the learnt curve, to the ordinary campaign."""
    mixed = log_sum(unusual + belief)[:, None]
    own = own_share()
    return np.asarray((np.logaddexp(mixed + np.log1p(-own), unusual + np.log(own)) - usual).min(axis=1))


def log_sum(values: Floats) -> Floats:
    """The logarithm of the sum of exponentials over the last axis."""
    most = values.max(axis=-1)
    return np.asarray(most + np.log(np.exp(values - most[..., None]).sum(axis=-1)))
