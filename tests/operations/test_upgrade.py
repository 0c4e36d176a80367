"""An upgrade from any earlier schema ends in the one new schema, and whoever dies on the way changed nothing."""

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from tests.operations.installation import ROOT, Installation, fresh_database

KILLS = int(os.environ.get("ACCORD_UPGRADE_KILLS", "4"))


def find_tags() -> list[str]:
    """The releases that are tagged, oldest first; none outside a clone."""
    command = ["git", "tag", "--list", "v*", "--sort", "version:refname"]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT).stdout.split()


def run_campaign(folder: Path, database: str, *words: str) -> dict[str, Any]:
    """The campaign in a process of its own, on an empty database."""
    environ = Installation(folder, database).environ()
    command = [sys.executable, "-m", "tests.operations.upgrade_campaign", *words]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.stdout, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


@pytest.mark.long
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_killed_anywhere_it_leaves_the_old_schema_or_the_new_one(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = fresh_database(request.getfixturevalue("postgres_url"), "upgrade") if kind == "postgresql" else ""
    said = run_campaign(tmp_path, url, "--kills", str(KILLS))
    assert said["faults"] == []
    assert said["kills"] == KILLS
    assert said["states"] >= 2


def test_from_every_earlier_schema_the_same_new_one_is_reached(tmp_path: Path) -> None:
    said = run_campaign(tmp_path, "", "--kills", "2")
    assert (said["faults"], said["kills"]) == ([], 2)


@pytest.mark.long
def test_the_mutant_that_commits_each_migration_is_caught(tmp_path: Path) -> None:
    assert any(
        "half a schema" in fault
        for fault in run_campaign(tmp_path, "", "--kills", "20", "--mutant")["faults"]
    )


@pytest.mark.parametrize("tag", find_tags() or [None])
def test_every_tagged_release_is_upgraded(tag: str | None, tmp_path: Path) -> None:
    if tag is None:
        pytest.skip("no release is tagged yet")
    packed = subprocess.run(["git", "archive", tag, "src"], capture_output=True, cwd=ROOT, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        tar.extractall(tmp_path, filter="data")
    made = Installation(tmp_path / "data")
    made.run("init", "--template", "hubspot-lifecycle", PYTHONPATH=str(tmp_path / "src"))
    said = json.loads(made.run("upgrade", "--json"))
    assert bool(said["applied"]) == bool(said["backup"])
    assert said["findings"] == []
    assert json.loads(made.run("upgrade", "--json"))["applied"] == []
