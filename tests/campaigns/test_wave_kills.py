"""Two waves to the same people, carried by two processes that SIGKILL ends at random: nobody gets two letters.

CI sends 20,000 with 20 kills. More: `ACCORD_WAVE_MESSAGES=100000 ACCORD_WAVE_KILLS=50 ./run test --long
tests/campaigns/test_wave_kills.py`.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.notices.servers import Mailbox, mail_server

pytestmark = pytest.mark.long
MESSAGES = int(os.environ.get("ACCORD_WAVE_MESSAGES", "20000"))
KILLS = int(os.environ.get("ACCORD_WAVE_KILLS", "20"))
ROOT = Path(__file__).resolve().parents[2]


def start(folder: Path, *said: object) -> "subprocess.Popen[str]":
    """The process, on a data folder of its own."""
    more = {
        "ACCORD_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "accord.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.campaigns.wave_process", *map(str, said)], cwd=ROOT,
        env=dict(os.environ, **more), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def carried(folder: Path, box: Mailbox, many: int, kills: int, mutant: str = "") -> dict[str, Any]:
    """Carry everything, with so many kills spread over it; what the record says at the end."""
    dice = Random(3)
    assert start(folder, "setup", box.port, many).wait(timeout=1200) == 0
    running = [start(folder, "send", index, mutant) for index in (0, 1)]
    for process in running:
        assert process.stdout is not None and process.stdout.readline() == "sending\n"
    until = time.monotonic() + 3000
    for kill in range(kills):
        wanted = many * (kill + 1) // (kills + 1)
        while len(box.raw) < wanted and time.monotonic() < until:
            time.sleep(0.002)
            if all(process.poll() is not None for process in running):
                break
        time.sleep(dice.random() * 0.02)
        index = dice.randrange(2)
        running[index].kill()
        assert running[index].wait(timeout=60) in (-signal.SIGKILL, 0)
        running[index] = start(folder, "send", index, mutant)
    for process in running:
        process.communicate(timeout=max(10.0, until - time.monotonic()))
    said, _ = start(folder, "left").communicate(timeout=120)
    found: dict[str, Any] = json.loads(said)
    return found


def test_each_gets_one_letter_or_none_whatever_is_killed(tmp_path: Path) -> None:
    with mail_server() as box:
        began = time.monotonic()
        found = carried(tmp_path, box, MESSAGES, KILLS)
        took = time.monotonic() - began
    fates, got = found["fates"], Counter(to for to, _ in box.raw)
    assert max(got.values()) == 1, "a second letter left"
    assert set(fates) <= {"sent", "unknown", "waiting"} and sum(fates.values()) == 2 * MESSAGES
    unknown = fates.get("unknown", 0)
    assert unknown <= KILLS
    # Who got none is one of whom nobody knows, or waits for the week that the policy asks between two letters.
    assert MESSAGES - unknown <= len(got) <= MESSAGES and fates["sent"] + unknown == MESSAGES
    came = {str(letter["Message-ID"])[1:33] for letter in box.came}
    assert {name for name, fate in found["ids"] if fate == "sent"} <= came
    print(
        f"{MESSAGES} people, two campaigns, {KILLS} kills: {len(got)} letters, 0 twice, {unknown} unknown, "
        f"{MESSAGES / took:.0f} letters a second with the kills"
    )


@pytest.mark.parametrize("mutant", ["repeats", "unasked"])
def test_a_carrier_that_repeats_or_does_not_ask_is_caught(tmp_path: Path, mutant: str) -> None:
    with mail_server() as box:
        box.takes = 0.01
        carried(tmp_path, box, 300, 8, mutant)
    assert max(Counter(to for to, _ in box.raw).values()) > 1
