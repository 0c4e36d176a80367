"""Before sending: what a list of this size can show within the hour, by the procedure itself on drawn campaigns."""

from dataclasses import dataclass
from math import log

import numpy as np

from accord.learning.pulse.draw import draw, evenly
from accord.learning.pulse.evidence import weigh
from accord.learning.pulse.procedure import BAR
from accord.learning.pulse.shapes import Benchmark

DROPS = (0.75, 0.5, 0.35, 0.2, 0.0)  # of the benchmark's rate, the smallest drop first; 0: nobody answers
RISES = (1.5, 2.0, 3.0)
SEEN = 0.8  # seen in four of five is seen
_RUNS = 100


@dataclass(frozen=True, slots=True)
class CanShow:
    """The smallest drop and rise that such a list shows in four of five cases, as multiples of the benchmark's rate.

    None where not even the greatest is seen. `shares`: in how many cases each is seen.
    """

    drop: float | None
    rise: float | None
    shares: tuple[tuple[float, float], ...]


def what_can_show(mails: int, minutes: int, benchmark: Benchmark, seed: int = 1) -> CanShow:
    """What so many mails over so many minutes can show within the hour."""
    drops = [(times, _seen(mails, minutes, benchmark, times, 0, seed)) for times in DROPS]
    rises = [(times, _seen(mails, minutes, benchmark, times, 1, seed)) for times in RISES]
    return CanShow(
        next((times for times, share in drops if share >= SEEN), None),
        next((times for times, share in rises if share >= SEEN), None),
        (*drops, *rises),
    )


def _seen(mails: int, minutes: int, benchmark: Benchmark, times: float, side: int, seed: int) -> float:
    rates = np.full(_RUNS, min(benchmark.rate * times, 1.0))
    counts = draw(evenly(mails, minutes), rates, benchmark.curve, np.random.default_rng(seed))
    return float((weigh(counts, benchmark)[side].max(axis=1) >= log(BAR)).mean())
