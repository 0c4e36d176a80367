"""Guard metrics: hard bounces, complaints, unsubscribes, negative replies against the most that was agreed."""

from dataclasses import dataclass
from math import exp, log, log1p

from accord.learning.pulse.procedure import BAR

_TIMES = (1.25, 1.5, 2.0, 3.0, 5.0)  # of the ceiling: what is held against it, all believed alike


@dataclass(frozen=True, slots=True)
class Guard:
    """One metric: how many of the mails sent, and the share that was agreed as the most (0-1)."""

    metric: str
    sent: int
    happened: int
    ceiling: float

    @property
    def over(self) -> bool:
        """Whether the evidence passes the bar."""
        return weigh_guard(self.sent, self.happened, self.ceiling) >= log(BAR)


def weigh_guard(sent: int, happened: int, ceiling: float) -> float:
    """The logarithm of the evidence that more than the ceiling's share of these mails end so.

    Every mail pays when it leaves and earns when it happens, so one that may still happen counts as if it never
    would: the evidence is never too high, however early one looks.

    >>> weigh_guard(1000, 0, 0.001) < 0 < weigh_guard(1000, 6, 0.001)
    True
    """
    terms = [happened * log(times) - sent * log1p(ceiling * (times - 1)) for times in _TIMES]
    most = max(terms)
    return most + log(sum(exp(term - most) for term in terms) / len(terms))
