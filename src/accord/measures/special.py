"""Three distributions by hand, for intervals and tests: beta, chi-squared, normal. No SciPy on the ground floor.

Beta by its continued fraction (DLMF 8.17.22, modified Lentz), chi-squared by its finite sum for whole degrees of
freedom (Abramowitz and Stegun 26.4.4 and 26.4.5). Against closed forms they hold to 1e-10.
"""

from math import erfc, exp, lgamma, log, log1p, pi, sqrt

_TINY = 1e-300
_STEPS = 2000
_HALVINGS = 60


def log_beta(a: float, b: float) -> float:
    """The logarithm of the beta function."""
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def beta_below(x: float, a: float, b: float) -> float:
    """The share of a Beta(a, b) that lies below `x`.

    >>> round(beta_below(0.5, 2, 2), 12), round(beta_below(0.2, 1, 1), 12)
    (0.5, 0.2)
    """
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = exp(a * log(x) + b * log1p(-x) - log_beta(a, b))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def beta_at(share: float, a: float, b: float) -> float:
    """The value below which a `share` of a Beta(a, b) lies: the inverse of `beta_below`."""
    low, high = 0.0, 1.0
    for _halving in range(_HALVINGS):
        middle = (low + high) / 2
        if beta_below(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        change = 1.0
        for part in (even, odd):
            d = 1 / _away(1 + part * d)
            c = _away(1 + part / c)
            change = c * d
            value *= change
        if abs(change - 1) < 1e-14:
            break
    return value


def _away(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def chi2_beyond(value: float, degrees: int) -> float:
    """The chance that a chi-squared of whole degrees of freedom is beyond `value`.

    >>> round(chi2_beyond(3.841458820694124, 1), 12)
    0.05
    """
    if value <= 0 or degrees < 1:
        return 1.0
    half = value / 2
    if degrees % 2:
        beyond, term = erfc(sqrt(half)), 2 * sqrt(half / pi) * exp(-half)
        odd = range(3, degrees + 1, 2)
        for at in odd:
            beyond += term
            term *= value / at
        return beyond
    beyond = term = exp(-half)
    for at in range(2, degrees, 2):
        term *= value / at
        beyond += term
    return beyond


def both_beyond(z: float) -> float:
    """The chance that a standard normal is further from nothing than `z`, on either side."""
    return erfc(abs(z) / sqrt(2))
