"""Two processes and whoever looks after them: what dies is started again, what must end leaves nobody behind."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

import click

FIRST_PAUSE = 0.5  # seconds before a process that died is started again; doubled at every death in a row
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0  # seconds a process must live before its next pause is short again
END_WITHIN = 25.0  # seconds a process gets to end by itself: it may be finishing a batch
SUPERVISED = "ACCORD_SUPERVISED_BY"  # process ids, handed down to whoever must not outlive them
SERVER = "ACCORD_SERVED_BY"
_STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(slots=True)
class Child:
    """One process that must live: its name, its command, how often it died since it last ran steadily."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    deaths: int = 0
    start_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it in a session of its own, so that everything it starts can be ended with it."""
        self.process = subprocess.Popen(self.command, start_new_session=True)
        self.started = time.monotonic()

    def died(self) -> int | None:
        """Its exit code when it has ended (negative: the signal), and whatever it started ended with it."""
        code = None if self.process is None else self.process.poll()
        if code is not None:
            self.end(signal.SIGKILL)
        return code

    def end(self, number: signal.Signals) -> None:
        """Send a signal to it and to everything it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                self.process.poll()

    def bury(self, code: int) -> float:
        """Note a death; the seconds to wait before it is started again."""
        self.process = None
        now = time.monotonic()
        self.deaths = 1 if now - self.started >= STEADY_AFTER else self.deaths + 1
        pause = float(min(FIRST_PAUSE * 2 ** (self.deaths - 1), LONGEST_PAUSE))
        self.start_at = now + pause
        return pause


def keep_running(children: Sequence[Child], beat: float = 0.1) -> None:
    """Run the processes until told to stop (SIGTERM, SIGINT, SIGHUP); start again each that dies.

    Returns when all of them have ended: by themselves within 25 s, else killed.
    """
    stop = threading.Event()
    before = {number: signal.signal(number, _setter(stop)) for number in _STOPS}
    try:
        while not stop.is_set():
            for child in children:
                _look_after(child)
            stop.wait(beat)
    finally:
        _end_all(children)
        for number, handler in before.items():
            signal.signal(number, handler)


def stop_without_parent(stop: threading.Event, parent: int) -> None:
    """Send this process SIGTERM once its parent is gone: nobody would stop it any more."""

    def watch() -> None:
        while not stop.wait(1):
            if os.getppid() != parent:
                os.kill(os.getpid(), signal.SIGTERM)
                return

    threading.Thread(target=watch, daemon=True, name="parent").start()


def _look_after(child: Child) -> None:
    if child.process is None:
        if time.monotonic() >= child.start_at:
            child.start()
        return
    code = child.died()
    if code is not None:
        pause = child.bury(code)
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        click.echo(f"the {child.name} ended ({how}); it starts again in {pause:g} s", err=True)
        sys.stderr.flush()


def _setter(stop: threading.Event) -> "signal._HANDLER":
    def stopped(number: int, frame: FrameType | None) -> None:
        stop.set()

    return stopped


def _end_all(children: Sequence[Child]) -> None:
    """Ask, wait, then kill; afterwards nothing that was started here runs."""
    alive = [child for child in children if child.process is not None]
    for child in alive:
        # Only the process itself: it ends what it started, in its own order.
        child.process.terminate()  # type: ignore[union-attr]
    until = time.monotonic() + END_WITHIN
    for child in alive:
        try:
            child.process.wait(max(0.1, until - time.monotonic()))  # type: ignore[union-attr]
        except subprocess.TimeoutExpired:
            click.echo(f"the {child.name} did not end by itself and was killed", err=True)
        child.end(signal.SIGKILL)
        child.process.wait()  # type: ignore[union-attr]
