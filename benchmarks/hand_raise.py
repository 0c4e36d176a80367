"""From a request for a demonstration to the committed notice of its owner, while touches come in; and clocks.

    python -m benchmarks.hand_raise [--rate 100] [--seconds 60] [--asks 2] [--database URL]

Web and worker run as `accord serve` starts them; the client is in this process, so that all share the machine's cores.
`--rate` touches a second of a thousand visitors by POST /v1/track with a server's key, `--asks` of them by somebody new
who asks for a demonstration. One wait is from when the touch was due to be sent until another connection reads the
notice. A clock's delay is from the instant at which an alarm fell due, as the agreement says (grace included), to the
recorded act. Times are of this machine; its load stands beside them.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.tracking.served import Served, served  # noqa: E402
from tests.tracking.wire import Wire  # noqa: E402

CLIENTS = 32
SETTLES = 60.0  # seconds after the last touch in which a notice still counts; later ones are missing
_LOOKS = 0.005  # seconds between two looks at the record

_SEED = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
import django
django.setup()
from datetime import UTC, datetime, timedelta
from accord.teams.models import User
from accord.teams.people import SYSTEM
from accord.workflows.go_live import go_live
from tests.handoffs.company import AGREEMENT, sign
now = datetime.now(UTC)
text = AGREEMENT.replace("2027-01-01", (now - timedelta(days=9)).date().isoformat())
# Open at any hour, so that clocks run whenever this is measured; a promise of a minute falls due while it is.
text = text.replace('hours: ["09:00-12:30", "13:15-17:30"], days: mon-fri', 'hours: ["00:00-24:00"], days: mon-sun')
text = text.replace("hot: 30 working minutes", "hot: %(minutes)s working minutes")
text = text.replace("before_blame: wait 15 minutes for late activity", "before_blame: wait 0 minutes")
for n in range(20):
    User.objects.create(email=f"r{n}@accord.example", name=f"R {n}", role="rep", team="sdr", zone="Europe/Amsterdam")
sign(text, now - timedelta(days=1))
go_live(SYSTEM, now=now - timedelta(seconds=1))
"""


def said(visitor: str, event: str) -> dict[str, Any]:
    """A touch as a server's SDK sends it."""
    return {
        "type": "track",
        "event": event,
        "userId": visitor,
        "messageId": f"{visitor}-{time.monotonic_ns()}",
        "timestamp": datetime.now(UTC).isoformat(),
        "context": {
            "traits": {"email": f"{visitor}@{visitor}.example", "industry": "water"},
            "library": {"name": "analytics-python", "version": "2.3.5"},
        },
        "properties": {"url": "https://www.halden.example/pricing"},
    }


class Notices(threading.Thread):
    """Reads the record over and over: when was a notice about whom first there."""

    def __init__(self, made: Served) -> None:
        super().__init__(daemon=True)
        self._made, self.stop = made, threading.Event()
        self.seen: dict[str, float] = {}

    def run(self) -> None:
        """Until stopped."""
        known: set[object] = set()
        while not self.stop.wait(_LOOKS):
            rows = self._made.ask(
                "SELECT n.about, s.external_id FROM teams_notice n JOIN ledger_sourcerecord s "
                "ON n.about = 'lead:' || s.key WHERE n.kind = 'hot_lead'"
            )
            now = time.perf_counter()
            for about, visitor in rows:
                if about not in known:
                    known.add(about)
                    self.seen.setdefault(str(visitor).rpartition(":")[2], now)


async def send(made: Served, seconds: float, rate: float, asks: float) -> dict[str, float]:
    """Send touches for so long; when each request for a demonstration was due."""
    due_at: dict[str, float] = {}
    numbers, started = iter(range(10**9)), time.perf_counter()
    every = max(1, round(rate / asks)) if asks else 0

    async def client() -> None:
        wire = Wire(made.port, made.key)
        for number in numbers:
            due = started + number / rate
            if due > started + seconds:
                break
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            visitor = f"v{number % 1_000}" if every == 0 or number % every else f"new{number}"
            hot = visitor.startswith("new")
            answer = await wire.post("track", said(visitor, "Demo Requested" if hot else "Pricing Viewed"))
            assert answer.status == 200, answer
            if hot:
                due_at[visitor] = due
        wire.close()

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return due_at


def measure(asked: argparse.Namespace) -> dict[str, Any]:
    """One run."""
    with (
        tempfile.TemporaryDirectory() as name,
        served(Path(name), asked.database, web=False, worker=False) as made,
    ):
        seed = _SEED % {"minutes": asked.minutes}
        subprocess.run([sys.executable, "-c", seed], cwd=ROOT, env=made.environ, check=True)
        made.start_web()
        made.start_worker()
        asyncio.run(send(made, 5, 20, 1))  # until the worker has taken a first few
        made.wait_until_taken(600)
        notices = Notices(made)
        notices.start()
        due_at = asyncio.run(send(made, asked.seconds, asked.rate, asked.asks))
        until = time.monotonic() + SETTLES
        while len(notices.seen.keys() & due_at.keys()) < len(due_at) and time.monotonic() < until:
            time.sleep(0.1)
        notices.stop.set()
        notices.join()
        waits = [notices.seen[who] - due for who, due in due_at.items() if who in notices.seen]
        clocks = [late for late in delays(made) if late < SETTLES]
        return {
            "touches_a_second": asked.rate,
            "asked": len(due_at),
            "told": len(waits),
            **shares("notice", waits),
            "alarms": len(clocks),
            **shares("alarm", clocks),
            "load": os.getloadavg()[0],
        }


def delays(made: Served) -> list[float]:
    """Seconds from the instant at which each alarm fell due to the act that is recorded of it."""
    rows = made.ask(
        "SELECT payload, occurred_at FROM ledger_act WHERE kind IN ('handoff_overdue', 'handoff_reminded')"
    )
    found = []
    row: tuple[Any, Any]
    for row in rows:  # type: ignore[assignment]
        payload, at = row
        said = json.loads(payload) if isinstance(payload, str) else payload
        happened = datetime.fromisoformat(at) if isinstance(at, str) else at
        found.append(
            (happened.replace(tzinfo=UTC) - datetime.fromisoformat(said["due"])) / timedelta(seconds=1)
        )
    return found


def shares(what: str, waits: list[float]) -> dict[str, float]:
    """Median, slow ends and worst, in milliseconds; nothing of none."""
    waits = sorted(waits)
    if not waits:
        return {}
    ends = {f"{what}_p{share}_ms": waits[int(len(waits) * share / 100)] * 1_000 for share in (50, 90, 99)}
    return {name: round(value, 1) for name, value in (ends | {f"{what}_worst_ms": waits[-1] * 1_000}).items()}


def main() -> None:
    """Parse, measure, print one JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=100.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument(
        "--asks", type=float, default=2.0, help="requests for a demonstration a second, of the rate"
    )
    parser.add_argument(
        "--minutes", type=int, default=1, help="promised for a hot lead: alarms fall due within the run"
    )
    parser.add_argument("--database", default="", help="a PostgreSQL address; SQLite without")
    print(json.dumps({"cores": os.cpu_count(), **measure(parser.parse_args())}))


if __name__ == "__main__":
    main()
