"""The difference of two shares with its 95 % interval, after Newcombe (1998, method 10): Wilson's limits, combined."""

from math import sqrt

from accord.measures.number import Interval
from accord.measures.wilson import wilson


def newcombe(hits: int, cases: int, held_hits: int, held_cases: int) -> Interval | None:
    """The 95 % interval of hits / cases - held_hits / held_cases; None where either has no cases.

    >>> found = newcombe(56, 70, 48, 80)
    >>> f"{found.low:.4f} {found.high:.4f}"
    '0.0524 0.3339'
    """
    one, other = wilson(hits, cases), wilson(held_hits, held_cases)
    if one is None or other is None:
        return None
    share, held = hits / cases, held_hits / held_cases
    low = sqrt((share - one.low) ** 2 + (other.high - held) ** 2)
    high = sqrt((one.high - share) ** 2 + (held - other.low) ** 2)
    return Interval(share - held - low, share - held + high)
