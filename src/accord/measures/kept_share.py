"""How much of last year's revenue is kept, with intervals that stay honest for a few customers of unlike size."""

from collections.abc import Sequence
from math import exp, sqrt

from accord.measures.number import Interval
from accord.measures.wilson import Z95

Pair = tuple[float, float]  # what a customer paid a year before, and pays now


def gross_share(pairs: Sequence[Pair]) -> float | None:
    """Kept of what was paid, growth apart: the sum of the lesser / the sum of then. None when nothing was paid."""
    then = sum(was for was, _now in pairs)
    return sum(min(was, now) for was, now in pairs) / then if then > 0 else None


def net_share(pairs: Sequence[Pair]) -> float | None:
    """What the same customers pay now / what they paid then. None when nothing was paid."""
    then = sum(was for was, _now in pairs)
    return sum(now for _was, now in pairs) / then if then > 0 else None


def expansion_share(pairs: Sequence[Pair]) -> float | None:
    """What the same customers added / what they paid then. None when nothing was paid."""
    then = sum(was for was, _now in pairs)
    return sum(max(0.0, now - was) for was, now in pairs) / then if then > 0 else None


def gross_interval(pairs: Sequence[Pair]) -> Interval | None:
    """95 %: Wilson's at the number of customers of one size that these are worth (Kish 1965, (sum w)^2 / sum w^2).

    Never narrower than a share's of so many, and open below where everything was kept. None without customers who paid.
    """
    share = gross_share(pairs)
    if share is None:
        return None
    then = sum(was for was, _now in pairs)
    n = then * then / sum(was * was for was, _now in pairs)
    scale = 1 + Z95 * Z95 / n
    middle = (share + Z95 * Z95 / (2 * n)) / scale
    half = Z95 * sqrt(max(0.0, share * (1 - share)) / n + Z95 * Z95 / (4 * n * n)) / scale
    low = middle - half if share > 0 else 0.0
    high = middle + half if share < 1 else 1.0
    return Interval(max(0.0, min(low, share)), min(1.0, max(high, share)))


def ratio_interval(pairs: Sequence[Pair]) -> Interval | None:
    """95 % of the net share: the variance of a ratio between customers (Cochran 1977), on the scale of its logarithm.

    Never reaches less far down than the gross share's own: a loss that nobody has seen yet takes from both. None for
    fewer than two customers who paid, or where nothing is left.
    """
    share, gross, below = net_share(pairs), gross_share(pairs), gross_interval(pairs)
    if share is None or gross is None or below is None or share <= 0 or len(pairs) < 2:
        return None
    then, n = sum(was for was, _now in pairs), len(pairs)
    spread = sum((now - share * was) ** 2 for was, now in pairs)
    error = sqrt(spread * n / (n - 1)) / (then * share)
    unseen = share - (gross - below.low)
    return Interval(max(0.0, min(share * exp(-Z95 * error), unseen)), share * exp(Z95 * error))
