"""Beside a control: never more evidence than chance allows, for every outcome there can be; and arms are seen."""

from math import comb

import numpy as np
import pytest

from accord.learning.pulse import LOOKS, Counts, weigh_against_control
from tests.learning.pulse.worlds import campaigns, passed


def _one_minute(here: int, there: int, sizes: tuple[int, int]) -> tuple[float, float]:
    arms = []
    for size, come in zip(sizes, (here, there), strict=True):
        answered = np.zeros((1, 1), dtype=np.int64)
        answered[0, 0] = come
        arms.append(Counts(np.array([size]), answered))
    drop, rise = weigh_against_control(arms[0], arms[1], looks=1)
    return float(drop[0]), float(rise[0])


@pytest.mark.parametrize("sizes", [(12, 12), (18, 2), (3, 9)])
def test_alike_arms_have_evidence_of_mean_at_most_one(sizes: tuple[int, int]) -> None:
    """Exactly: all ways in which so many answers fall on both arms, each with its chance."""
    for total in range(1, sum(sizes)):
        mean = [0.0, 0.0]
        for here in range(max(0, total - sizes[1]), min(total, sizes[0]) + 1):
            chance = comb(sizes[0], here) * comb(sizes[1], total - here) / comb(sum(sizes), total)
            for side, log_evidence in enumerate(_one_minute(here, total - here, sizes)):
                mean[side] += chance * float(np.exp(log_evidence))
        assert max(mean) <= 1 + 1e-12


def test_mails_that_have_answered_are_at_risk_no_more() -> None:
    """Once all of the control have answered, whoever answers of the new arm says nothing: nobody else could."""
    before, _ = _two_minutes((0, 6), (0, 0))
    after, _ = _two_minutes((0, 6), (3, 0))
    assert after == pytest.approx(before)


def _two_minutes(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    arms = [Counts(np.array([6]), np.array([each])) for each in zip(first, second, strict=True)]
    drop, rise = weigh_against_control(arms[0], arms[1], looks=2)
    return float(drop[1]), float(rise[1])


def test_a_half_is_seen_and_a_like_arm_is_not() -> None:
    control = campaigns(150, 10_000, seed=2)
    like, half = campaigns(150, 10_000, seed=3), campaigns(150, 10_000, times=0.5, seed=4)
    assert passed(weigh_against_control(like, control)[0]) <= 14
    assert passed(weigh_against_control(like, control)[1]) <= 14
    assert passed(weigh_against_control(half, control)[0]) >= 148
    assert weigh_against_control(half, control)[0].shape == (150, LOOKS)
