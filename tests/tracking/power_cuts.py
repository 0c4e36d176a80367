"""Cut the power of the served product a thousand times: nothing that was acknowledged is missing afterwards.

    python -m tests.tracking.power_cuts --images 1000
    python -m tests.tracking.power_cuts --images 200 --mutant syncs_seldom      (must lose something)

strace writes down every write and sync that server and worker make to the SQLite record while clients send; images of
the disk are rebuilt from that with unsynced writes dropped, torn or out of order; SQLite opens each. Prints one JSON
line; exit code 1: an acknowledged event is missing, an image is damaged, or a letter is taken without its fact.
"""

import argparse
import asyncio
import json
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.tracking.disk_trace import STRACE, images, read_trace, write_image
from tests.tracking.served import ACCORD, Served, served
from tests.tracking.wire import Wire

CLIENTS = 12


def can_trace() -> bool:
    """Whether strace is here and may trace a child."""
    import subprocess

    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "--seccomp-bpf", "-f", "true"]).returncode == 0


async def send(port: int, key: str, events: int) -> dict[int, float]:
    """Send visits one by one over some connections; when each was acknowledged, by the clock that strace reads."""
    heard: dict[int, float] = {}
    numbers = iter(range(events))

    async def client() -> None:
        wire = Wire(port, key)
        for number in numbers:
            said = {
                "messageId": f"m{number}",
                "anonymousId": f"a{number}",
                "properties": {"path": f"/e/{number}"},
            }
            answer = await wire.post("page", said)
            if answer.status == 200:
                heard[number] = time.time()

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return heard


def record(made: Served, trace: Path, asked: argparse.Namespace) -> dict[int, float]:
    """Serve under strace, send, and stop as a power cut would."""
    files = [str(made.folder / name) for name in ("accord.sqlite3", "accord.sqlite3-wal")]
    watched = [word for path in files for word in ("-P", path)]
    # One trace of both processes, so that their writes stand in their order. The mutant is without the worker, whose
    # own syncs of the log would hide what the mutant loses.
    real, mutant = [*ACCORD, "serve", "--port"], [sys.executable, "-m", "tests.tracking.mutants", "web"]
    made.web_command = [
        *STRACE,
        *watched,
        "-o",
        str(trace),
        *(mutant if asked.mutant else real),
        str(made.port),
    ]
    made.start_web()
    heard = asyncio.run(send(made.port, made.key, asked.events))
    made.stop()
    return heard


def judge(folder: Path, acknowledged: set[int]) -> str:
    """What is wrong with an image; empty: nothing."""
    connection = sqlite3.connect(folder / "accord.sqlite3")
    try:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            return "damaged"
        bodies = connection.execute("SELECT body, taken_at FROM ledger_inboxitem").fetchall()
        facts = {row[0] for row in connection.execute("SELECT asset FROM ledger_fact").fetchall()}
    except sqlite3.DatabaseError:
        return "damaged"
    finally:
        connection.close()
    stood = {json.loads(body)["properties"]["path"]: taken for body, taken in bodies}
    if any(f"/e/{number}" not in stood for number in acknowledged):
        return "lost"
    return "torn" if any(taken and path not in facts for path, taken in stood.items()) else ""


def run_cuts(asked: argparse.Namespace) -> dict[str, Any]:
    """Record once, cut many times."""
    started = time.perf_counter()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="accord-cuts-") as name:
        more = {"ACCORD_MUTANT": asked.mutant} if asked.mutant else {}
        folder, trace = Path(name) / "data", Path(name) / "trace"
        with served(folder, worker=False, web=False, more=more) as made:
            base = lay_down(folder)
            heard = record(made, trace, asked)
        with trace.open(encoding="latin-1") as lines:
            ops = read_trace(lines)
        outcome = {
            "operations": len(ops),
            "syncs": sum(op.kind == "sync" for op in ops),
            "acknowledged": len(heard),
        }
        wrong: dict[str, int] = {"lost": 0, "damaged": 0, "torn": 0}
        image = Path(name) / "image"
        for at, files in images(base, ops, asked.images, chance):
            image.mkdir()
            write_image(image, files)
            fault = judge(image, {number for number, when in heard.items() if when < at})
            if fault:
                wrong[fault] += 1
            shutil.rmtree(image)
    return outcome | {
        "images": asked.images,
        **wrong,
        "seconds": round(time.perf_counter() - started, 1),
    }


def lay_down(folder: Path) -> dict[str, bytes]:
    """The record's files as they stand on disk before anything is sent, the log moved into the database."""
    path = folder / "accord.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return {str(path): path.read_bytes(), f"{path}-wal": b""}


def main() -> int:
    """Parse, run, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=1_000)
    parser.add_argument("--events", type=int, default=400)
    parser.add_argument("--mutant", default="")
    parser.add_argument("--seed", type=int, default=1)
    outcome = run_cuts(parser.parse_args())
    print(json.dumps(outcome))
    return 1 if outcome["lost"] or outcome["damaged"] or outcome["torn"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
