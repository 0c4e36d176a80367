"""How fast files are read: rows per second of processor time, and the ratio to `csv.reader` on the same file.

uv run python benchmarks/read_rate.py [rows]
"""

import csv
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from accord.connectors.csv_file import connector, load_mapping
from accord.connectors.protocol import Reading
from accord.connectors.tabular import read_rows, sniff

HEADER = "id,email,name,company,created,channel,page"
MAPPING = """
format: 1
rows: person
id: id
fields: {email: email, name: name, company: company}
facts:
  - {kind: form_submitted, at: created, channel: channel, asset: page}
"""


def write_rows(path: Path, rows: int, quoted: bool) -> None:
    """A clean file; quoted, it has every cell in quotes."""
    mark = '"' if quoted else ""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for number in range(rows):
            day = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02} 10:{number % 60:02}:00"
            cells = (
                f"p{number:09}",
                f"user{number}@company{number % 977}.example",
                f"Anna Müller {number % 311}",
                f"Company {number % 977}",
                day,
                ("paid_search", "social", "email")[number % 3],
                f"landing-{number % 50}",
            )
            file.write(",".join(f"{mark}{cell}{mark}" for cell in cells) + "\n")


def rate(make: Callable[[], Iterable[object]]) -> float:
    """Rows per second of processor time, the best of three."""
    best = 0.0
    for _ in range(3):
        started = time.process_time()
        count = sum(1 for _ in make())
        best = max(best, count / (time.process_time() - started))
    return best


def main(rows: int) -> None:
    """Print a line a file and reader."""
    print(f"hardware: {platform.processor() or platform.machine()}, {os.cpu_count()} cores; {rows:,} rows")
    reading = Reading("bench", mapping=load_mapping(MAPPING))
    with tempfile.TemporaryDirectory() as folder:
        for name, quoted in (("plain", False), ("quoted", True)):
            path = Path(folder) / f"{name}.csv"
            write_rows(path, rows, quoted)
            found = sniff(path)

            def by_library(path: Path = path) -> Iterable[object]:
                with path.open(encoding="utf-8", newline="") as file:
                    yield from csv.reader(file)

            base = rate(by_library)
            split = rate(lambda found=found: read_rows(found))  # type: ignore[misc]
            whole = rate(lambda found=found: connector.read(found, reading))  # type: ignore[misc]
            print(f"{name:7} csv.reader    {base:>10,.0f} rows/s  1.00")
            print(f"{name:7} read_rows     {split:>10,.0f} rows/s  {split / base:.2f}")
            print(f"{name:7} csv_file.read {whole:>10,.0f} rows/s  {whole / base:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
