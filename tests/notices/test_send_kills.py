"""The worker that sends is killed by SIGKILL at random moments: no notice is lost, none leaves under another id.

CI kills 4 times. More: `ACCORD_NOTICE_KILLS=100 ./run test --long tests/notices/test_send_kills.py`.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.notices.send_process import NOTICES
from tests.notices.servers import mail_server, post_server

pytestmark = pytest.mark.long
KILLS = int(os.environ.get("ACCORD_NOTICE_KILLS", "4"))
ROOT = Path(__file__).resolve().parents[2]


def start(folder: Path, what: str, smtp: int, hook: int) -> "subprocess.Popen[str]":
    """The process, on a data folder of its own."""
    more = {
        "ACCORD_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "accord.config.settings",
        "ACCORD_PRIVATE_HOSTS": f"127.0.0.1:{hook}",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    environment = {k: v for k, v in os.environ.items() if k != "ACCORD_DATABASE_URL"} | more
    return subprocess.Popen(
        [sys.executable, "-m", "tests.notices.send_process", what, str(smtp), str(hook)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def asked(folder: Path, smtp: int, hook: int) -> dict[str, Any]:
    """What the record says of its messages."""
    said, _ = start(folder, "left", smtp, hook).communicate(timeout=120)
    found: dict[str, Any] = json.loads(said)
    return found


def test_no_notice_is_lost_and_none_leaves_under_another_id(tmp_path: Path) -> None:
    """Each process is killed while it sends; the last one sends what is left."""
    dice = Random(11)
    with mail_server() as box, post_server() as posts:
        box.takes = posts.takes = 0.01
        assert start(tmp_path, "setup", box.port, posts.port).wait(timeout=300) == 0
        for _ in range(KILLS):
            process = start(tmp_path, "send", box.port, posts.port)
            assert process.stdout is not None
            assert process.stdout.readline() == "sending\n"
            seen = len(box.came) + len(posts.came)
            wanted = 1 + dice.randrange(max(1, 2 * NOTICES // KILLS))
            until = time.monotonic() + 60
            while len(box.came) + len(posts.came) < seen + wanted and time.monotonic() < until:
                time.sleep(0.001)
                if len(box.came) + len(posts.came) >= 2 * NOTICES:
                    break
            time.sleep(dice.random() * 0.02)
            os.kill(process.pid, signal.SIGKILL)
            assert process.wait(timeout=60) == -signal.SIGKILL
            process.stdout.close()
        process = start(tmp_path, "send", box.port, posts.port)
        until = time.monotonic() + 300
        while asked(tmp_path, box.port, posts.port)["left"] and time.monotonic() < until:
            time.sleep(0.1)
        process.kill()
        process.wait(timeout=60)
        found = asked(tmp_path, box.port, posts.port)
    mailed = [str(letter["Message-ID"]) for letter in box.came]
    posted = [headers["webhook-id"] for headers, _ in posts.came]
    ids = found["ids"]
    assert found["left"] == 0
    assert len(ids) == 2 * NOTICES
    assert set(mailed) == {f"<{name}@company.example>" for channel, name in ids if channel == "email"}
    assert set(posted) == {f"msg_{name}" for channel, name in ids if channel == "webhook"}
    repeats = len(mailed) + len(posted) - 2 * NOTICES
    assert repeats <= KILLS, "each kill repeats the one that was under way, at most"
    print(f"{KILLS} kills: {2 * NOTICES} notices, 0 lost, 0 under another id, {repeats} repeated")
