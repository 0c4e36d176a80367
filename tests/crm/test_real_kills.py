"""The process that reads a CRM is killed by SIGKILL at random moments, again and again: 0 lost, 0 doubled.

CI kills 4 times. More: `ACCORD_CRM_KILLS=50 ./run test --long tests/crm/test_real_kills.py`.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from twins.hubspot.seed import make_seed

from tests.crm.company import hubspot

pytestmark = pytest.mark.long
KILLS = int(os.environ.get("ACCORD_CRM_KILLS", "4"))
ROOT = Path(__file__).resolve().parents[2]


def start(folder: Path, what: str, url: str) -> "subprocess.Popen[str]":
    """The process, on a data folder of its own."""
    more = {"ACCORD_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "accord.config.settings"}
    environment = {k: v for k, v in os.environ.items() if k != "ACCORD_DATABASE_URL"} | more
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crm.sync_process", what, url],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_every_call_is_known_once_whenever_the_process_dies(tmp_path: Path) -> None:
    """Calls are logged and contacts merged meanwhile; each call is one fact that stands."""
    dice, calls = Random(7), 0
    with hubspot(make_seed(20, 7)) as twin:
        assert start(tmp_path, "setup", twin.url).wait(timeout=300) == 0
        asked = twin.journal.number
        for _ in range(KILLS):
            process = start(tmp_path, "sync", twin.url)
            assert process.stdout is not None and process.stdout.readline() == "reading\n"
            people = [
                str(row["id"]) for row in twin.store.rows("contacts").values() if not row.get("mergedInto")
            ]
            for _ in range(10):
                twin.act("log_call", who=dice.choice(people), by="Rita Rep")
                calls += 1
                time.sleep(dice.random() / 5)
            winner, loser = dice.sample(people, 2)
            twin.act("merge", winner=winner, loser=loser, by="Rita Rep")
            time.sleep(dice.random())
            os.kill(process.pid, signal.SIGKILL)
            assert process.wait(timeout=60) == -signal.SIGKILL
            process.stdout.close()
        assert twin.journal.number > asked + KILLS, "each process did read"
        last = start(tmp_path, "count", twin.url)
        said, _ = last.communicate(timeout=300)
        assert json.loads(said) == {"facts": calls, "instants": calls}
