"""The benchmark from past campaigns; what is known of few is wide enough; what a list can show."""

import numpy as np
import pytest

from accord.learning.pulse import Benchmark, Curve, weigh
from accord.learning.pulse.band import share_band
from accord.learning.pulse.draw import draw, evenly
from accord.learning.pulse.expect import what_can_show
from accord.learning.pulse.learn import Past, fit_curve, learn
from tests.learning.pulse.worlds import BENCHMARK, LEARNT, passed

_DAY = 1440


def _history(campaigns: int, seed: int, spread: float = 0.2) -> list[Past]:
    chance = np.random.default_rng(seed)
    shares = np.array([LEARNT.come_by(age) for age in range(_DAY + 1)])
    found = []
    for _ in range(campaigns):
        sent = int(chance.integers(2_000, 12_000))
        answered = int(chance.binomial(sent, 0.03 * np.exp(chance.normal(-(spread**2) / 2, spread))))
        by_minute = chance.multinomial(answered, [*np.diff(shares), 1 - shares[-1]])[:-1]
        found.append(Past(sent, answered, by_minute))
    return found


def test_many_campaigns_tell_rate_spread_and_curve() -> None:
    found = learn(_history(60, 1))
    assert found is not None
    assert found.rate == pytest.approx(0.03, rel=0.08) and 0.18 <= found.spread <= 0.30
    assert found.curve.median == pytest.approx(15, rel=0.05) and found.curve.log_sd == pytest.approx(
        1.2, rel=0.05
    )


def test_too_little_history_is_none() -> None:
    assert learn(_history(4, 1)) is None
    assert learn([Past(100, 1, np.array([1]))] * 10) is None
    assert learn([]) is None


@pytest.mark.parametrize("campaigns", [6, 20])
def test_a_benchmark_of_few_campaigns_halts_no_more_ordinary_ones(campaigns: int) -> None:
    """Twenty benchmarks, each with twenty ordinary campaigns of its own world: 5 % of 400 would be 20."""
    halts = rises = 0
    for seed in range(20):
        benchmark = learn(_history(campaigns, 100 + seed))
        assert benchmark is not None
        chance = np.random.default_rng(seed)
        rates = 0.03 * np.exp(chance.normal(-0.02, 0.2, 20))
        drop, rise = weigh(draw(evenly(8_000, 4), rates, LEARNT, chance), benchmark)
        halts, rises = halts + passed(drop), rises + passed(rise)
    assert halts <= 29 and rises <= 29, (halts, rises)


def test_a_curve_is_read_from_its_first_minutes() -> None:
    shares = np.array([Curve(22, 0.9).come_by(age) for age in range(61)])
    counts = np.random.default_rng(2).multinomial(200_000, [*np.diff(shares), 1 - shares[-1]])
    found = fit_curve(counts[:-1], 60)
    assert found.median == pytest.approx(22, rel=0.05) and found.log_sd == pytest.approx(0.9, rel=0.05)


def test_the_band_of_a_share_is_the_reference() -> None:
    """confseq's values, from its reference in R."""
    assert share_band(700, 1000) == pytest.approx((0.651629, 0.745949), abs=3e-6)
    assert share_band(15, 50, tuned_for=50) == pytest.approx((0.129556, 0.511896), abs=3e-6)
    assert share_band(0, 0) == (0.0, 1.0)
    low, high = share_band(0, 500)
    assert low == 0.0 < high < 0.03


def test_a_larger_list_shows_smaller_drops() -> None:
    small, large = what_can_show(1_100, 10, BENCHMARK), what_can_show(50_000, 10, BENCHMARK)
    assert small.drop is not None and large.drop is not None and small.drop < 0.5 <= large.drop
    assert what_can_show(20, 10, BENCHMARK).drop is None
    assert what_can_show(1_100, 10, BENCHMARK) == small  # drawn with a seed
    rare = what_can_show(2_000, 10, Benchmark(0.001, 0.2, LEARNT))
    assert rare.drop is None and rare.rise is None  # two answers are expected
