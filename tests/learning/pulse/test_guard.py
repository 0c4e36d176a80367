"""Guard metrics: exactly valid at the ceiling, sure far above it, silent on a short list."""

from math import comb, exp, log

import pytest

from accord.learning.pulse import BAR, Guard, weigh_guard


@pytest.mark.parametrize(("sent", "ceiling"), [(40, 0.03), (200, 0.001), (15, 0.2)])
def test_at_the_ceiling_the_mean_evidence_is_one_at_most(sent: int, ceiling: float) -> None:
    mean = sum(
        comb(sent, k) * ceiling**k * (1 - ceiling) ** (sent - k) * exp(weigh_guard(sent, k, ceiling))
        for k in range(sent + 1)
    )
    assert mean == pytest.approx(1.0)


def test_three_times_the_ceiling_is_told_and_a_short_list_says_nothing() -> None:
    assert Guard("complaint", 10_000, 30, 0.001).over
    assert not Guard("complaint", 10_000, 12, 0.001).over
    assert not Guard("complaint", 300, 1, 0.001).over
    assert weigh_guard(0, 0, 0.03) == 0 < log(BAR)


def test_mails_still_to_come_only_lower_it() -> None:
    assert weigh_guard(1_000, 40, 0.03) > weigh_guard(2_000, 40, 0.03)
