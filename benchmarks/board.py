"""The board and the mirror behind it: how fast, how fresh, and that a refresh costs what is new.

    uv run python -m benchmarks.board [--touches 1000000,10000000] [--feed 20]

Fills a private SQLite record with random touches (ten a person), mirrors it, and prints: the first
mirror, a board reckoned and served, refreshes after 1,000 new touches of 100 people, and the board's age
under a live feed. Absolute figures are of the hardware printed; the ratio of refreshes is the claim.
"""

import argparse
import os
import platform
import statistics
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta

import numpy as np

NOW = datetime.now(UTC)
PER_PERSON = 10
CHANNELS = ("event", "email", "organic_search", "paid_search", "social", "referral", "")
KINDS = (1, 1, 1, 2, 3, 4, 5, 10, 10, 11, 14, 30, 31, 40, 42)


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
    print(f"{machine}, {os.cpu_count()} cores, Python {platform.python_version()}", flush=True)
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
    say("first mirror", timed(lambda: dashboard.catch_up(NOW))[0])
    size = sum(p.stat().st_size for p in dashboard.mirror_folder().rglob("*.parquet"))
    print(f"  mirror on disk            {size / 1e6:8.0f} MB")
    boards(olga)
    refreshes(touches)
    if feed:
        live(olga, touches, feed)


def boards(olga: object) -> None:
    """A board reckoned anew from an open mirror, and served again."""
    from accord.measures.number import as_json
    from accord.reporting import dashboard

    def anew() -> None:
        dashboard._cache.clear()
        dashboard.board(olga, now=NOW)

    anew()
    say("board reckoned, warm", statistics.median(timed(anew)[0] for _ in range(5)))
    served = [timed(lambda: as_json(dashboard.board(olga, now=NOW, wait=False)))[0] for _ in range(20)]
    say("board served again, JSON", statistics.median(served))


def refreshes(touches: int) -> None:
    """1,000 new touches of 100 people, five times."""
    from accord.reporting import dashboard

    spent = []
    for n in range(5):
        insert(touches + n * 1000, 1000, people=np.arange(100) + 1 + n * 100)
        spent.append(timed(lambda: dashboard.catch_up(NOW))[0])
    say("refresh, 1,000 new touches", statistics.median(spent))


def live(olga: object, touches: int, seconds: int) -> None:
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
        answers.append(spent)
        if board.as_of and board.as_of > NOW:
            ages.append((now - board.as_of).total_seconds())
    stop.set()
    feeder.join()
    say("live feed: answer, slowest tenth", sorted(answers)[int(len(answers) * 0.9)])
    if ages:
        say("live feed: age of the board, median", statistics.median(ages))
        say("live feed: age of the board, worst", max(ages))


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
    for start in range(0, touches, 500_000):
        many = min(500_000, touches - start)
        subjects = np.random.default_rng(start).integers(1, people + 1, many)
        insert(start, many, people=subjects)
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX fact_subject ON ledger_fact (subject)")
        cursor.execute("PRAGMA synchronous=FULL")
    say("filling the record", time.perf_counter() - began)


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


def timed(do: object) -> tuple[float, object]:
    """Seconds, and what came back."""
    began = time.perf_counter()
    result = do()  # type: ignore[operator]
    return time.perf_counter() - began, result


def say(what: str, seconds: float) -> None:
    """One line."""
    print(f"  {what:<36}{seconds * 1000:10,.0f} ms", flush=True)


if __name__ == "__main__":
    main()
