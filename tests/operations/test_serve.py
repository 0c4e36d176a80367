"""`accord serve` runs a web server and a worker, starts again whichever dies, and leaves nobody behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from accord.interfaces.cli.supervise import FIRST_PAUSE, LONGEST_PAUSE, Child
from tests.operations.serving import Serving, alive, serving, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Serving:  # type: ignore[misc]
    with serving(tmp_path_factory.mktemp("serve")) as running:
        yield running


@pytest.mark.parametrize("part", ["worker", "web", "serving"])
def test_what_is_killed_is_started_again_and_its_own_go_with_it(served: Serving, part: str) -> None:
    killed = served.part(part)
    orphan = served.part("serving") if part == "web" else killed
    os.kill(killed, signal.SIGKILL)
    fresh = served.part(part, other_than=killed)
    assert fresh != killed
    wait_until(lambda: not alive(orphan), "the end of what it had started")
    wait_until(lambda: served.answers() == 200, "an answer again")
    assert served.process.poll() is None


def test_a_stopped_service_ends_with_0_and_leaves_nobody(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        served_by = [running.part(name) for name in ("worker", "web", "serving")]
        running.process.terminate()
        assert running.process.wait(60) == 0
        assert not [pid for pid in served_by if alive(pid)]
        assert running.answers() == 0
    log = (tmp_path / "server.log").read_text()
    assert "killed" not in log
    assert "Traceback" not in log


def test_a_killed_supervisor_takes_everyone_with_it_even_when_the_web_server_is_killed_too(
    tmp_path: Path,
) -> None:
    with serving(tmp_path) as running:
        left = [running.part(name) for name in ("worker", "serving")]
        web = running.part("web")
        running.process.kill()
        os.kill(web, signal.SIGKILL)
        wait_until(lambda: not any(alive(pid) for pid in left), "the end of all")


def test_the_pause_doubles_with_each_death_in_a_row_and_is_short_again_after_a_steady_run() -> None:
    child = Child("part", [])
    pauses = []
    for _ in range(9):
        child.started = child.start_at = 1e12  # born this moment
        pauses.append(child.bury(1))
    assert pauses == [min(FIRST_PAUSE * 2**n, LONGEST_PAUSE) for n in range(9)]
    child.started = -1e12
    assert child.bury(1) == FIRST_PAUSE


def test_a_part_that_will_not_end_is_killed_with_all_it_started(tmp_path: Path) -> None:
    stubborn = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "below = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(below.pid))\n"
        "time.sleep(600)\n"
    )
    program = (
        "import sys\nfrom accord.interfaces.cli import supervise\nsupervise.END_WITHIN = 0.5\n"
        f"supervise.keep_running([supervise.Child('part', [sys.executable, '-c', {stubborn!r}])])\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE)
    wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "", "its child")
    below = int((tmp_path / "pid").read_text())
    process.terminate()
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert b"was killed" in said
    wait_until(lambda: not alive(below), "the end of its child")
