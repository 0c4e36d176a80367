"""Shrinkage, distributions and survival against published values and hand-worked ones."""

import csv
from math import comb
from pathlib import Path

import numpy as np
import pytest

from accord.measures.shrink import james_stein, shrink_rates
from accord.measures.special import beta_at, beta_below, chi2_beyond
from accord.measures.speed.survival import kaplan_meier, leftover, log_rank
from accord.measures.wilson import wilson

# Efron and Morris (1975): hits of the first 45 at-bats, and the average over the rest of the season.
HITS = (18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7)
REST = (
    0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269, 0.230, 0.264, 0.256, 0.303, 0.264, 0.226, 0.286,
    0.316, 0.200,
)  # fmt: skip
# Freireich et al. (1963): weeks in remission under 6-MP (+: still in it) and under a placebo.
TREATED = ((6, 1), (6, 1), (6, 1), (7, 1), (10, 1), (13, 1), (16, 1), (22, 1), (23, 1), (6, 0), (9, 0), (10, 0),
           (11, 0), (17, 0), (19, 0), (20, 0), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0))  # fmt: skip
PLACEBO = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)


def test_baseball_error_falls_three_and_a_half_fold() -> None:
    raw = [hits / 45 for hits in HITS]
    mean = sum(raw) / 18
    drawn = james_stein(raw, mean * (1 - mean) / 45)
    before, after = (sum((a - b) ** 2 for a, b in zip(each, REST, strict=True)) for each in (raw, drawn))
    assert (round(before, 4), round(after, 4), round(before / after, 1)) == (0.0755, 0.0214, 3.5)
    assert round(drawn[0], 3) == 0.294  # Clemente
    rates = [group.value for group in shrink_rates(HITS, [45] * 18).groups if group]
    assert round(sum((a - b) ** 2 for a, b in zip(rates, REST, strict=True)), 4) == 0.0214


def test_too_few_groups_or_no_spread_say_what_they_give() -> None:
    two = shrink_rates([3, 5], [10, 20])
    assert two.says and [(g.value, g.interval, g.weight) for g in two.groups if g] == [
        (0.3, wilson(3, 10), 1.0), (0.25, wilson(5, 20), 1.0),
    ]  # fmt: skip
    assert shrink_rates([], []).common is None and shrink_rates([0], [0]).groups == (None,)
    same = shrink_rates([10, 20, 30], [100, 200, 300])
    assert all(group and abs(group.value - 0.1) < 0.01 for group in same.groups) and same.says == ""
    nothing = shrink_rates([0, 0, 0], [50, 60, 70])
    assert all(g and 0 <= g.interval.low < g.value < g.interval.high < 0.1 for g in nothing.groups)
    with pytest.raises(ValueError, match="hits"):
        shrink_rates([5], [4])
    # Three of known variance or fewer, all equal, or nothing but noise: as they are, or the mean itself.
    assert james_stein([0.1, 0.2, 0.3], 0.01) == (0.1, 0.2, 0.3)
    assert james_stein([0.2] * 5, 0.01) == (0.2,) * 5
    assert np.allclose(james_stein([0.1, 0.2, 0.3, 0.4], 10.0), 0.25)


def test_a_cell_without_hits_is_drawn_further_the_fewer_its_cases() -> None:
    few, many, others = shrink_rates([0, 0, 40], [3, 300, 300]).groups
    assert few and many and others
    assert many.value < few.value < others.value and few.weight < many.weight < 1
    assert few.interval.high - few.interval.low > many.interval.high - many.interval.low


def test_intervals_hold_the_true_rates_as_often_as_they_say() -> None:
    """2,400 true rates of 300 tables, spread from nothing to wide: 95 % are in their intervals."""
    draws = np.random.default_rng(11)
    held = 0
    for size in np.tile([20.0, 100.0, 100_000.0], 100):
        true = draws.beta(0.1 * size, 0.9 * size, 8)
        cases = draws.integers(5, 200, 8)
        groups = shrink_rates(draws.binomial(cases, true).tolist(), cases.tolist()).groups
        held += sum(g.interval.low <= t <= g.interval.high for g, t in zip(groups, true, strict=True) if g)
    assert 0.94 <= held / 2400 <= 0.99


@pytest.mark.parametrize(("a", "b", "x"), [(3, 5, 0.2), (1, 9, 0.03), (40, 2, 0.9), (300, 700, 0.31)])
def test_the_beta_is_its_binomial_sum(a: int, b: int, x: float) -> None:
    n = a + b - 1
    exact = sum(comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert beta_below(x, a, b) == pytest.approx(exact, abs=1e-10)
    assert beta_at(exact, a, b) == pytest.approx(x, abs=1e-9)


def test_chi_squared_against_tables() -> None:
    tabled = {1: 3.841458820694124, 2: 5.991464547107979, 3: 7.814727903251179, 10: 18.307038053275146}
    for degrees, value in tabled.items():
        assert chi2_beyond(value, degrees) == pytest.approx(0.05, abs=1e-12)
    assert chi2_beyond(0, 3) == 1


def test_remission_by_the_textbook() -> None:
    times = np.array([*(t for t, _ in TREATED), *PLACEBO], np.float64)
    ended = np.array([*(bool(e) for _, e in TREATED), *([True] * 21)])
    group = np.array([0] * 21 + [1] * 21)
    found = log_rank(times, ended, group)
    assert round(found.chi2, 2) == 16.79 and [round(e, 2) for e in found.expected] == [19.25, 10.75]
    treated, placebo = (kaplan_meier(times[group == g], ended[group == g]) for g in (0, 1))
    assert (treated.median, placebo.median) == (23, 8)
    published = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert [round(float(s), 3) for s in treated.still] == published
    assert treated.still_at(9.5) == treated.still_at(7) and treated.still_at(0) == 1
    assert placebo.median_interval is not None and placebo.median_interval.low == 4
    left = leftover(times, ended)
    assert left.sum() == pytest.approx(0) and left[group == 1].sum() == pytest.approx(21 - found.expected[1])


def test_lung_as_r_has_it(shared_data: Path) -> None:
    """R: survdiff(Surv(time, status) ~ sex, lung) and the medians of survfit."""
    file = shared_data / "lung" / "lung.csv"
    if not file.exists():
        pytest.skip("no lung/lung.csv in the shared data")
    with file.open() as lines:
        rows = [(float(r["time"]), float(r["status"]), int(r["sex"])) for r in csv.DictReader(lines)]
    died = max(status for _time, status, _sex in rows)
    times, sex = np.array([r[0] for r in rows]), np.array([r[2] - 1 for r in rows])
    ended = np.array([r[1] == died for r in rows])
    assert round(log_rank(times, ended, sex).chi2, 4) == 10.3267
    assert kaplan_meier(times, ended).median == 310
    assert [kaplan_meier(times[sex == s], ended[sex == s]).median for s in (0, 1)] == [270, 426]


def test_nothing_happened_and_nobody_there() -> None:
    none = kaplan_meier(np.zeros(0), np.zeros(0, np.bool_))
    assert none.median is None and none.median_interval is None and none.still_at(5) == 1
    waiting = kaplan_meier(np.array([1.0, 2.0]), np.array([False, False]))
    assert waiting.median is None and waiting.cases == 2 and waiting.events == 0
    assert log_rank(np.array([1.0, 2.0]), np.array([False, False]), [0, 1]).chance == 1
    assert log_rank(np.array([1.0]), np.array([True]), [0]).chi2 == 0
    assert len(leftover(np.zeros(0), np.zeros(0, np.bool_))) == 0
