"""Whether a verdict was right, once all answers are in."""

from dataclasses import dataclass
from math import exp, sqrt

from accord.learning.pulse.shapes import Action, Benchmark

_WIDE = 1.645  # 90 % of ordinary sends lie within so many standard deviations


@dataclass(frozen=True, slots=True)
class Ordinary:
    """Between which shares nine of ten ordinary sends of this size end."""

    low: float
    high: float


def ordinary_range(mails: int, benchmark: Benchmark) -> Ordinary:
    """The share answering at the end of ordinary sends: lognormal about the benchmark's rate, counts drawn from it.

    Of a send without mails (0, 1). Standard deviation of the logarithm: the benchmark's spread and, of a count with
    mean n p, 1 / sqrt(n p) (delta method).
    """
    if mails <= 0:
        return Ordinary(0.0, 1.0)
    wide = _WIDE * sqrt(benchmark.spread**2 + 1 / max(mails * benchmark.rate, 1.0))
    return Ordinary(benchmark.rate * exp(-wide), min(benchmark.rate * exp(wide), 1.0))


def was_right(action: Action, mails: int, answered: int, benchmark: Benchmark | None) -> bool | None:
    """Whether a halt (a rise) ended below (above) what is ordinary, and a hold within; None where nobody can say.

    >>> from accord.learning.pulse import Curve
    >>> was_right(Action.halt, 10_000, 90, Benchmark(0.03, 0.2, Curve(15, 1.2)))
    True
    """
    if benchmark is None or mails <= 0:
        return None
    usual, share = ordinary_range(mails, benchmark), answered / mails
    if action is Action.halt:
        return share < usual.low
    if action is Action.ramp:
        return share > usual.high
    return usual.low <= share <= usual.high
