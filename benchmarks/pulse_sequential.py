"""Without delay: mails until a drop is called, against the least any such test needs, and against gbstats on two arms.

The first is exact: the state is how many answered, everything that has passed the bar is taken out at each look. The
least is log(1 / level) / KL (Wald 1945). gbstats (MIT, numpy < 2) is run in its own environment, never imported.
"""

import json
import subprocess
from collections.abc import Callable
from math import exp, lgamma, log, log1p

import numpy as np

from accord.learning.pulse import BAR, Counts, weigh_against_control
from accord.learning.pulse.evidence import log_sum
from accord.learning.pulse.procedure import drops

_FOLDS = (1.5, 1.6, 1.8, 2.0, 2.2, 2.5, 2.7, 2.9)
_PEER = """
import json, sys
from gbstats.frequentist.tests import SequentialConfig, SequentialTwoSidedTTest
from gbstats.models.statistics import ProportionStatistic
config = SequentialConfig(alpha=0.1, difference_type="absolute")
data, found = json.load(sys.stdin), []
for new, control in zip(data["new"], data["control"]):
    stop = 0
    for look, (a, b) in enumerate(zip(new, control), 1):
        n = look * data["step"]
        if 0 < a < n and 0 < b < n:
            test = SequentialTwoSidedTTest(ProportionStatistic(n=n, sum=b), ProportionStatistic(n=n, sum=a), config)
            if test.confidence_interval[1] < 0:
                stop = look
                break
    found.append(stop)
json.dump(found, sys.stdout)
"""


def sequential(row: Callable[..., None], runs: int, peer: str, chance: np.random.Generator) -> None:
    """Both tables."""
    for rate in (0.02, 0.001):
        for fold in _FOLDS:
            row(
                f"without delay, {rate:.1%}, {fold}-fold drop",
                to_least=f"{mean_to_least(rate, 1 / fold):.3f}",
            )
    if peer:
        for fold in (2.0, 1.5):
            _two_arms(row, min(runs, 1000), peer, chance, fold)


def mean_to_least(rate: float, times: float) -> float:
    """Mean mails until the bar under the true rate, of the least; a look each half of an expected answer."""
    multipliers, weights = drops()
    step, true = round(1 / (2 * rate)), rate * times
    come = np.array([_binomial(k, step, true) for k in range(min(step, 40) + 1)])
    state, mails, mean = np.ones(1), 0, 0.0
    while state.sum() > 1e-9:
        mean += state.sum() * step
        state = np.convolve(state, come)
        mails += step
        many = np.arange(len(state))[:, None]
        ratio = many * np.log(multipliers) + (mails - many) * (np.log1p(-multipliers * rate) - log1p(-rate))
        state[log_sum(ratio + weights) >= log(BAR)] = 0
        alive = np.nonzero(state > 1e-16)[0]
        state = state[: alive[-1] + 1] if len(alive) else np.zeros(1)
    least = log(BAR) / (true * log(times) + (1 - true) * (log1p(-true) - log1p(-rate)))
    return float(mean / least)


def _binomial(k: int, n: int, p: float) -> float:
    return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log1p(-p))


def _two_arms(
    row: Callable[..., None], runs: int, peer: str, chance: np.random.Generator, fold: float
) -> None:
    """The same mails to both: when each calls the drop, at 5 % one-sided (gbstats: 10 % two-sided)."""
    step, looks, rate = 250, 120, 0.03
    control = chance.binomial(step, rate, (runs, looks))
    new = chance.binomial(step, rate / fold, (runs, looks))
    ours = np.concatenate([_ours(new[i : i + 100], control[i : i + 100], step) for i in range(0, runs, 100)])
    asked = {"step": step, "new": new.cumsum(axis=1).tolist(), "control": control.cumsum(axis=1).tolist()}
    said = subprocess.run(
        [peer, "-c", _PEER], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    theirs = np.array(json.loads(said.stdout))
    for name, stops in (("ours", ours), ("gbstats", theirs)):
        ends = np.where(stops > 0, stops, looks) * step * 2
        row(
            f"two arms without delay, {rate:.0%}, {fold}-fold drop: {name}",
            called=f"{(stops > 0).mean():.3f}", mean=f"{ends.mean():,.0f}", median=f"{np.median(ends):,.0f}",
        )  # fmt: skip


def _ours(new: np.ndarray, control: np.ndarray, step: int) -> np.ndarray:
    looks = new.shape[1]

    def counts(arm: np.ndarray) -> Counts:
        answered = np.zeros((len(arm), looks, looks), dtype=np.int32)
        answered[:, :, 0] = arm  # each answers, or never does, in its own minute
        return Counts(np.full(looks, step), answered)

    over = weigh_against_control(counts(new), counts(control), looks)[0] >= log(BAR)
    return np.where(over.any(axis=1), over.argmax(axis=1) + 1, 0)
