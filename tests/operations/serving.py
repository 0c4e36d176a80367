"""A real `accord serve` on a private folder, and its processes by their part."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.interfaces.browser_server import environ, free_port, make_ready

PATIENCE = 120.0  # seconds until a machine counts as broken, not as slow


@dataclass(slots=True)
class Serving:
    """The supervisor's process and the address it serves."""

    process: "subprocess.Popen[bytes]"
    address: str
    folder: Path

    def parts(self) -> dict[str, int]:
        """Process ids by part: `web` and `worker` are the supervisor's children, `serving` the web's."""
        found: dict[str, int] = {}
        for pid in children_of(self.process.pid):
            part = "worker" if command_of(pid)[-1:] == ["work"] else "web"
            found[part] = pid
            if part == "web" and (below := children_of(pid)):
                found["serving"] = below[0]
        return found

    def part(self, name: str, *, other_than: int = 0) -> int:
        """The id of a part that runs, once it is another than the one named."""
        wait_until(lambda: self.parts().get(name, other_than) != other_than, f"a new {name}")
        return self.parts()[name]

    def answers(self, path: str = "/sign-in") -> int:
        """The status of an answer; 0 while nobody answers."""
        try:
            return int(urllib.request.urlopen(self.address + path, timeout=5).status)
        except urllib.error.HTTPError as problem:
            return problem.code
        except (urllib.error.URLError, OSError):
            return 0


def children_of(pid: int) -> list[int]:
    """The processes that this one started and that still run."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            after = entry.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(after[1]) == pid and after[0] != "Z":
            found.append(int(entry.parent.name))
    return sorted(found)


def command_of(pid: int) -> list[str]:
    """The words a process was started with; none when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().strip("\0").split("\0")
    except OSError:
        return []


def alive(pid: int) -> bool:
    """Whether the process runs (one that ended and was not yet asked for its code does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Look until it holds; fails after two minutes."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.1)


@contextmanager
def serving(folder: Path, **more: str) -> Iterator[Serving]:
    """Make an installation and serve it as people do; whatever happens, nothing runs afterwards."""
    make_ready(folder, "--template", "hubspot-lifecycle")
    port = free_port()
    command = [sys.executable, "-m", "accord.interfaces.cli.main", "serve", "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=environ(folder) | more, stdout=log, stderr=log)
    served = Serving(process, f"http://127.0.0.1:{port}", folder)
    started: set[int] = set()
    try:
        wait_until(lambda: served.answers() == 200, "the first answer")
        yield served
    finally:
        started |= set(served.parts().values())
        if process.poll() is None:
            process.terminate()
            process.wait(60)
        for pid in started:
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
