"""A randomised e-mail campaign with a holdout, imported as any file is, and what its results say.

    python -m benchmarks.hillstrom [--rows 64000]

K. Hillstrom's public data (../shared/data/hillstrom_email) names neither people nor days: each row is given a number
and the day of one send, and a visit the day after. Prints the share of each arm that visited, the lift of each with
its interval, the seconds that the import took, and those of the answer.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Import and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=64_000)
    shared = ROOT.parent / "shared" / "data" / "hillstrom_email" / "hillstrom.csv.gz"
    asked.add_argument("--data", type=Path, default=shared)
    said = asked.parse_args()
    if not said.data.exists():
        sys.exit(f"{said.data} is absent: this needs the public data")
    os.environ["ACCORD_DATA"] = folder = tempfile.mkdtemp(prefix="accord-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from tests.hillstrom import CAMPAIGN, MAPPING, write_sends

    from accord.reporting.campaigns.results import campaign_result
    from accord.vocabulary.people import Role, Viewer
    from accord.workflows.import_export_file import import_export_file

    call_command("migrate", verbosity=0)
    file, now = Path(folder) / "sends.csv", datetime.now(UTC)
    rows = write_sends(said.data, file, said.rows)
    viewer = Viewer(1, Role.ops)
    began = time.perf_counter()
    report = import_export_file(viewer, file, source="shop", mapping=MAPPING, now=now)
    imported, began = time.perf_counter() - began, time.perf_counter()
    made = campaign_result(viewer, CAMPAIGN, now=now)
    print(
        f"{platform.machine()}, Python {platform.python_version()}: {rows:,} rows, {report.counts.facts_new:,} facts"
    )
    print(f"import {imported:.1f} s, mirror and answer {time.perf_counter() - began:.1f} s")
    for one in made.result.arms:
        print(
            f"{one.arm:<16} {one.people.value:>6} people, visited {100 * float(one.shares[0].value or 0):.2f} %"
        )
        for lift in one.lifts[:1]:
            assert lift.interval is not None
            low, high = 100 * lift.interval.low, 100 * lift.interval.high
            print(f"{'':<16} lift {100 * float(lift.value or 0):+.2f} points, 95 % {low:.2f} to {high:.2f}")


if __name__ == "__main__":
    main()
