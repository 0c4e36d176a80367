"""The product as people run it, web and worker each a process of its own that a test may kill."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.interfaces.browser_server import environ, free_port, make_ready

ROOT = Path(__file__).resolve().parents[2]
ACCORD = [sys.executable, "-m", "accord.interfaces.cli.main"]


@dataclass
class Served:
    """An installation with one server key; `environ` says where its record is."""

    folder: Path
    port: int
    key: str
    environ: dict[str, str]
    web_command: list[str] = field(default_factory=list)
    worker_command: list[str] = field(default_factory=lambda: [*ACCORD, "work"])
    web: "subprocess.Popen[bytes] | None" = None
    worker: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start_web(self) -> None:
        """Start the server and wait until it answers."""
        command = self.web_command or [*ACCORD, "serve", "--no-worker", "--port", str(self.port)]
        self.web = self._start(command, "web.log")
        self._wait_for_web()

    def _wait_for_web(self) -> None:
        """Until it answers; at once a failure, with what it said, when it ended instead."""
        assert self.web is not None
        for _ in range(600):
            if self.web.poll() is not None:
                raise AssertionError((self.folder / "web.log").read_text()[-2_000:])
            with suppress(OSError, urllib.error.URLError):
                urllib.request.urlopen(self.address + "/sign-in", timeout=2).read()
                return
            time.sleep(0.2)
        raise AssertionError(f"{self.address} does not answer")

    def start_worker(self) -> None:
        """Start the worker."""
        self.worker = self._start(self.worker_command, "worker.log")

    def _start(self, command: list[str], log: str) -> "subprocess.Popen[bytes]":
        with (self.folder / log).open("ab") as file:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environ, stdout=file, stderr=file, start_new_session=True
            )

    def kill(self, process: "subprocess.Popen[bytes] | None") -> None:
        """End a process and its children without a word."""
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # it leads a group of its own
            process.wait(timeout=30)

    def stop(self) -> None:
        """End both."""
        self.kill(self.web)
        self.kill(self.worker)
        self.web = self.worker = None

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """Rows of the record, read from outside."""
        url = self.environ.get("ACCORD_DATABASE_URL", "")
        if url:
            import psycopg

            with psycopg.connect(url) as connection:
                return connection.execute(sql.encode()).fetchall()
        import sqlite3

        connected = sqlite3.connect(self.folder / "accord.sqlite3", timeout=30)
        try:
            return connected.execute(sql).fetchall()
        finally:
            connected.close()

    def wait_until_taken(self, seconds: float = 120.0) -> None:
        """Until the worker has taken every letter."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            ((waiting,),) = self.ask("SELECT count(*) FROM ledger_inboxitem WHERE taken_at IS NULL")
            if not waiting:
                return
            time.sleep(0.2)
        raise AssertionError(f"{waiting} letters still wait")


@contextmanager
def served(
    folder: Path,
    database: str = "",
    *,
    worker: bool = True,
    web: bool = True,
    more: Mapping[str, str] | None = None,
) -> Iterator[Served]:
    """Make an installation with a server key, and serve it until the end of the block."""
    folder.mkdir(parents=True, exist_ok=True)
    around = environ(folder) | ({"ACCORD_DATABASE_URL": database} if database else {}) | dict(more or {})
    if database:
        run(around, "init")
    else:
        make_ready(folder)
    key = run(around, "write-keys", "make", "--kind", "server", "--source", "website").split()[0]
    made = Served(folder, free_port(), key, around)
    try:
        if web:
            made.start_web()
        if worker:
            made.start_worker()
        yield made
    finally:
        made.stop()


def run(around: dict[str, str], *words: str) -> str:
    """One command; its output. A failure shows both lines."""
    done = subprocess.run([*ACCORD, *words], cwd=ROOT, env=around, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
