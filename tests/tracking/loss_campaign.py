"""Send events through a lossy proxy while server and worker are killed: what was acknowledged stands, once.

    python -m tests.tracking.loss_campaign --singles 50000 --batched 50000 --kills 10
    python -m tests.tracking.loss_campaign --singles 500000 --batched 500000 --kills 50      (the full size)

The record is the one of ACCORD_DATABASE_URL (without it SQLite), the folder a fresh one. Every event says its number
in the path of its page, so that the ledger can be counted without trusting what makes events unique. Prints one JSON
line; exit code 1: an acknowledged event is missing, or one counts twice.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.tracking.lossy import BROKEN, lossy
from tests.tracking.served import Served, served
from tests.tracking.wire import Wire

CLIENTS = 64
IN_A_BATCH = 100
TRIES = 12  # then a client gives up: what was never acknowledged may be missing
Parcel = tuple[str, list[int], Any]  # call, numbers, body


@dataclass
class Heard:
    """What clients heard: numbers acknowledged, parcels given up, answers by status."""

    acknowledged: set[int] = field(default_factory=set)
    given_up: int = 0
    sent: int = 0  # events of parcels that are through, or given up
    answers: Counter[int] = field(default_factory=Counter)


def make_parcels(singles: int, batched: int, chance: random.Random) -> Iterator[Parcel]:
    """Every event once, singles and batches mixed; some are two days late, some of a clock that is years off."""
    alone = list(range(singles))
    starts = list(range(singles, singles + batched, IN_A_BATCH))
    order = [(n, 1) for n in alone] + [(n, min(IN_A_BATCH, singles + batched - n)) for n in starts]
    chance.shuffle(order)
    for first, size in order:
        events = [event(n, chance) for n in range(first, first + size)]
        numbers = list(range(first, first + size))
        if first < singles:
            yield "page", numbers, events[0]
        else:
            yield "batch", numbers, {"batch": [each | {"type": "page"} for each in events]}


def event(number: int, chance: random.Random) -> dict[str, Any]:
    """One visit, named by its number."""
    sent = datetime.now(UTC) + timedelta(days=chance.choice((0, 0, 0, -3_650, 3_650)))
    happened = sent - timedelta(hours=chance.choice((0, 0, 0, 48)))
    return {
        "messageId": f"m{number}",
        "anonymousId": f"a{number % 997}",
        "originalTimestamp": happened.isoformat(),
        "sentAt": sent.isoformat(),
        "properties": {"url": f"https://halden.example/e/{number}"},
    }


async def send_all(
    port: int, key: str, parcels: Iterator[Parcel], heard: Heard, chance: random.Random
) -> None:
    """Many clients at once, each with a connection and patience of its own."""

    async def client() -> None:
        wire = Wire(port, key)
        for call, numbers, body in parcels:
            raw = json.dumps(body).encode()
            for attempt in range(TRIES):
                try:
                    answer = await wire.post(call, raw, timeout=40)
                except BROKEN:
                    await asyncio.sleep(chance.uniform(0.05, 0.5) * (attempt + 1))
                    continue
                heard.answers[answer.status] += 1
                if answer.status == 200:
                    heard.acknowledged.update(numbers)
                    break
                await asyncio.sleep(min(2.0, float(answer.headers.get("retry-after", "1"))))
            else:
                heard.given_up += 1
            heard.sent += len(numbers)
        wire.close()

    await asyncio.gather(*(client() for _ in range(CLIENTS)))


async def kill_now_and_then(made: Served, heard: Heard, asked: argparse.Namespace) -> None:
    """Kill the server or the worker, by turns, whenever another part of the events is through: always under load."""
    loop = asyncio.get_running_loop()
    chance = random.Random(asked.seed)
    for done in range(asked.kills):
        after = (asked.singles + asked.batched) * (done + chance.uniform(0.2, 0.9)) / asked.kills
        while heard.sent < after:
            await asyncio.sleep(0.002)
        await loop.run_in_executor(None, made.kill, made.worker if done % 2 else made.web)
        await loop.run_in_executor(None, made.start_worker if done % 2 else made.start_web)


async def bombard(made: Served, asked: argparse.Namespace) -> tuple[Heard, Counter[str]]:
    """Send everything under fire."""
    chance = random.Random(asked.seed)
    heard = Heard()
    parcels = make_parcels(asked.singles, asked.batched, chance)
    async with lossy(made.port, asked.seed) as (proxy, port):
        killing = asyncio.create_task(kill_now_and_then(made, heard, asked))
        await send_all(port, made.key, parcels, heard, random.Random(asked.seed))
        await killing
    return heard, proxy.did


def find_faults(made: Served, heard: Heard) -> dict[str, int]:
    """What was acknowledged and does not stand, and what stands more than once."""
    stood = Counter(
        int(str(asset).rpartition("/")[2])
        for (asset,) in made.ask("SELECT asset FROM ledger_fact WHERE asset LIKE 'halden.example/e/%'")
    )
    return {
        "stands": len(stood),
        "lost": len(heard.acknowledged - stood.keys()),
        "doubled": sum(1 for count in stood.values() if count > 1),
        "dead": int(str(made.ask("SELECT count(*) FROM ledger_deadletter")[0][0])),
    }


def run_campaign(asked: argparse.Namespace) -> dict[str, Any]:
    """One campaign on a fresh installation."""
    started = time.perf_counter()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="accord-loss-")))
        more = {"ACCORD_MUTANT": asked.mutant} if asked.mutant else {}
        database = os.environ.get("ACCORD_DATABASE_URL", "")
        made = stack.enter_context(served(folder, database, worker=False, web=False, more=more))
        if asked.mutant:
            mutant = [sys.executable, "-m", "tests.tracking.mutants"]
            made.web_command = [*mutant, "web", str(made.port)]
            made.worker_command = [*mutant, "worker"]
        made.start_web()
        made.start_worker()
        heard, did = asyncio.run(bombard(made, asked))
        sent = time.perf_counter() - started
        made.wait_until_taken(600)
        found = find_faults(made, heard)
    return {
        "acknowledged": len(heard.acknowledged),
        "given_up": heard.given_up,
        **found,
        "kills": asked.kills,
        "answers": dict(heard.answers),
        "proxy": dict(did),
        "seconds_sending": round(sent, 1),
        "seconds": round(time.perf_counter() - started, 1),
    }


def main() -> int:
    """Parse, run, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--singles", type=int, default=50_000)
    parser.add_argument("--batched", type=int, default=50_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--mutant", default="")
    parser.add_argument("--seed", type=int, default=1)
    outcome = run_campaign(parser.parse_args())
    print(json.dumps(outcome))
    return 1 if outcome["lost"] or outcome["doubled"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
