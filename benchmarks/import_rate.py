"""How fast a file is imported, as a share of executemany of the same rows into the same tables, FULL.

    python benchmarks/import_rate.py [--rows 100000] [--repeat 3] [--memory]

The import includes reading, hashing, identity, rejects and the cursor, in transactions of at most 1,000 rows.
The baseline writes the very rows the import left (every table, every index), in transactions of 1,000 rows
of the file: fewer than the import, which never holds the lock for long.
Both run on fresh databases in one process, turn by turn; the median counts. --memory: the import only.
"""

import argparse
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

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

from accord.vocabulary.people import Role, Viewer  # noqa: E402
from accord.workflows.import_export_file import ImportReport, import_export_file  # noqa: E402

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


def time_import(path: Path) -> tuple[float, list[float], ImportReport]:
    """Seconds of one import, and how long each transaction held the lock."""
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
        started = time.perf_counter()
        report = import_export_file(Viewer(1, Role.ops), path, source="crm", mapping=MAPPING, now=NOW)
        return time.perf_counter() - started, held, report
    finally:
        workflow.book_batch = book


def take_rows() -> dict[str, tuple[list[str], list[tuple[object, ...]]]]:
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


def time_baseline(taken: dict[str, tuple[list[str], list[tuple[object, ...]]]], transactions: int) -> float:
    """Seconds to write the same rows by executemany, in so many transactions."""
    with connection.cursor() as cursor:
        # Slices of two tables need not match row by row; without these checks the baseline is the faster.
        off = (
            "PRAGMA foreign_keys=OFF"
            if connection.vendor == "sqlite"
            else "SET session_replication_role=replica"
        )
        cursor.execute(off)
    started = time.perf_counter()
    for n in range(transactions):
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (columns, rows) in taken.items():
                part = rows[len(rows) * n // transactions : len(rows) * (n + 1) // transactions]
                names = ", ".join(f'"{c}"' for c in columns)
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", part)
    return time.perf_counter() - started


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
    imports, baselines, held = [], [], []
    for _ in range(1 if asked.memory else asked.repeat):
        empty()
        seconds, locks, report = time_import(path)
        imports.append(seconds)
        held += locks
        assert report.counts.rows == asked.rows
        if not asked.memory:
            taken = take_rows()
            empty()
            lower_guards()
            baselines.append(time_baseline(taken, -(-asked.rows // 1000)))
    seconds = statistics.median(imports)
    print(describe())
    each = len(held) // len(imports)
    print(f"import    {asked.rows / seconds:9.0f} rows/s  {seconds:7.2f} s  {each} transactions")
    print(
        f"lock held  median {statistics.median(held) * 1e3:.1f} ms, "
        f"p99 {statistics.quantiles(held, n=100)[98] * 1e3:.1f} ms, most {max(held) * 1e3:.1f} ms"
    )
    print(f"memory    {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")
    if asked.memory:
        return 0
    base = statistics.median(baselines)
    written = sum(len(rows) for _, rows in taken.values())
    print(f"baseline  {asked.rows / base:9.0f} rows/s  {base:7.2f} s  {written} rows in {len(taken)} tables")
    print(f"share     {base / seconds:9.2f}         floor 0.25, aim 0.40")
    return 0 if base / seconds >= 0.25 else 1


if __name__ == "__main__":
    raise SystemExit(main())
