"""The share of mails answered, with an interval that holds at every look at once."""

from math import log

from accord.measures.special import log_beta

_HALVINGS = 60
_LEAST = 1e-3


def share_band(
    answered: int, mails: int, *, wrong: float = 0.05, tuned_for: float = 100.0
) -> tuple[float, float]:
    """The interval of the share, right at all looks together but for `wrong`; (0, 1) without mails.

    Howard, Ramdas, McAuliffe and Sekhon 2021, the two-sided beta-binomial mixture, tightest near `tuned_for` mails.

    >>> [round(end, 4) for end in share_band(700, 1000)]
    [0.6516, 0.7459]
    """
    if mails <= 0:
        return 0.0, 1.0
    middle = answered / mails
    return _end(answered, mails, wrong, tuned_for, 0.0, middle), _end(
        answered, mails, wrong, tuned_for, 1.0, middle
    )


def _end(answered: int, mails: int, wrong: float, tuned_for: float, outside: float, inside: float) -> float:
    """Where the evidence against a share reaches 1 / wrong, between a share outside and the observed one."""
    for _halving in range(_HALVINGS):
        share = (outside + inside) / 2
        if _against(answered, mails, share, wrong, tuned_for) >= -log(wrong):
            outside = share
        else:
            inside = share
    return (outside + inside) / 2


def _against(answered: int, mails: int, share: float, wrong: float, tuned_for: float) -> float:
    """The logarithm of the evidence against one share: a beta about it, as wide as is best at `tuned_for` mails."""
    if not 0 < share < 1:
        return float("inf")
    spread = share * (1 - share)
    twice = -2 * log(wrong)
    wide = max(tuned_for * spread / (twice + log(1 + twice)) - spread, _LEAST * spread)
    yes, no = wide / (1 - share), wide / share
    mixed = log_beta(yes + answered, no + mails - answered) - log_beta(yes, no)
    return mixed - answered * log(share) - (mails - answered) * log(1 - share)
