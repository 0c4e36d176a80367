"""How fast the twins take random acts and requests: `python -m benchmarks.twins [--acts 10000]`."""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

import twins.hubspot
import twins.salesforce
from twins.hubspot.workday import Workday as HubSpotWorkday
from twins.salesforce.workday import Workday as SalesforceWorkday


def acts(module: Any, kind: Any, count: int) -> tuple[float, float, dict[str, int]]:
    """Wall and processor seconds of `count` acts on a twin that keeps its state in a file, and what was done."""
    with (
        tempfile.TemporaryDirectory() as folder,
        module.serve(module.make_seed(200, 1), path=Path(folder) / "state.sqlite") as twin,
    ):
        day = kind(twin, Random(5))
        wall, processor = time.perf_counter(), time.process_time()
        for _ in range(count):
            day.act()
        return time.perf_counter() - wall, time.process_time() - processor, day.done


def main() -> None:
    """Print a line for each twin."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=10_000)
    count = parser.parse_args().acts
    for module, kind in ((twins.salesforce, SalesforceWorkday), (twins.hubspot, HubSpotWorkday)):
        wall, processor, done = acts(module, kind, count)
        sys.stdout.write(
            f"{module.__name__}: {count} acts, {wall:.1f} s wall, {processor:.1f} s processor, {done}\n"
        )


if __name__ == "__main__":
    main()
