"""The bias of what is counted, on hits made by somebody else (T70). Figures: docs/machine-or-human.md."""

import os
from functools import reduce

import pytest

from tests.agents.figures import Figures, measure, table
from tests.agents.simulated import simulate

HUMAN_CLICKS = int(os.environ.get("ACCORD_HUMAN_CLICKS", "2000"))  # in each mix; full size 19,000


def measured(shares: tuple[float, ...], clicks: int, **how: bool) -> list[Figures]:
    return [measure(simulate(9000 + int(100 * share), share, clicks), **how) for share in shares]


def test_what_is_counted_is_what_people_did() -> None:
    mixes = measured((0.0, 0.3, 0.6), 1500)
    together = reduce(Figures.add, mixes)
    assert all(0.97 <= each.bias <= 1.05 for each in mixes), [each.bias for each in mixes]
    assert together.lost_share <= 0.012, table(together)


def test_without_the_filter_machines_would_be_counted() -> None:
    """The mutant: everything counts."""
    (mix,) = measured((0.6,), 500)
    assert (mix.human.total() + mix.machine.total()) / mix.human.total() > 2


@pytest.mark.long
def test_the_bias_in_every_mix() -> None:
    mixes = measured((0.0, 0.3, 0.6, 0.95), HUMAN_CLICKS)
    together = reduce(Figures.add, mixes)
    print(table(together), [round(each.bias, 3) for each in mixes])
    assert all(0.97 <= each.bias <= 1.05 for each in mixes[:3])
    # Reached, not promised: with twenty machine clicks to one of a person 1.15 is missed.
    assert mixes[3].bias <= 1.30
    assert 0.97 <= together.bias <= 1.07
    assert together.lost_share <= 0.0083
