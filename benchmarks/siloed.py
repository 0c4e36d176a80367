"""A siloed company against the same people and buyers run by Accord, on the simulator.

    uv run python -m benchmarks.siloed [--seeds 10] [--people 1500] [--sensitivity]

The same buyers come at the same instants to the same four reps, with the same absences, the same habits and the same
room in a day; one of them leaves half-way. Behind the wall a list is handed over each Monday (or each working day),
its lines go round the reps, and nobody reminds. With Accord its own code hands over (offers, working hours and
absences, warnings, re-offers, leads of who left), and only what a person does with a notice is assumed. Printed: means
over the seeds with 95 % intervals of the mean (Student), and of the paired differences. docs/siloed.md has the
assumptions.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import astuple, replace
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.siloed_world import Habits, Result

# Two-sided 95 % of Student's t by degrees of freedom; between two entries the wider one holds.
_T = {
    1: 12.71,
    2: 4.30,
    3: 3.18,
    4: 2.78,
    5: 2.57,
    6: 2.45,
    7: 2.36,
    9: 2.26,
    14: 2.14,
    19: 2.09,
    29: 2.05,
    49: 2.01,
}
_WORDS = {
    "called": "followed up at all", "in_time": "in time", "median": "hours to it, median",
    "p90": "hours to it, p90", "conversion": "conversion", "patient": "the same, were waiting free",
}  # fmt: skip
_HOURS = ("median", "p90")


def main() -> None:
    """Run in a data folder of its own."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--seeds", type=int, default=10)
    options.add_argument("--people", type=int, default=1_500)
    options.add_argument("--sensitivity", action="store_true", help="also with other answers to a reminder")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="accord-siloed-") as folder:
        os.environ["ACCORD_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from benchmarks.siloed_world import Habits

        base = Habits()
        compare(base, asked.seeds, asked.people)
        for response in (0.0, 0.25, 0.75) if asked.sensitivity else ():
            print(f"\n-- a reminder moves its reader with chance {response:.0%} (above: {base.response:.0%})")
            compare(replace(base, response=response), asked.seeds, asked.people, walls=False)


def compare(habits: "Habits", seeds: int, people: int, walls: bool = True) -> None:
    """Live through each seed and print the table."""
    began = time.process_time()
    lives: dict[str, list[Result]] = {"wall, weekly list": [], "wall, daily list": [], "Accord": []}
    leads = 0
    for seed in range(1, seeds + 1):
        found, results = one(seed, habits, people)
        leads += found
        for name, each in results.items():
            lives[name].append(each)
    spent = time.process_time() - began
    print(f"{seeds} seeds, {leads / seeds:.0f} leads each, {spent:.0f} s of processor time")
    for name, results in lives.items():
        if walls or name == "Accord":
            _show(name, [astuple(each) for each in results])
    for name in list(lives)[:2]:
        pairs = zip(lives["Accord"], lives[name], strict=True)
        apart = [[a - b for a, b in zip(astuple(x), astuple(y), strict=True)] for x, y in pairs]
        _show(f"Accord less {name}", apart, sign="+")


def one(seed: int, habits: "Habits", people: int) -> tuple[int, dict[str, "Result"]]:
    """One world lived through by each life; how many leads it has."""
    from benchmarks.siloed_run import Run
    from benchmarks.siloed_world import REPS, behind_a_wall, draw, result
    from django.db import transaction
    from tests.handoffs.company import AGREEMENT

    from accord.agreement import parse

    text = AGREEMENT.replace("{open leads per sdr: 4, sdrs: 2}", f"{{open leads per sdr: 40, sdrs: {REPS}}}")
    world = draw(seed, habits, parse(text).get_document(), people)
    made = {
        "wall, weekly list": result(world, habits, behind_a_wall(world, habits, 7)),
        "wall, daily list": result(world, habits, behind_a_wall(world, habits, 1)),
    }
    with transaction.atomic():
        made["Accord"] = result(world, habits, Run(world, habits, text).live_through())
        transaction.set_rollback(True)
    return len(world.leads), made


def _show(title: str, rows: Sequence[Sequence[float]], sign: str = "") -> None:
    print(title)
    for (name, words), values in zip(_WORDS.items(), zip(*rows, strict=True), strict=True):
        print(f"  {words:<28}{_said(name, values, sign)}")


def _said(name: str, values: Sequence[float], sign: str = "") -> str:
    n = len(values)
    mean = sum(values) / n
    spread = sqrt(sum((v - mean) ** 2 for v in values) / (n - 1)) if n > 1 else 0.0
    half = _t(n - 1) * spread / sqrt(n)
    low, high = mean - half, mean + half
    if name in _HOURS:
        return f"{mean:{sign}.1f} h ({low:.1f} to {high:.1f})"
    if not sign:
        low, high = max(low, 0.0), min(high, 1.0)
    return f"{mean * 100:{sign}.1f} % ({low * 100:.1f} to {high * 100:.1f})"


def _t(freedom: int) -> float:
    return min((value for at, value in _T.items() if at <= max(freedom, 1)), default=12.71)


if __name__ == "__main__":
    main()
