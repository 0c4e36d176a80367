"""accord serve, accord work: the web server and the worker beside it."""

import os
import signal
import socket
import subprocess
import sys
import threading
from datetime import datetime

import click

from accord.interfaces.cli.app import PORT, Said, command
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.work import work_once, work_until
from accord.workflows.work_kinds import KINDS


@command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@PORT
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Web processes; one is best on SQLite.",
)
def serve(viewer: Viewer, now: datetime, host: str, port: int, workers: int) -> Said:
    """Serve the pages and the API, with a worker beside them, until interrupted."""
    require(viewer, Right.manage_people)
    serve_all(host, port, workers)
    return Said(None, "stopped")


@command("work")
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
def work(viewer: Viewer, now: datetime, once: bool) -> Said:
    """Do what is due (uploads, the matching of accounts, expiry) until interrupted."""
    require(viewer, Right.manage_people)
    if once:
        done = sum(1 for _ in iter(lambda: work_once(KINDS), False))
        return Said({"done": done}, f"{done} jobs done")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    parent = os.getppid()
    threading.Thread(target=_stop_without_parent, args=(parent, stop), daemon=True).start()
    work_until(stop, KINDS)
    return Said(None, "stopped")


def serve_all(host: str, port: int, workers: int) -> None:
    """Serve pages and API with a worker beside them until interrupted; the worker ends with the server."""
    check_ready(host, port)
    worker = subprocess.Popen([sys.executable, "-m", "accord.interfaces.cli.main", "work"])
    try:
        serve_pages(host, port, workers)
    finally:
        worker.terminate()
        worker.wait(timeout=30)


def serve_pages(host: str, port: int, workers: int) -> None:
    """Run granian until it is interrupted."""
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "accord.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_enabled=True,
        log_access=False,
    ).serve()


def check_ready(host: str, port: int) -> None:
    """Refuse to serve plainly over the network, or where something else answers already."""
    if host not in {"127.0.0.1", "localhost", "::1"} and os.environ.get("ACCORD_BEHIND_TLS") != "1":
        raise Invalid(
            "serve.not_private",
            f"{host} can be reached by others, and nothing encrypts",
            "put a proxy with TLS before it and set ACCORD_BEHIND_TLS=1, or serve on 127.0.0.1",
        )
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise Invalid(
                "serve.address_unusable",
                f"nothing can be served on {host}:{port}: {problem.strerror}",
                "stop what runs there, or choose another with --port",
            ) from problem


def _stop_without_parent(parent: int, stop: threading.Event) -> None:
    """A worker whose server is gone ends too."""
    while not stop.wait(2):
        if os.getppid() != parent:
            stop.set()
