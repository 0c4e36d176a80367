"""accord serve, accord work: the web server and the worker beside it."""

import os
import shutil
import signal
import socket
import sys
import threading
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings

from accord.interfaces.cli import pretend
from accord.interfaces.cli.app import PORT, Said, command
from accord.interfaces.cli.supervise import SERVER, SUPERVISED, Child, keep_running, stop_without_parent
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid
from accord.vocabulary.people import Viewer
from accord.workflows.expire_letters import plan_expiry
from accord.workflows.handoffs.run import start_handing
from accord.workflows.heartbeat import beat_until
from accord.workflows.keep_cycle_runs import plan_keeping
from accord.workflows.listen_crm import start_hearing
from accord.workflows.pretend_crm import start_listening
from accord.workflows.request_threads import request_threads
from accord.workflows.take_inbox import Taker, start_taking
from accord.workflows.tell_spikes import plan_hearing
from accord.workflows.watch_campaigns import plan_watch_campaigns
from accord.workflows.watch_sends import plan_watch_sends
from accord.workflows.work import start_working, utc_now, work_once, work_until
from accord.workflows.work_kinds import BESIDE, FIRST, HAND, KINDS, WAVES


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
@click.option("--no-worker", is_flag=True, help="Only the web; accord work runs elsewhere.")
def serve(viewer: Viewer, now: datetime, host: str, port: int, workers: int, no_worker: bool) -> Said:
    """Serve the pages and the API, with a worker beside them, until interrupted; start again what dies."""
    require(viewer, Right.manage_people)
    check_ready(host, port)
    if no_worker:
        serve_pages(host, port, workers)
    else:
        serve_all(host, port, workers)
    return _stopped()


@command("work")
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
def work(viewer: Viewer, now: datetime, once: bool) -> Said:
    """Do what is due (uploads, the matching of accounts, expiry) until interrupted."""
    require(viewer, Right.manage_people)
    if once:
        taken = Taker().take_all()
        done = sum(1 for _ in iter(lambda: work_once(KINDS), False))
        return Said({"done": done, "taken": taken}, f"{done} jobs done, {taken} events taken")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if os.environ.get(SUPERVISED):
        stop_without_parent(stop, int(os.environ[SUPERVISED]))
    beat_until(stop)
    plan_expiry(now)
    plan_hearing(now)
    plan_watch_sends(now)
    plan_watch_campaigns(now)
    plan_keeping(now)
    taking = start_taking(stop)
    start_listening(stop, utc_now)
    ear = start_hearing(stop, utc_now)
    sending = start_working(stop, BESIDE)
    waving = start_working(stop, WAVES)
    handing = start_handing(stop, HAND)
    work_until(stop, FIRST)
    taking.join(timeout=10)
    sending.join(timeout=10)
    waving.join(timeout=25)
    handing.join(timeout=10)
    ear.release()
    return _stopped()


def serve_all(host: str, port: int, workers: int) -> None:
    """Web and worker as two processes, each started again when it dies; both end when this one does."""
    os.environ[SUPERVISED] = str(os.getpid())
    accord = [sys.executable, "-m", "accord.interfaces.cli.main"]
    web = ["serve", "--no-worker", "--host", host, "--port", str(port), "--workers", str(workers)]
    both = [Child("web server", [*accord, *web]), Child("worker", [*accord, "work"])]
    keep_running([*pretend.children(), *both])


def serve_pages(host: str, port: int, workers: int) -> None:
    """Run granian until it is interrupted."""
    from granian import Granian
    from granian.constants import Interfaces

    if os.environ.get(SUPERVISED):
        stop_without_parent(threading.Event(), int(os.environ[SUPERVISED]))
    os.environ[SERVER] = str(os.getpid())
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_empty_folder("metrics"))
    threads = request_threads(workers, chosen="ACCORD_THREADS" in os.environ)
    os.environ["ACCORD_THREADS"] = str(threads)  # its web processes read the settings anew
    Granian(
        "accord.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        log_enabled=True,
        log_dictconfig=settings.LOGGING,
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
    if problem := _unusable(host, port):
        raise Invalid(
            "serve.address_unusable",
            f"nothing can be served on {host}:{port}: {problem.strerror}",
            "stop what runs there, or choose another with --port",
        ) from problem


def free_port_after(host: str, port: int) -> int:
    """The first port after this one on which something can be served; this one again when none of twenty can."""
    return next((one for one in range(port + 1, min(port + 21, 65536)) if not _unusable(host, one)), port)


def _unusable(host: str, port: int) -> OSError | None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            return problem
    return None


def _stopped() -> Said:
    """The last word is the supervisor's."""
    return Said(None, [] if os.environ.get(SUPERVISED, str(os.getpid())) != str(os.getpid()) else "stopped")


def _empty_folder(name: str) -> Path:
    """A folder of this run's own in the data folder."""
    folder = Path(settings.INSTALLATION.data) / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder
