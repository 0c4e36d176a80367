"""The verdict: which comes first, since which minute, and what is said where nothing can be."""

import numpy as np

from accord.learning.pulse import Action, Counts, Guard, Reason, decide
from tests.learning.pulse.worlds import BENCHMARK, campaigns


def _one(size: int, times: float, seed: int = 1) -> Counts:
    many = campaigns(1, size, times=times, seed=seed)
    return Counts(many.sent, many.answered[0])


def test_a_halt_stands_at_the_minute_it_passed_and_is_never_taken_back() -> None:
    counts = _one(20_000, 0.35)
    last = decide(counts, 60, benchmark=BENCHMARK)
    assert last.action is Action.halt and last.reason is Reason.weak and last.minute is not None
    for look in (last.minute, last.minute + 1, 60):
        assert decide(counts, look, benchmark=BENCHMARK).minute == last.minute
    before = decide(counts, last.minute - 1, benchmark=BENCHMARK)
    assert before.action is Action.hold and before.looks == last.looks[: last.minute - 1]


def test_a_rise_ramps_up_and_an_ordinary_one_holds() -> None:
    rise = decide(_one(20_000, 2.0), 60, benchmark=BENCHMARK)
    assert (rise.action, rise.reason) == (Action.ramp, Reason.strong)
    usual = decide(_one(20_000, 1.0), 60, benchmark=BENCHMARK)
    assert (usual.action, usual.reason) == (Action.hold, Reason.ordinary)
    assert len(usual.looks) == 60 and usual.looks[-1].expected > usual.looks[10].expected > 0


def test_a_guard_halts_whatever_the_answers_say() -> None:
    guards = (Guard("bounce", 5_000, 100, 0.03), Guard("complaint", 5_000, 40, 0.001))
    found = decide(_one(20_000, 2.0), 30, benchmark=BENCHMARK, guards=guards)
    assert (found.action, found.reason, found.metric, found.minute) == (
        Action.halt, Reason.guard, "complaint", 30,
    )  # fmt: skip


def test_without_benchmark_control_or_size_it_is_hold_and_says_so() -> None:
    counts = _one(1_000, 0.0)
    assert decide(counts, 60) == decide(counts, 60, benchmark=None)
    assert decide(counts, 60).reason is Reason.no_benchmark
    small = decide(counts, 60, benchmark=BENCHMARK, smallest=1_500)
    assert (small.action, small.reason) == (Action.hold, Reason.too_small)
    assert decide(counts, 0, benchmark=BENCHMARK).looks == ()


def test_a_control_goes_before_the_benchmark() -> None:
    """Both arms at half the benchmark: a bad day, not a bad mail."""
    new, control = _one(10_000, 0.4, seed=3), _one(10_000, 0.4, seed=4)
    assert decide(new, 60, benchmark=BENCHMARK).action is Action.halt
    assert decide(new, 60, benchmark=BENCHMARK, control=control).action is Action.hold


def test_nothing_sent_yet_says_nothing() -> None:
    nothing = Counts(np.zeros(3, dtype=np.int64), np.zeros((3, 60), dtype=np.int64))
    found = decide(nothing, 5, benchmark=BENCHMARK)
    assert found.action is Action.hold and {each.drop for each in found.looks} == {1.0}
