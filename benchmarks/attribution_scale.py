"""Attribution over many millions of touches by buyer: peak memory, time per touch, and what a refresh costs.

Each size is read in a process of its own, so that its peak memory is its own.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
from benchmarks.attribution_disk import deals_of, from_b, refresh, touches_of, write_b

from accord.measures.touches.changes import Sizes
from accord.vocabulary.credit import BY_NAME

_AT_ONCE = 1_000_000  # touches made at a time
_LENGTH = 6
_TASKS = {
    "heuristics": ("first", "last", "linear"),
    "order 1": ("markov 1",),
    "order 2": ("markov 2",),
    "order 3": ("markov 3",),
}
_READ = "import sys; from benchmarks.attribution_scale import read; read(sys.argv[1], sys.argv[2:])"


def processor() -> str:
    """The processor's name."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), os.uname().machine)


def show_scale(touches: int, channels: int) -> None:
    """Write so many touches by buyer, and print what reading and refreshing them takes."""
    with tempfile.TemporaryDirectory(prefix="attribution") as name:
        folder, accounts = Path(name), touches // _LENGTH
        began = time.perf_counter()
        write_b(folder, _parts(accounts, channels))
        wrote = time.perf_counter() - began
        print(f"{touches:,} touches, {accounts:,} accounts, written in {wrote:.0f} s")
        print(
            f"{datetime.now(tz=UTC):%Y-%m-%d}, {processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        )
        for task, models in _TASKS.items():
            said = subprocess.run(
                [sys.executable, "-c", _READ, name, *models], check=True, capture_output=True, text=True
            )
            took, peak, seen = json.loads(said.stdout)
            print(
                f"    {task}: {took:.2f} s warm, {took / seen * 1e9:.0f} ns a touch, peak {peak / 2**20:.2f} GB",
                flush=True,
            )
        plain = refresh(folder, accounts, 1000, Sizes())
        folding = refresh(folder, accounts, 1000, Sizes(wait=0, share=10**9))
        print(
            f"    refresh of 1,000 accounts: {plain * 1000:.0f} ms; while it folds, {folding * 1000:.0f} ms",
            flush=True,
        )


def _parts(accounts: int, channels: int) -> Iterator[tuple[pa.Table, pa.Table]]:
    from benchmarks.attribution import make

    step = _AT_ONCE // _LENGTH
    for first in range(0, accounts, step):
        paths, _ = make(min(step, accounts - first), channels, seed=first, text=False)
        yield touches_of(paths, first + 1, seed=first + 1), deals_of(paths, first + 1)


def read(folder: str, models: list[str]) -> None:
    """Print the seconds of a warm reading, this process's peak memory in KB, and the touches on paths."""
    import resource

    asked = [BY_NAME[name] for name in models]
    took = []
    for _ in range(3):
        began = time.perf_counter()
        made = from_b(Path(folder), asked)
        took.append(time.perf_counter() - began)
    print(json.dumps([min(took[1:]), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, made.touches]))
