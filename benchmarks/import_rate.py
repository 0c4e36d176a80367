"""How fast a file is imported, as a share of executemany of the same rows into the same tables, FULL.

    python benchmarks/import_rate.py [--rows 100000] [--repeat 3] [--memory]

The import includes reading, hashing, identity, rejects and the cursor, in transactions that keep the lock
short. The baseline writes the very rows the import left (every table, every index, every trigger), in as many
transactions as the import needed, with the same housekeeping between them; printed beside it is the share of
one executemany a table in a single transaction, which no import could be.
All run on fresh databases in one process, turn by turn; medians. Wall seconds hang on what else the machine
does, processor seconds hardly do. --memory: the import only, for the peak of this process.
"""

import argparse
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ["ACCORD_DATA"] = tempfile.mkdtemp(prefix="accord-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.config.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from tests.guards import lower_guards  # noqa: E402
from tests.workflows.crash_campaign import NOW  # noqa: E402
from tests.workflows.exports import MAPPING, write_leads  # noqa: E402

from accord.ledger.housekeeping import Housekeeping  # noqa: E402
from accord.vocabulary.people import Role, Viewer  # noqa: E402
from accord.workflows.import_export_file import ImportReport, import_export_file  # noqa: E402

Taken = dict[str, tuple[list[str], list[tuple[object, ...]]]]
ROOMS = ("ledger_", "contacts_")


def empty() -> None:
    """A fresh database."""
    lower_guards()
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        connection.close()
        for file in name.parent.glob(f"{name.name}*"):
            file.unlink()
        call_command("migrate", verbosity=0)
    else:
        call_command("flush", verbosity=0, interactive=False)


class Took(NamedTuple):
    """Seconds by the clock and of the processor."""

    wall: float
    cpu: float


@contextmanager
def stopwatch() -> Iterator[list[Took]]:
    """Measures its block; the list holds the result afterwards."""
    result: list[Took] = []
    wall, cpu = time.perf_counter(), time.process_time()
    yield result
    result.append(Took(time.perf_counter() - wall, time.process_time() - cpu))


def median(runs: list[Took]) -> Took:
    """The medians of both."""
    return Took(statistics.median(r.wall for r in runs), statistics.median(r.cpu for r in runs))


def time_import(path: Path) -> tuple[Took, list[float], ImportReport]:
    """What one import took, and how long each transaction held the lock."""
    from accord.workflows import import_export_file as workflow

    held: list[float] = []
    book = workflow.book_batch

    def timed(*a: object, **k: object) -> object:
        started = time.perf_counter()
        try:
            return book(*a, **k)  # type: ignore[arg-type]
        finally:
            held.append(time.perf_counter() - started)

    workflow.book_batch = timed  # type: ignore[assignment]
    try:
        with stopwatch() as took:
            report = import_export_file(Viewer(1, Role.ops), path, source="crm", mapping=MAPPING, now=NOW)
        return took[0], held, report
    finally:
        workflow.book_batch = book


def take_rows() -> Taken:
    """Every row of every table the import wrote."""
    taken = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table.startswith(ROOMS):
                cursor.execute(f"SELECT * FROM {table}")
                columns = [c[0] for c in cursor.description]
                rows = [tuple(bind(v) for v in row) for row in cursor.fetchall()]
                if rows:
                    taken[table] = (columns, rows)
    return taken


def bind(value: object) -> object:
    """A value as the driver takes it back."""
    from datetime import datetime

    return str(value) if isinstance(value, datetime) and connection.vendor == "sqlite" else value


def time_baseline(taken: Taken, transactions: int, file_rows: int) -> Took:
    """What it takes to write the same rows by executemany, in so many transactions."""
    with connection.cursor() as cursor:
        # Slices of two tables need not match row by row; without these checks the baseline is the faster.
        off = (
            "PRAGMA foreign_keys=OFF"
            if connection.vendor == "sqlite"
            else "SET session_replication_role=replica"
        )
        cursor.execute(off)
    with stopwatch() as took, Housekeeping() as house:
        for n in range(transactions):
            with transaction.atomic(), connection.cursor() as cursor:
                for table, (columns, rows) in taken.items():
                    part = rows[len(rows) * n // transactions : len(rows) * (n + 1) // transactions]
                    names = ", ".join(f'"{c}"' for c in columns)
                    marks = ", ".join(["%s"] * len(columns))
                    cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", part)
            house.tidy(file_rows // transactions)
    return took[0]


def describe() -> str:
    """The machine, in one line."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.split(":")[1].strip() for line in lines if "model name" in line]
    machine = models[0] if models else platform.processor()
    return f"{os.cpu_count()} x {machine}, {connection.vendor}, Python {platform.python_version()}"


def main() -> int:
    """Measure and print; exit code 1 under the floor."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--memory", action="store_true")
    asked = parser.parse_args()
    path = Path(os.environ["ACCORD_DATA"]) / "leads.csv"
    write_leads(path, asked.rows)
    call_command("migrate", verbosity=0)
    imports, alike, single, held = [], [], [], []
    for _ in range(1 if asked.memory else asked.repeat):
        empty()
        took, locks, report = time_import(path)
        imports.append(took)
        held += locks
        assert report.counts.rows == asked.rows
        if not asked.memory:
            taken = take_rows()
            for baseline, transactions in ((alike, len(locks)), (single, 1)):
                empty()
                lower_guards()
                baseline.append(time_baseline(taken, transactions, asked.rows))
            del taken
    print(describe())
    ours, each = median(imports), len(held) // len(imports)
    tell("import", asked.rows, ours, f"{each} transactions")
    print(
        f"lock held  median {statistics.median(held) * 1e3:.1f} ms, "
        f"p99 {statistics.quantiles(held, n=100)[98] * 1e3:.1f} ms, most {max(held) * 1e3:.1f} ms, "
        f"above 50 ms: {sum(h > 0.05 for h in held)} of {len(held)}"
    )
    if asked.memory:
        print(f"memory    {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")
        return 0
    theirs, whole = median(alike), median(single)
    tell("baseline", asked.rows, theirs, f"the same rows in {each} transactions")
    tell("baseline", asked.rows, whole, "the same rows in one transaction")
    print(
        f"share     wall {theirs.wall / ours.wall:.2f}, processor {theirs.cpu / ours.cpu:.2f}  floor 0.25, aim 0.40"
    )
    print(
        f"          wall {whole.wall / ours.wall:.2f}, processor {whole.cpu / ours.cpu:.2f}  of one transaction"
    )
    return 0 if theirs.cpu / ours.cpu >= 0.25 else 1


def tell(what: str, rows: int, took: Took, how: str) -> None:
    """One line of the result."""
    rate = f"{what:<9} {rows / took.wall:9.0f} rows/s"
    print(f"{rate}  {took.wall:7.2f} s wall  {took.cpu:7.2f} s processor  {how}")


if __name__ == "__main__":
    raise SystemExit(main())
