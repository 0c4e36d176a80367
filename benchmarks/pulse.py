"""How often the pulse is wrong, and what it sees: simulated campaigns, every minute looked at for an hour.

    python -m benchmarks.pulse [--runs 10000] [--only false|power|control|sequential|scanners] [--seed 1] [--worst 10]

One procedure for every row: its fingerprint stands in each, and two different ones end the run. False halts and false
rises are counted apart; at most 449 of 10,000 is a 99 % upper bound of 5 %.
"""

import argparse
import itertools
import os
import sys
import time
from collections.abc import Iterator

# One thread: tables that fit the cache are slower with several, which wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from benchmarks.pulse_limit import best_power
from benchmarks.pulse_scanners import behind_scanners
from benchmarks.pulse_sequential import sequential
from benchmarks.pulse_world import LEARNT, TAKEN, World, simulate

from accord.learning.pulse import BAR, Benchmark, Curve, settings, weigh, weigh_against_control

SEEN: set[str] = set()
CORNERS = [LEARNT.stretched(time_, sd) for time_ in (0.8, 1.2) for sd in (1.0, 1.4)]
BETWEEN = LEARNT.stretched(1.1, 1.1)
_AT_ONCE = 500  # runs in the processor's cache


def row(name: str, **figures: object) -> None:
    """One line with the procedure's fingerprint; another procedure than the first row's ends the run."""
    SEEN.add(settings())
    if len(SEEN) > 1:
        sys.exit(f"error  pulse.two_procedures - rows of {sorted(SEEN)} stand in one table")
    told = "  ".join(f"{key} {value}" for key, value in figures.items())
    print(f"{settings()}  {name:58}  {told}", flush=True)


def passed(evidence: np.ndarray) -> np.ndarray:
    """The minute at which each run passed the bar; 0 where it never did."""
    over = evidence >= np.log(BAR)
    return np.where(over.any(axis=1), over.argmax(axis=1) + 1, 0)


def minutes(world: World, runs: int, chance: np.random.Generator) -> dict[str, np.ndarray]:
    """When each of so many campaigns of a kind passed the bar, for a drop and for a rise."""
    benchmark = Benchmark(world.rate, TAKEN, LEARNT)
    parts = []
    for first in range(0, runs, _AT_ONCE):
        counts = simulate(world, min(_AT_ONCE, runs - first), chance)
        parts.append([passed(side) for side in weigh(counts, benchmark)])
    drop, rise = (np.concatenate(side) for side in zip(*parts, strict=True))
    return {"drop": drop, "rise": rise}


def shown(when: np.ndarray) -> dict[str, object]:
    """Of how many it passed, and the median minute over all runs."""
    share = (when > 0).mean()
    median = np.median(np.where(when > 0, when, 10**6))
    return {"passed": int((when > 0).sum()), "of": len(when), "share": f"{share:.4f}",
            "median": f"{median:.0f}" if median < 10**6 else "-"}  # fmt: skip


def false_cells() -> Iterator[World]:
    """Every cell in which ordinary campaigns are looked at."""
    for size, rate, over, curve, spread in itertools.product(
        (2_000, 10_000, 50_000), (0.03, 0.005, 0.001), (1, 10, 50), [*CORNERS, LEARNT, BETWEEN], (0.0, 0.2)
    ):
        yield World(size, rate, over, curve, spread)


def false(runs: int, chance: np.random.Generator, only_worst: int = 0) -> None:
    """False halts and false rises in every cell, or of those that a first look at all finds worst; worst last."""
    cells = list(false_cells())
    if only_worst:
        found = [(max(wrong(world, runs // 50, chance)), n) for n, world in enumerate(cells)]
        cells = [cells[n] for _, n in sorted(found)[-only_worst:]]
        print(
            f"of {len(found)} cells those {only_worst} that were worst in {runs // 50} other runs", flush=True
        )
    worst: dict[str, tuple[float, str]] = {}
    for world in cells:
        curve: Curve = world.curve
        name = (
            f"ordinary n {world.size:6} rate {world.rate:6.1%} over {world.over:2} min, "
            f"curve {curve.median:4.1f}/{curve.log_sd:.2f} spread {world.spread}"
        )
        halts, rises = wrong(world, runs, chance)
        row(name, halts=halts, rises=rises, of=runs)
        for side, count in (("halts", halts), ("rises", rises)):
            worst[side] = max(worst.get(side, (-1, "")), (count / runs, name))
    for side, (share, name) in worst.items():
        print(f"most {side}: {share:.4f} at {name}")


def wrong(world: World, runs: int, chance: np.random.Generator) -> tuple[int, int]:
    """How many of so many ordinary campaigns are halted, and ramped up."""
    when = minutes(world, runs, chance)
    return int((when["drop"] > 0).sum()), int((when["rise"] > 0).sum())


POWER: tuple[tuple[int, float, str], ...] = (
    (10_000, 0.35, "drop"),
    (2_000, 0.35, "drop"),
    (50_000, 0.5, "drop"),
    (10_000, 0.5, "drop"),
    (2_000, 0.5, "drop"),
    (10_000, 2.0, "rise"),
)


def power(runs: int, chance: np.random.Generator) -> None:
    """What is seen within the hour, beside the most that any test of this level could see at minute 60."""
    for size, times, side in POWER:
        world = World(size, 0.03, times=times)
        when = minutes(world, runs, chance)[side]
        limit = best_power(world, TAKEN, [*CORNERS, LEARNT], runs, chance)
        row(f"{side} n {size:6} at {times} x", **shown(when), limit=f"{limit:.4f}")


def control(runs: int, chance: np.random.Generator) -> None:
    """Beside a control drawn at random: ordinary, worse and better new arms; the arms share the day."""
    for kind, sizes, times in (
        ("ordinary", (10_000, 10_000), 1.0), ("ordinary", (18_000, 2_000), 1.0), ("ordinary", (1_000, 1_000), 1.0),
        ("half", (10_000, 10_000), 0.5), ("half", (5_000, 5_000), 0.5), ("half", (18_000, 2_000), 0.5),
        ("twice", (10_000, 10_000), 2.0),
    ):  # fmt: skip
        for rate in (0.03, 0.001) if kind == "ordinary" else (0.03,):
            drops, rises = [], []
            for first in range(0, runs, _AT_ONCE):
                many = min(_AT_ONCE, runs - first)
                there = World(sizes[1], rate, spread=TAKEN)
                day = there.rates(many, chance)
                here = simulate(World(sizes[0], rate), many, chance, rates=np.minimum(day * times, 1))
                beside = simulate(there, many, chance, rates=day)
                drop, rise = weigh_against_control(here, beside)
                drops.append(passed(drop))
                rises.append(passed(rise))
            for side, when in (("halts", np.concatenate(drops)), ("rises", np.concatenate(rises))):
                row(f"control {sizes[0]} + {sizes[1]}, rate {rate:.1%}, {kind}: {side}", **shown(when))


def main() -> None:
    """All tables, or one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("false", "power", "control", "sequential", "scanners"))
    parser.add_argument("--peer", default="", help="an interpreter with gbstats (for sequential)")
    parser.add_argument(
        "--worst", type=int, default=0, help="false: only so many cells, the worst of a first look"
    )
    given = parser.parse_args()
    chance = np.random.default_rng(given.seed)
    began = time.perf_counter()
    tables = {
        "power": lambda: power(given.runs, chance),
        "control": lambda: control(given.runs, chance),
        "sequential": lambda: sequential(row, given.runs, given.peer, chance),
        "scanners": lambda: behind_scanners(row, given.runs, chance),
        "false": lambda: false(given.runs, chance, given.worst),
    }
    for name, make in tables.items():
        if given.only in (None, name):
            make()
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
