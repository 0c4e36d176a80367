"""Several workers and one queue: each job is done, by one at a time, also when workers die."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def run_workers(folder: Path, database: str, *arguments: str) -> dict[str, Any]:
    """The campaign in processes of its own, on a fresh database."""
    environ = os.environ | {"ACCORD_DATA": str(folder), "ACCORD_DATABASE_URL": database}
    command = [sys.executable, "-m", "tests.ledger.worker_campaign", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.stdout, done.stderr
    outcome: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return outcome


def test_killed_workers_leave_no_job_undone_and_none_done_by_two_at_once(tmp_path: Path) -> None:
    outcome = run_workers(tmp_path, "")
    assert (outcome["kills"], outcome["faults"]) == (6, [])


def test_the_same_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    outcome = run_workers(tmp_path, postgres_url)
    assert (outcome["kills"], outcome["faults"]) == (6, [])


def test_the_mutant_that_takes_without_looking_again_is_caught(tmp_path: Path) -> None:
    assert any("while" in fault for fault in run_workers(tmp_path, "", "--mutant")["faults"])
