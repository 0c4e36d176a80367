"""Events as they come in: how many are acknowledged a second, how long one waits, what a batch costs, and overload.

    python benchmarks/ingest.py singles [--seconds 20] [--rate 500] [--import]
    python benchmarks/ingest.py batches [--events 20000]
    python benchmarks/ingest.py overload [--seconds 60]
    python benchmarks/ingest.py memory [--seconds 300]

Web and worker run as `accord serve` starts them, on SQLite with full syncs; clients are in this process, so that all
of it shares the machine's cores. `--import` imports a file of leads meanwhile. Rates and times are of this machine.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.tracking.served import ACCORD, Served, served  # noqa: E402
from tests.tracking.wire import Wire  # noqa: E402

CLIENTS = 64


def event(number: int) -> dict[str, Any]:
    """One visit or request of one of a thousand visitors, as a server's SDK sends it."""
    return {
        "type": "track" if number % 10 == 0 else "page",
        "event": "Demo Requested",
        "messageId": f"m{os.getpid()}-{time.monotonic_ns()}-{number}",
        "anonymousId": f"a{number % 1_000}",
        "timestamp": datetime.now(UTC).isoformat(),
        "context": {"library": {"name": "analytics-python", "version": "2.3.5"}},
        "properties": {
            "url": f"https://www.halden.example/pricing?utm_source=linkedin&utm_medium=cpc&n={number % 50}"
        },
    }


async def send(made: Served, seconds: float, rate: float, clients: int = CLIENTS) -> dict[str, Any]:
    """Send single events for so long, at a rate or (0) as fast as answers come; waits count from when one was due."""
    waits: list[float] = []
    answers: Counter[int] = Counter()
    without_retry = 0
    numbers = iter(range(10**9))
    started = time.perf_counter()

    async def client() -> None:
        nonlocal without_retry
        wire = Wire(made.port, made.key)
        for number in numbers:
            now = time.perf_counter()
            due = started + number / rate if rate else now
            if max(due, now) > started + seconds:
                break
            if due > now:
                await asyncio.sleep(due - now)
            answer = await wire.post("page", event(number))
            waits.append(time.perf_counter() - due)
            answers[answer.status] += 1
            if answer.status in (429, 503):
                without_retry += "retry-after" not in answer.headers
        wire.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    took = time.perf_counter() - started
    waits.sort()
    return {
        "acknowledged_a_second": round(answers[200] / took, 1),
        **{f"p{share}_ms": round(waits[int(len(waits) * share / 100)] * 1_000, 1) for share in (50, 90, 99)},
        "worst_ms": round(waits[-1] * 1_000, 1),
        "answers": dict(answers),
        "refused_without_retry_after": without_retry,
    }


@contextmanager
def importing(made: Served, wanted: bool) -> Iterator[None]:
    """A large import in a process of its own, for as long as the block lasts."""
    if not wanted:
        yield
        return
    from tests.workflows.exports import MAPPING, write_leads

    path, mapping = made.folder / "leads.csv", made.folder / "leads.yaml"
    write_leads(path, 400_000)
    mapping.write_text(json.dumps(MAPPING))
    command = [*ACCORD, "import", str(path), "--source", "crm", "--mapping", str(mapping)]
    running = subprocess.Popen(
        command, cwd=ROOT, env=made.environ, stdout=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(8)
    assert running.poll() is None, "the import ended before the measurement began"
    try:
        yield
        assert running.poll() is None, "the import ended while it was measured: write a larger file"
    finally:
        made.kill(running)


def warm_up(made: Served) -> None:
    """Until the worker, which starts beside the web, has taken a first few events."""
    asyncio.run(send(made, 3, 100))
    made.wait_until_taken(600)


def measure_singles(asked: argparse.Namespace) -> dict[str, Any]:
    """Acknowledged singles, with the worker running."""
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as made:
        warm_up(made)
        with importing(made, asked.importing):
            outcome = asyncio.run(send(made, asked.seconds, asked.rate))
        ((behind,),) = made.ask("SELECT count(*) FROM ledger_inboxitem WHERE taken_at IS NULL")
        return outcome | {"worker_behind": behind, "load": os.getloadavg()[0]}


def measure_overload(asked: argparse.Namespace) -> dict[str, Any]:
    """Four times as many clients as threads: only 200, 429 and 503, and nothing acknowledged is missing."""
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as made:
        warm_up(made)
        ((before,),) = made.ask("SELECT count(*) FROM ledger_fact")
        outcome = asyncio.run(send(made, asked.seconds, 0, clients=256))
        made.wait_until_taken(600)
        ((stands,),) = made.ask("SELECT count(*) FROM ledger_fact")
        outcome["acknowledged"], outcome["stands"] = outcome["answers"].get(200, 0), stands - before
        return outcome | {"web_mb": memory_of(made.web), "worker_mb": memory_of(made.worker)}


def measure_memory(asked: argparse.Namespace) -> dict[str, Any]:
    """Resident memory of web and worker after each sixth of a long run."""
    grown = []
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as made:
        for _ in range(6):
            asyncio.run(send(made, asked.seconds / 6, asked.rate))
            grown.append((memory_of(made.web), memory_of(made.worker)))
    return {"web_mb": [web for web, _ in grown], "worker_mb": [worker for _, worker in grown]}


def memory_of(process: "subprocess.Popen[bytes] | None") -> int:
    """MB of the largest process of a group."""
    assert process is not None
    found = subprocess.run(
        ["ps", "-o", "rss=", "-g", str(process.pid)], capture_output=True, text=True
    ).stdout
    return max((int(line) for line in found.split()), default=0) // 1024


def measure_batches(asked: argparse.Namespace) -> dict[str, Any]:
    """Batches of 100 by HTTP as a share of reading, normalising and writing the same events in process."""
    bodies = [{"batch": [event(n + i) for i in range(100)]} for n in range(0, asked.events, 100)]

    async def post_all(made: Served) -> float:
        waiting = iter(bodies)
        began = time.perf_counter()

        async def client() -> None:
            wire = Wire(made.port, made.key)
            for body in waiting:
                answer = await wire.post("batch", body)
                assert answer.status == 200
            wire.close()

        await asyncio.gather(*(client() for _ in range(8)))
        return time.perf_counter() - began

    with tempfile.TemporaryDirectory() as name, served(Path(name)) as made:
        warm_up(made)
        began = time.perf_counter()
        acknowledged = asyncio.run(post_all(made))
        made.wait_until_taken(600)
        in_ledger = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as name, served(Path(name), web=False, worker=False) as made:
        texts = Path(name) / "bodies.jsonl"
        texts.write_text("\n".join(json.dumps(body) for body in bodies))
        command = [sys.executable, "-c", _IN_PROCESS, str(texts)]
        done = subprocess.run(command, cwd=ROOT, env=made.environ, capture_output=True, text=True, check=True)
        in_process = float(done.stdout)
    return {
        "acknowledged_a_second": round(asked.events / acknowledged),
        "in_the_ledger_a_second": round(asked.events / in_ledger),
        "in_process_a_second": round(asked.events / in_process),
        "share": round(in_process / in_ledger, 2),
        "load": os.getloadavg()[0],
    }


_IN_PROCESS = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
import django
django.setup()
from datetime import UTC, datetime
from accord.ledger.inbox import Waiting
from accord.vocabulary.doors import Door, Letter, Trust
from accord.workflows import take_inbox
bodies = open(sys.argv[1], "rb").read().splitlines()
take_inbox.take_letters = lambda *_, **__: True  # no inbox: parse, normalise, insert
taker, began = take_inbox.Taker(), time.perf_counter()
take_inbox._FREE = 0.0
with take_inbox.Housekeeping() as house:
    for body in bodies:
        letter = Letter(Door.segment, "website", Trust.server, datetime.now(UTC), body, {"call": "batch"})
        taker._pace.rows = 1_000
        house.tidy(taker._take([Waiting(1, 0, letter)]))
print(time.perf_counter() - began)
"""


def main() -> None:
    """Parse, measure, print one JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("singles", "batches", "overload", "memory"))
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rate", type=float, default=500.0)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--import", dest="importing", action="store_true")
    asked = parser.parse_args()
    measure = {
        "singles": measure_singles,
        "batches": measure_batches,
        "overload": measure_overload,
        "memory": measure_memory,
    }[asked.what]
    print(json.dumps({"what": asked.what, "cores": os.cpu_count(), **measure(asked)}))


if __name__ == "__main__":
    main()
