"""The interval of a share, after Wilson (1927): honest for small numbers and for shares near 0 and 1."""

from math import sqrt

from accord.measures.number import Interval

Z95 = 1.959963984540054
# Below this many cases a share is shown with its interval and marked as too little to judge by: the
# interval is then wider than a third of the scale for a middling share.
ENOUGH = 30


def wilson(hits: float, cases: float, z: float = Z95) -> Interval | None:
    """The 95 % interval of hits / cases; None without cases. Parts of a case stand for cases that go together.

    >>> found = wilson(842, 8000)
    >>> f"{found.low:.4f} {found.high:.4f}"
    '0.0987 0.1122'
    """
    if cases == 0:
        return None
    share = hits / cases
    scale = 1 + z * z / cases
    middle = (share + z * z / (2 * cases)) / scale
    half = z * sqrt(share * (1 - share) / cases + z * z / (4 * cases * cases)) / scale
    # At the ends the formula gives 0 and 1 exactly; floating point does not.
    low = middle - half if hits else 0.0
    high = middle + half if hits < cases else 1.0
    return Interval(max(0.0, low), min(1.0, high))
