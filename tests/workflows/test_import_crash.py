"""Kill -9 while files are imported: nothing is lost, nothing is doubled, on both databases."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("ACCORD_KILLS", "12"))


def run_campaign(
    folder: Path, database: str = "", *, kills: int, rows: int, mutant: str = ""
) -> dict[str, Any]:
    """The campaign in processes of its own, on a fresh database."""
    environ = os.environ | {"ACCORD_DATA": str(folder), "ACCORD_DATABASE_URL": database}
    command = [
        sys.executable,
        "-m",
        "tests.workflows.crash_campaign",
        "--kills",
        str(kills),
        "--rows",
        str(rows),
    ]
    done = subprocess.run(
        [*command, "--mutant", mutant], cwd=ROOT, env=environ, capture_output=True, text=True
    )
    assert done.stdout, done.stderr
    outcome: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return outcome


def test_a_few_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    outcome = run_campaign(tmp_path, kills=3, rows=2_000)
    assert outcome["faults"] == []
    assert outcome["kills"] == 3


@pytest.mark.parametrize("mutant", ["after", "before"])
def test_the_mutant_with_its_cursor_in_its_own_transaction_is_caught(tmp_path: Path, mutant: str) -> None:
    assert run_campaign(tmp_path, kills=10, rows=1_500, mutant=mutant)["faults"]


@pytest.mark.long
def test_many_kills_on_sqlite(tmp_path: Path) -> None:
    outcome = run_campaign(tmp_path, kills=KILLS, rows=100_000)
    print(outcome)
    assert outcome["faults"] == []


@pytest.mark.long
def test_many_kills_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    outcome = run_campaign(tmp_path, postgres_url, kills=KILLS, rows=100_000)
    print(outcome)
    assert outcome["faults"] == []
