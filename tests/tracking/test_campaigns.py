"""What was acknowledged stands, once: under loss, kills and power cuts. Sizes: docs/ci-budget.md."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.tracking.power_cuts import can_trace

ROOT = Path(__file__).resolve().parents[2]
EVENTS = int(os.environ.get("ACCORD_LIVE_EVENTS", "10000"))  # so many singles, and so many in batches
KILLS = int(os.environ.get("ACCORD_LIVE_KILLS", "10"))
CUTS = int(os.environ.get("ACCORD_POWER_CUTS", "400"))


def campaign(module: str, *words: object, database: str = "") -> dict[str, Any]:
    """A campaign in a process of its own, on a fresh installation."""
    command = [sys.executable, "-m", f"tests.tracking.{module}", *map(str, words)]
    around = os.environ | {"ACCORD_DATABASE_URL": database}
    done = subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True)
    assert done.stdout, done.stderr
    outcome: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(outcome)
    return outcome


def loss(singles: int, kills: int, *, database: str = "", mutant: str = "") -> dict[str, Any]:
    """The lossy proxy and kills; as many events again in batches."""
    words = ("--singles", singles, "--batched", singles, "--kills", kills, "--mutant", mutant)
    return campaign("loss_campaign", *words, database=database)


def cuts(images: int, events: int, mutant: str = "") -> dict[str, Any]:
    """Power cuts; a named skip where nothing can be traced, a failure where CI requires it."""
    if not can_trace():
        if "strace" in os.environ.get("ACCORD_REQUIRE", ""):
            pytest.fail("strace is required, and absent or not allowed here")
        pytest.skip("needs strace, and the right to trace a child (apt-get install strace)")
    return campaign("power_cuts", "--images", images, "--events", events, "--mutant", mutant)


def test_a_few_losses_and_kills_lose_and_double_nothing() -> None:
    outcome = loss(800, 2)
    assert (outcome["lost"], outcome["doubled"], outcome["dead"]) == (0, 0, 0)
    assert outcome["kills"] == 2
    assert outcome["acknowledged"] > 1_500


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_losses_and_kills_lose_and_double_nothing(database: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgres_url") if database == "postgresql" else ""
    events = EVENTS // 5 if url else EVENTS
    outcome = loss(events, KILLS, database=url)
    assert (outcome["lost"], outcome["doubled"], outcome["dead"]) == (0, 0, 0)
    assert outcome["kills"] == KILLS
    assert outcome["acknowledged"] > events


@pytest.mark.long
def test_the_mutant_that_answers_before_the_commit_loses() -> None:
    assert loss(1_500, 4, mutant="acknowledges_early")["lost"]


@pytest.mark.long
def test_the_mutant_that_takes_before_it_writes_loses() -> None:
    # A kill has to fall between the taking and the writing: most runs have one that does.
    assert any(loss(1_500, 6, mutant="takes_before_it_writes")["lost"] for _ in range(4))


@pytest.mark.long
def test_the_mutant_without_message_ids_doubles() -> None:
    assert loss(800, 0, mutant="forgets_message_ids")["doubled"]


@pytest.mark.long
def test_no_power_cut_loses_what_was_acknowledged() -> None:
    outcome = cuts(CUTS, 400)
    assert (outcome["lost"], outcome["damaged"], outcome["torn"]) == (0, 0, 0)
    assert outcome["acknowledged"] == 400


@pytest.mark.long
def test_the_mutant_that_syncs_seldom_loses_in_a_power_cut() -> None:
    assert cuts(200, 150, mutant="syncs_seldom")["lost"]
