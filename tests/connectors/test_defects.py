"""A damaged file is read row by row: every row is accounted for, each refusal has the right name."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from accord.connectors.csv_file import connector
from accord.connectors.protocol import Reading, Row
from accord.connectors.tabular import sniff
from accord.connectors.tabular.split import Splitter
from accord.vocabulary.facts import Refused, RowRead
from tests.connectors.defects import (
    DEFECTS,
    HEADER,
    MAPPING,
    READ,
    SKIPPED,
    clean,
    expected,
    plain,
    write_damaged,
)

READING = Reading("damaged", mapping=MAPPING)


def fate(row: Row) -> str:
    """What became of a row."""
    if isinstance(row, RowRead):
        return READ
    return row.reason.value if isinstance(row, Refused) else SKIPPED


def judge(path: Path, rows: int, seed: int) -> tuple[int, Counter[tuple[str, str, str]]]:
    """Write and read a damaged file: number of records, and every difference from what was expected."""
    labels = write_damaged(path, rows, seed)
    wrong: Counter[tuple[str, str, str]] = Counter()
    found = connector.read(sniff(path), READING)
    count = 0
    for (line, fated, defect), row in zip(expected(labels), found, strict=True):
        count += 1
        assert row.line == line, f"line {row.line} was not expected; {line} was ({defect})"
        if fate(row) != fated:
            wrong[defect, fated, fate(row)] += 1
    return count, wrong


def test_there_are_forty_named_defects() -> None:
    assert len(DEFECTS) >= 40


@pytest.mark.parametrize("name", DEFECTS)
def test_each_defect_alone_has_its_fate(name: str, tmp_path: Path) -> None:
    rng = random.Random(7)
    before = b"".join(plain(clean(n, rng)) for n in range(30))
    made, fates = DEFECTS[name](clean(31, rng), rng)
    after = b"".join(plain(clean(n, rng)) for n in range(40, 70))
    path = tmp_path / "one.csv"
    path.write_bytes(HEADER.encode() + b"\n" + before + made + after)
    rows = list(connector.read(sniff(path), READING))
    assert [fate(row) for row in rows] == [READ] * 30 + list(fates) + [READ] * 30


def check_damaged(path: Path, rows: int) -> None:
    """Read a damaged file of so many rows; prints one line and fails below 99.9 % right."""
    started = time.perf_counter()
    count, wrong = judge(path, rows, seed=20_240_301)
    right = 1 - wrong.total() / count
    print(
        f"\ndefects: {rows:,} damaged rows, {count:,} records, {right:.4%} right, "
        f"{time.perf_counter() - started:.1f} s, seed 20240301; {dict(wrong)}"
    )
    assert right >= 0.999, wrong


def test_every_row_is_accounted_for_with_the_right_name(tmp_path: Path) -> None:
    check_damaged(tmp_path / "damaged.csv", 20_000)


@pytest.mark.long
def test_every_row_of_a_large_file_is_accounted_for(tmp_path: Path) -> None:
    check_damaged(tmp_path / "damaged.csv", int(os.environ.get("ACCORD_DEFECT_ROWS", "100000")))


def test_the_check_would_catch_a_reader_that_swallows_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: every quoted cell is believed as soon as its quote closes."""
    monkeypatch.setattr(Splitter, "_looks_like_a_row", lambda self, line: False)
    with pytest.raises(AssertionError, match="was not expected"):
        judge(tmp_path / "damaged.csv", 20_000, seed=20_240_301)


READ_WHOLE = """
import sys
from pathlib import Path
from accord.connectors.csv_file import connector
from accord.connectors.tabular import sniff
from tests.connectors.test_defects import READING
count = sum(1 for _ in connector.read(sniff(Path(sys.argv[1])), READING))
status = Path("/proc/self/status").read_text()  # ru_maxrss would carry the parent's size over the exec
print(count, int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


def peak(path: Path) -> tuple[int, int]:
    """Records and peak memory (MB) of a process that reads the file."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", READ_WHOLE, str(path)], cwd=root, capture_output=True, text=True, check=True
    )
    count, megabytes = map(int, done.stdout.split())
    return count, megabytes


@pytest.mark.long
@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="needs Linux to read a process's peak memory"
)
def test_memory_stays_flat(tmp_path: Path) -> None:
    rows = int(os.environ.get("ACCORD_MEMORY_ROWS", "300000"))
    small, large = tmp_path / "small.csv", tmp_path / "large.csv"
    write_damaged(small, rows // 10, seed=1)
    write_damaged(large, rows, seed=1)
    (few, base), (many, full) = peak(small), peak(large)
    print(f"\nmemory: {few:,} records {base} MB, {many:,} records {full} MB")
    assert full < 400
    assert full - base < 40 + many * 64 // 1_000_000  # only the digests of ids grow
