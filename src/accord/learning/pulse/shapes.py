"""What the pulse takes and gives."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from accord.learning.pulse.curve import Curve

Ints = NDArray[np.int64]


class Action(StrEnum):
    """What the evidence says."""

    ramp = "ramp up"
    hold = "hold"
    halt = "halt"


class Reason(StrEnum):
    """Why."""

    ordinary = "within what ordinary campaigns do"
    weak = "answers are fewer than ordinary campaigns bring"
    strong = "answers are more than ordinary campaigns bring"
    below_control = "answers are fewer than in the control"
    above_control = "answers are more than in the control"
    guard = "a guard metric is over what was agreed"
    no_benchmark = "no benchmark yet"
    too_small = "the list is too small to judge"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What comparable campaigns brought: the share answering, its spread (sd of its logarithm), how fast."""

    rate: float
    spread: float
    curve: Curve
    campaigns: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """Mails and answers of one arm by the minute since the first send.

    `sent[s]` left in minute s. `answered[..., s, a]` of them answered first at age a, in minute s + a: whole minutes.
    More axes before those two are as many campaigns with the same sending times.
    """

    sent: Ints
    answered: Ints

    def known_by(self, look: int) -> tuple[Ints, Ints]:
        """(sent, answered) of the mails that had left by a look, answers that had come by it; others are none."""
        minutes = min(look, len(self.sent))
        ages = self.answered.shape[-1]
        come = np.arange(ages)[None, :] < look - np.arange(minutes)[:, None]
        return self.sent[:minutes], self.answered[..., :minutes, :] * come


@dataclass(frozen=True, slots=True)
class Look:
    """One look: the minute, and how many times likelier a drop (a rise) is than an ordinary campaign."""

    minute: int
    drop: float
    rise: float
    answered: int
    expected: float  # answers that the benchmark would have brought by now; 0 without one


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, why, since which minute, and every look it rests on."""

    action: Action
    reason: Reason
    minute: int | None = None
    metric: str = ""
    looks: tuple[Look, ...] = ()
