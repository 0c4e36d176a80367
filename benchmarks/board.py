"""The board and the mirror behind it: how fast, how fresh, and that a refresh costs what is new.

    uv run python -m benchmarks.board [--touches 1000000,10000000] [--feed 20]

Fills a private SQLite record with random touches (ten a person), mirrors it, and prints: the first mirror
beside DuckDB's scan of its facts, a board reckoned and served, its page and those of its measures as a browser
is sent them, refreshes after 1,000 new touches of 100 people, and the board's age under a live feed. Above two
million the facts' segments are drawn again instead of copied. Absolute figures are of the hardware printed; the
ratios are the claim.
"""

import argparse
import json
import os
import platform
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

NOW = datetime.now(UTC)
PER_PERSON = 10
CHANNELS = ("event", "email", "organic_search", "paid_search", "social", "referral", "")
PAGES = ("board", "leaks", "attribution", "quality", "speed", "send-time", "hears", "retention", "coverage")
PORTION = 500_000
COPIED = 2_000_000  # above this the facts' segments are not copied from the record but drawn again
KINDS = (1, 1, 1, 2, 3, 4, 5, 10, 10, 11, 14, 30, 31, 40, 42)

# Drawn by the database itself from the row's number: a multiplication scatters whose, what and when.
TOUCHES = f"""
WITH RECURSIVE numbers (n) AS (SELECT %s UNION ALL SELECT n + 1 FROM numbers WHERE n < %s),
scattered AS (SELECT n, ((n + 1) * 2654435761) %% 4294967296 AS h FROM numbers)
INSERT INTO ledger_fact (source, source_id, subject, kind, occurred_at, received_at, channel,
    campaign, asset, actor, value, currency, agent)
SELECT 'marketing', printf('%%015x%%017x', n, 1), 1 + h %% %s,
    json_extract('{list(KINDS)}', '$[' || ((h / 7) %% {len(KINDS)}) || ']'),
    datetime(%s, '-' || ((h * 48271) %% 31536000) || ' seconds'), %s,
    json_extract('{json.dumps(CHANNELS)}', '$[' || ((h / 11) %% {len(CHANNELS)}) || ']'),
    '', '', '', '', '', 0
FROM scattered
"""


def main() -> None:
    """Run for each size in a folder of its own."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--touches", default="1000000")
    options.add_argument("--feed", type=int, default=20, help="seconds of live feed, at the first size")
    options.add_argument("--one", type=int, default=0, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.one:
        run(asked.one, asked.feed)
        return
    machine = platform.processor() or platform.machine()
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    print(f"{machine}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load}", flush=True)
    for n, size in enumerate(map(int, asked.touches.split(","))):
        with tempfile.TemporaryDirectory(prefix="accord-board-") as folder:
            # A process of its own: settings are read once, and memory is given back.
            feed = asked.feed if n == 0 else 0
            command = (
                f"ACCORD_DATA={folder} {os.sys.executable} -m benchmarks.board --one {size} --feed {feed}"
            )
            if os.system(command):
                raise SystemExit(f"failed at {size:,} touches")


def run(touches: int, feed: int) -> None:
    """One size."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.config.settings")
    import django

    django.setup()
    from accord.reporting import dashboard
    from accord.vocabulary.people import Role, Viewer
    from accord.workflows.set_up import initialise

    olga = Viewer(1, Role.ops)
    initialise(olga, template="awareness-engage-attract-convert", now=NOW)
    print(f"\n{touches:,} touches of {touches // PER_PERSON:,} people")
    fill(touches)
    if touches > COPIED:
        say("facts straight as segments", timed(lambda: write_facts(touches))[0])
    first = timed(lambda: dashboard.catch_up(NOW))[0]
    say("first mirror", first)
    size = sum(p.stat().st_size for p in dashboard.mirror_folder().rglob("*.parquet"))
    print(f"  mirror on disk            {size / 1e6:8.0f} MB")
    boards(olga, first)
    pages()
    refreshes(olga, touches)
    if feed:
        live(olga, touches, feed)


def boards(olga: Any, first: "Spent") -> None:
    """A board reckoned anew from an open mirror, and served again; all of it as a multiple of one scan."""
    from accord.measures.number import as_json
    from accord.reporting import dashboard

    def anew() -> None:
        dashboard._cache.clear()
        dashboard.board(olga, now=NOW)

    anew()
    warm = middle([timed(anew)[0] for _ in range(7)])
    say("board reckoned anew, warm", warm)
    once = middle([timed(scan)[0] for _ in range(5)])
    say("DuckDB's scan of the facts' columns", once)
    cold = Spent(first.wall + warm.wall, first.cpu + warm.cpu)
    print(
        f"  cold refresh and board    {cold.wall / once.wall:8.0f} x the scan, {warm.wall / once.wall:.1f} x warm"
    )
    served = [timed(lambda: as_json(dashboard.board(olga, now=NOW, wait=False)))[0] for _ in range(20)]
    say("board served again, JSON", middle(served))


def scan() -> None:
    """One pass of DuckDB over the columns of every fact."""
    from accord.measures.mirror import open_mirror
    from accord.reporting import dashboard

    mirror = open_mirror(dashboard.mirror_folder())
    mirror.fetch(
        "SELECT sum(subject), sum(kind), max(occurred_at), max(received_at), count(channel), count(source), "
        "sum(agent) FROM facts"
    )
    mirror.close()


def pages() -> None:
    """The pages of the board and its measures, asked 20 times after the first: median and slowest twentieth."""
    from django.test import Client

    from accord.teams.models import User
    from accord.teams.people import add_person
    from accord.vocabulary.people import Role, Viewer

    olga = "olga@accord.example"
    add_person(Viewer(1, Role.ops), email=olga, name="Olga", role=Role.ops, password="Long enough, Olga 1")
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(User.objects.get(email=olga))
    all_of_them: list[float] = []
    for name in PAGES:
        first = timed(lambda name=name: client.get(f"/{name}"))
        assert first[1].status_code == 200, (name, first[1].status_code)
        spent = sorted(timed(lambda name=name: client.get(f"/{name}"))[0].wall for _ in range(20))
        all_of_them += spent
        say(f"page {name}: first; then", first[0])
        say(f"page {name}: median of 20", Spent(statistics.median(spent)))
        say(f"page {name}: slowest twentieth", Spent(spent[18]))
    say("all pages: slowest twentieth", Spent(sorted(all_of_them)[int(len(all_of_them) * 0.95)]))


def refreshes(olga: Any, touches: int) -> None:
    """1,000 new touches of 100 people, seven times, and the board that shows them."""
    from accord.reporting import dashboard

    spent, boards = [], []
    for n in range(7):
        insert(touches + n * 1000, 1000, people=np.arange(100) + 1 + n * 100)
        spent.append(timed(lambda: dashboard.catch_up(NOW))[0])
        boards.append(timed(lambda: dashboard.board(olga, now=NOW))[0])
    say("refresh, 1,000 new touches", middle(spent))
    say("board reckoned after it", middle(boards))


def live(olga: Any, touches: int, seconds: int) -> None:
    """200 touches a second from another thread; how old the served board is, asked twice a second."""
    from accord.reporting import dashboard

    stop = threading.Event()

    def feed() -> None:
        at = touches + 100_000
        while not stop.is_set():
            insert(at, 100, people=np.arange(100) + 1 + at % 5000, received=datetime.now(UTC))
            at += 100
            stop.wait(0.5)

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    ages, answers = [], []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        time.sleep(0.5)
        now = datetime.now(UTC)
        spent, board = timed(lambda: dashboard.board(olga, now=NOW, wait=False))
        answers.append(spent.wall)
        if board.as_of and board.as_of > NOW:
            ages.append((now - board.as_of).total_seconds())
    stop.set()
    feeder.join()
    say("live feed: answer, slowest tenth", Spent(sorted(answers)[int(len(answers) * 0.9)]))
    if ages:
        say("live feed: age of the board, median", Spent(statistics.median(ages)))
        say("live feed: age of the board, worst", Spent(max(ages)))


def fill(touches: int) -> None:
    """Records, contacts and touches written straight into the tables; indexes are built afterwards."""
    from django.db import connection

    from accord.contacts.models import Counter

    people = touches // PER_PERSON
    keys = range(1, people + 1)
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("DROP INDEX fact_subject")
        stamp = str(NOW.replace(tzinfo=None))
        cursor.executemany(
            'INSERT INTO ledger_sourcerecord (key, source, kind, external_id, "values", email, name, '
            "company, domain, phone, country, owner, deleted, received_at) VALUES "
            "(%s, 'marketing', 'person', %s, '{}', '', '', '', '', '', '', '', 0, '" + stamp + "')",
            ((key, str(key)) for key in keys),
        )
        cursor.executemany(
            "INSERT INTO contacts_contact (id, owner, version, gone) VALUES (%s, '', 1, 0)",
            ((k,) for k in keys),
        )
        cursor.executemany(
            "INSERT INTO contacts_identity (key, contact_id, home, alias_rank, version) "
            "VALUES (%s, %s, %s, 9, 1)",
            ((k, k, k) for k in keys),
        )
    Counter.objects.create(pk=1, version=1, contact=people)
    with connection.cursor() as cursor:
        for start in range(0, touches, PORTION):
            cursor.execute(TOUCHES, [start, min(start + PORTION, touches) - 1, people, stamp, stamp])
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX fact_subject ON ledger_fact (subject)")
        cursor.execute("PRAGMA synchronous=FULL")
    say("filling the record", Spent(time.perf_counter() - began))


def write_facts(touches: int) -> None:
    """The touches of `fill` as segments of a mirror that has yet to learn whose they are."""
    from accord.measures.layout import FACTS
    from accord.measures.manifest import Manifest, publish, write_segment
    from accord.measures.writing import shaped
    from accord.reporting import dashboard

    folder, segments = dashboard.mirror_folder(), []
    for start in range(0, touches, PORTION):
        table = shaped(drawn(start, min(start + PORTION, touches), touches // PER_PERSON), FACTS)
        low, high = start + 1, start + table.num_rows
        name = f"facts/{low:012d}-{high:012d}-000000001.parquet"
        segments.append(write_segment(folder, name, table, low, high))
    publish(folder, Manifest(version=1, made_at=NOW.isoformat(), seq=touches, facts=tuple(segments)))


def drawn(start: int, end: int, people: int) -> pa.Table:
    """The same touches as the statement `TOUCHES` draws."""
    n = np.arange(start, end, dtype=np.int64)
    h = ((n + 1) * 2654435761) % 4294967296
    now = int(NOW.timestamp())
    instants = {
        "occurred_at": (now - (h * 48271) % 31536000) * 1_000_000,
        "received_at": np.full(len(n), int(NOW.timestamp() * 1_000_000)),
    }
    words = {name: np.full(len(n), "") for name in ("campaign", "asset", "actor", "value", "currency")} | {
        "source": np.full(len(n), "marketing"),
        "channel": np.array(CHANNELS)[h // 11 % len(CHANNELS)],
    }
    numbers = {
        "seq": n + 1,
        "tie": n,
        "subject": 1 + h % people,
        "kind": np.array(KINDS)[h // 7 % len(KINDS)],
        "agent": np.zeros(len(n), np.int8),
    }
    nothing = {name: pa.nulls(len(n), pa.int64()) for name in ("amount", "import_id")}
    times = {name: pa.array(values).cast(pa.timestamp("us")) for name, values in instants.items()}
    return pa.table({**numbers, **times, **{k: pa.array(v) for k, v in words.items()}, **nothing})


def insert(start: int, many: int, *, people: np.ndarray, received: datetime = NOW) -> None:
    """`many` touches of these people over the year before NOW, in one transaction."""
    from django.db import connection, transaction

    draw = np.random.default_rng(start + 1)
    subjects = np.resize(people, many).tolist()
    kinds = draw.choice(KINDS, many).tolist()
    channels = draw.choice(CHANNELS, many).tolist()
    seconds = draw.integers(0, 365 * 86_400, many).tolist()
    first = NOW.replace(tzinfo=None) - timedelta(days=365)
    stamp = str(received.replace(tzinfo=None))
    rows = (
        (
            f"{(start + n) * 2654435761 % 2**64:032x}",
            subject,
            kind,
            str(first + timedelta(seconds=s)),
            stamp,
            channel,
        )
        for n, (subject, kind, s, channel) in enumerate(zip(subjects, kinds, seconds, channels, strict=True))
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO ledger_fact (source, source_id, subject, kind, occurred_at, received_at, channel, "
            "campaign, asset, actor, value, currency, agent) "
            "VALUES ('marketing', %s, %s, %s, %s, %s, %s, '', '', '', '', '', 0)",
            rows,
        )


class Spent(NamedTuple):
    """Seconds on the wall, and of the processor in all threads: where others share the machine, both."""

    wall: float
    cpu: float = 0.0


def timed(do: Callable[[], Any]) -> tuple[Spent, Any]:
    """What it took, and what came back."""
    began, used = time.perf_counter(), time.process_time()
    result = do()
    return Spent(time.perf_counter() - began, time.process_time() - used), result


def middle(spent: list[Spent]) -> Spent:
    """The median of each."""
    return Spent(statistics.median(s.wall for s in spent), statistics.median(s.cpu for s in spent))


def say(what: str, spent: Spent) -> None:
    """One line."""
    cpu = f"{spent.cpu * 1000:10,.0f} ms of processor" if spent.cpu else ""
    print(f"  {what:<40}{spent.wall * 1000:10,.0f} ms{cpu}", flush=True)


if __name__ == "__main__":
    main()
