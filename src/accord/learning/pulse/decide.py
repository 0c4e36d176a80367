"""The verdict: what the looks so far say, a pure function of what had come by each of them."""

from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from accord.learning.pulse.control import weigh_against_control
from accord.learning.pulse.curve import come
from accord.learning.pulse.evidence import weigh
from accord.learning.pulse.guard import Guard
from accord.learning.pulse.procedure import BAR, LOOKS, as_odds
from accord.learning.pulse.shapes import Action, Benchmark, Counts, Look, Reason, Verdict


def decide(
    counts: Counts,
    look: int,
    *,
    benchmark: Benchmark | None = None,
    control: Counts | None = None,
    guards: Sequence[Guard] = (),
    smallest: int = 0,
    bar: float = BAR,
) -> Verdict:
    """What to do at a look, by everything that had come by it; the control goes before the benchmark.

    Evidence that has passed its bar stays passed, at the minute it did. A halt goes before a rise, a guard before
    both. Without benchmark and control, and for a list under `smallest`, it is hold, and says so. A halt (and a
    ramp) of an ordinary campaign is wrong at most once in `bar`.
    """
    stopped = find_stop(
        counts, guards, smallest, judged=benchmark is not None or control is not None, look=look
    )
    if stopped is not None:
        return stopped
    looks = find_looks(counts, min(look, LOOKS), benchmark, control)
    return read_looks(looks, bar, by_control=control is not None)


def find_stop(
    counts: Counts, guards: Sequence[Guard], smallest: int, *, judged: bool, look: int
) -> Verdict | None:
    """The verdict that needs no look at the answers: a guard, a list too small, nothing to judge by; else None."""
    over = next((each for each in guards if each.over), None)
    if over is not None:
        return Verdict(Action.halt, Reason.guard, look, over.metric)
    if counts.sent.sum() < smallest:
        return Verdict(Action.hold, Reason.too_small)
    return None if judged else Verdict(Action.hold, Reason.no_benchmark)


def read_looks(looks: tuple[Look, ...], bar: float = BAR, *, by_control: bool = False) -> Verdict:
    """What these looks say, as they were taken: what passed the bar at one of them stays passed."""
    low, high = (Reason.below_control, Reason.above_control) if by_control else (Reason.weak, Reason.strong)
    for action, reason, odds in (
        (Action.halt, low, [each.drop for each in looks]),
        (Action.ramp, high, [each.rise for each in looks]),
    ):
        passed = next((each.minute for each, odd in zip(looks, odds, strict=True) if odd >= bar), None)
        if passed is not None:
            return Verdict(action, reason, passed, looks=looks)
    return Verdict(Action.hold, Reason.ordinary, looks=looks)


def find_looks(
    counts: Counts, last: int, benchmark: Benchmark | None, control: Counts | None
) -> tuple[Look, ...]:
    """Every look up to the last, none before the first mail."""
    if last <= 0:
        return ()
    if control is not None:
        drop, rise = weigh_against_control(counts, control, last)
    elif benchmark is not None:
        drop, rise = weigh(counts, benchmark, last)
    else:
        drop = rise = np.full(last, -log(BAR))
    found = []
    for minute in range(1, last + 1):
        sent, answered = counts.known_by(minute)
        odds = as_odds(float(drop[minute - 1])), as_odds(float(rise[minute - 1]))
        usual = _as_control(sent, control, minute) if control else _as_benchmark(sent, benchmark, minute)
        found.append(Look(minute, *odds, int(answered.sum()), usual))
    return tuple(found)


def _as_benchmark(sent: NDArray[np.int64], benchmark: Benchmark | None, minute: int) -> float:
    """How many answers an ordinary campaign would have brought by now; 0 without a benchmark."""
    if benchmark is None:
        return 0.0
    ages = minute - np.arange(len(sent))
    return float((sent * come(benchmark.curve, LOOKS)[np.minimum(ages, LOOKS)]).sum() * benchmark.rate)


def _as_control(sent: NDArray[np.int64], control: Counts, minute: int) -> float:
    """How many answers there would be at the control's share so far."""
    beside, answered = control.known_by(minute)
    return float(answered.sum() * sent.sum() / beside.sum()) if beside.sum() else 0.0
