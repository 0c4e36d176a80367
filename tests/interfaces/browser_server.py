"""The product as people run it: its own command line, its own server and worker, on a folder of its own."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PEOPLE = {
    "maya": ("Maya Lindqvist", "marketing", "marketing", "cmo", ""),
    "dora": ("Dora Hansen", "marketing", "marketing", "head-of-demand", ""),
    "sam": ("Sam Okoro", "manager", "sales-team", "cro", ""),
    "vic": ("Vic Moreau", "manager", "sales-team", "vp-sales", ""),
    "rita": ("Rita Vos", "rep", "sales-team", "", "005000000000001AAA"),
    "leo": ("Leo Brandt", "rep", "sales-team", "", "005000000000002AAA"),
    "victor": ("Victor Hahn", "viewer", "", "", ""),
    "olga": ("Olga Brandt", "ops", "", "", ""),
}

PASSWORD = "correct horse battery"
# One process for all of them: a start of Python each would take longer than the walk.
_SEED = f"""
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
django.setup()
from accord.teams.people import SYSTEM, add_person
from accord.vocabulary.people import Role
for name, (full, role, team, position, sales_id) in {PEOPLE!r}.items():
    add_person(SYSTEM, email=name + "@halden.example", name=full, role=Role(role), password={PASSWORD!r},
               team=team, position=position, sales_id=sales_id, zone="Europe/Amsterdam")
"""
_DEMO = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
django.setup()
from django.utils import timezone
from accord.ledger.installed import record_installed
record_installed("demo", "yes", timezone.now())
"""


@dataclass(slots=True)
class Served:
    """A running installation: its address, its folder, everyone's password."""

    address: str
    folder: Path
    passwords: dict[str, str] = field(default_factory=dict)

    def accord(self, *arguments: str) -> str:
        """Run one command of the command line on this installation."""
        return run(self.folder, *arguments)

    def becomes_a_demonstration(self) -> None:
        """From here on the installation says that it holds an invented company."""
        program(self.folder, _DEMO)


def run(folder: Path, *arguments: str) -> str:
    """One command; its output. A failure shows both lines."""
    done = subprocess.run(
        [sys.executable, "-m", "accord.interfaces.cli.main", *arguments],
        env=environ(folder),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


_READY: dict[tuple[str, ...], tempfile.TemporaryDirectory[str]] = {}


def make_ready(folder: Path, *words: str) -> None:
    """`accord init` with these words, on SQLite: run once by this process, its folder copied from then on.

    Making every table takes longer than most tests; what init itself promises is tested by running it.
    """
    if words not in _READY:
        first = tempfile.TemporaryDirectory(prefix="accord-ready-")
        run(Path(first.name), "init", *words)
        _READY[words] = first
    shutil.copytree(_READY[words].name, folder, dirs_exist_ok=True)


def program(folder: Path, text: str) -> None:
    """One short program on an installation. A failure shows what it said."""
    done = subprocess.run([sys.executable, "-c", text], env=environ(folder), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def seed_people(folder: Path) -> None:
    """Everybody, with one password."""
    program(folder, _SEED)


def environ(folder: Path) -> dict[str, str]:
    """The environment of a private installation on SQLite."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith("ACCORD_") and k != "DJANGO_SETTINGS_MODULE"
    }
    return kept | {"ACCORD_DATA": str(folder)}


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Make an installation with a template and people, and serve it until the end of the block."""
    make_ready(folder, "--template", "awareness-engage-attract-convert")
    seed_people(folder)
    with running(folder) as made:
        made.passwords = dict.fromkeys(PEOPLE, PASSWORD)
        yield made


@contextmanager
def running(folder: Path, **more: str) -> Iterator[Served]:
    """Serve an installation that stands until the end of the block; `more` of its environment."""
    made = Served(f"http://127.0.0.1:{(port := free_port())}", folder)
    log = (folder / "server.log").open("w")
    command = [sys.executable, "-m", "accord.interfaces.cli.main", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environ(folder) | more, stdout=log, stderr=log)
    try:
        wait_for(made.address + "/sign-in")
        yield made
    finally:
        server.terminate()
        server.wait(timeout=40)
        log.close()


def wait_for(address: str) -> None:
    """Until it answers, at most two minutes."""
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=2).read()
            return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    raise AssertionError(f"{address} does not answer")


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
