"""The evidence is what its formula says, is valid whoever looks, and looks at nothing that comes later."""

from math import log, log1p

import numpy as np
import pytest

from accord.learning.pulse import LOOKS, Counts, Curve, procedure, weigh
from accord.learning.pulse.curve import come
from accord.learning.pulse.procedure import drops, family, ordinary
from tests.learning.pulse.worlds import BENCHMARK, LEARNT, campaigns, passed


def _by_hand(counts: Counts, look: int) -> tuple[float, float]:
    """Each mail by itself, in plain numbers: the ratio of mixtures at one look, least over the curves."""
    mails = []
    for minute, sent in enumerate(counts.sent):
        ages = [age for age in range(LOOKS) for _ in range(int(counts.answered[minute, age]))]
        for age in [*ages, *[None] * (int(sent) - len(ages))]:
            mails.append((look - minute, age))
    nulls, null_weights = ordinary(BENCHMARK.spread, BENCHMARK.rate * float(counts.sent.sum()))
    multipliers, weights = drops()
    curves, belief = family(BENCHMARK.curve)

    def likelihood(curve: Curve, times: float) -> float:
        shares, total = come(curve, LOOKS), 0.0
        for left, age in mails:
            if left <= 0:
                continue
            if age is not None and age < left:
                total += log(times * BENCHMARK.rate * (shares[age + 1] - shares[age]))
            else:
                total += log1p(-times * BENCHMARK.rate * shares[left])
        return total

    found = []
    for side in (multipliers, 1 / multipliers):
        unusual = [
            sum(np.exp(w + likelihood(c, m)) for m, w in zip(side, weights, strict=True)) for c in curves
        ]
        usual = [
            sum(np.exp(w + likelihood(c, m)) for m, w in zip(nulls, null_weights, strict=True))
            for c in curves
        ]
        mixed = sum(b * u for b, u in zip(belief, unusual, strict=True))
        found.append(
            min(log((0.5 * mixed + 0.5 * own) / null) for own, null in zip(unusual, usual, strict=True))
        )
    return found[0], found[1]


def test_the_evidence_is_its_formula() -> None:
    counts = campaigns(3, 120, over=4, rate=0.1)
    drop, rise = weigh(counts, BENCHMARK)
    for run in range(3):
        one = Counts(counts.sent, counts.answered[run])
        for look in (1, 3, 20, LOOKS):
            assert (drop[run, look - 1], rise[run, look - 1]) == pytest.approx(_by_hand(one, look), abs=1e-9)


def test_what_comes_later_changes_no_earlier_look() -> None:
    counts = campaigns(20, 2_000)
    cut = counts.answered.copy()
    minutes = np.arange(10)[:, None] + np.arange(LOOKS)[None, :]
    cut[:, minutes >= 30] = 0
    for whole, early in zip(
        weigh(counts, BENCHMARK), weigh(Counts(counts.sent, cut), BENCHMARK), strict=True
    ):
        assert np.array_equal(whole[:, :30], early[:, :30]) and not np.allclose(whole[:, 59], early[:, 59])


@pytest.mark.parametrize("curve", [LEARNT, LEARNT.stretched(1.2, 1.0), LEARNT.stretched(0.8, 1.4)])
def test_an_ordinary_campaign_is_seldom_stopped(curve: Curve) -> None:
    """400 runs with every minute looked at; 5 % of them would be 20, and 29 is its 99 % upper bound."""
    for side in weigh(campaigns(400, 5_000, spread=0.2, curve=curve, seed=3), BENCHMARK):
        assert passed(side) <= 29
        assert np.exp(np.minimum(side[:, -1], 50)).mean() < 1.6  # its mean is at most one, and heavy-tailed


def test_a_drop_and_a_rise_are_seen() -> None:
    assert passed(weigh(campaigns(100, 10_000, times=0.35), BENCHMARK)[0]) >= 99
    assert passed(weigh(campaigns(100, 10_000, times=2.0), BENCHMARK)[1]) >= 96


def test_who_counts_pending_mails_as_failures_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant halts every healthy send; the procedure none of these."""
    healthy = campaigns(60, 2_000, seed=5)
    assert passed(weigh(healthy, BENCHMARK)[0]) <= 3
    at_once = np.ones(LOOKS + 1)
    monkeypatch.setattr("accord.learning.pulse.evidence.come", lambda *_: at_once)
    assert passed(weigh(healthy, BENCHMARK)[0]) == 60


def test_one_curve_alone_is_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the family a slow list is halted for its slowness: the mutant that the family is there for."""
    slow = campaigns(200, 10_000, curve=LEARNT.stretched(1.2, 1.0), spread=0.2, seed=7)
    assert passed(weigh(slow, BENCHMARK)[0]) <= 18
    monkeypatch.setattr("accord.learning.pulse.evidence.family", lambda curve: ([curve], np.ones(1)))
    monkeypatch.setattr("accord.learning.pulse.evidence.ordinary", lambda *_: (np.ones(1), np.zeros(1)))
    assert passed(weigh(slow, BENCHMARK)[0]) > 30


def test_the_fingerprint_is_of_every_number(monkeypatch: pytest.MonkeyPatch) -> None:
    before = procedure.settings()
    assert before == procedure.settings() and len(before) == 12
    for name, value in (
        ("_LOW", 0.33),
        ("BAR", 19.0),
        ("_LEARNT", 0.8),
        ("_OWN", 0.4),
        ("_TIMES", (0.9, 1.0, 1.2)),
    ):
        with monkeypatch.context() as changed:
            changed.setattr(procedure, name, value)
            assert procedure.settings() != before, name
