"""Two slots, three who ask at once: two win, on both databases; without the lock more do, and the test sees it."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from tests.contacts.policy.asker import ASKERS, PEOPLE, ROUNDS
from tests.contacts.test_concurrent import ROOT


def run(url: str, data: Path, *words: str) -> "subprocess.Popen[str]":
    """A process of its own against this database."""
    env = {**os.environ, "ACCORD_DATABASE_URL": url, "ACCORD_DATA": str(data)}
    env["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
    return subprocess.Popen(
        [sys.executable, "-m", "tests.contacts.policy.asker", *words],
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def said(process: "subprocess.Popen[str]") -> str:
    """What it printed; it must have ended well."""
    out, problem = process.communicate(timeout=180)
    assert process.returncode == 0, problem
    return out.strip()


class Slots:
    """A database in which people of several rounds stand, and nobody has taken a slot."""

    def __init__(self, url: str, data: Path) -> None:
        self.url, self.data = url, data
        said(run(url, data, "begin"))

    def taken(self, turn: int, what: str) -> list[int]:
        """How many slots of each person of a round were taken, after all have asked."""
        before = self.count()
        with tempfile.TemporaryDirectory() as folder:
            askers = [run(self.url, self.data, what, str(turn), str(seed), folder) for seed in range(ASKERS)]
            for asker in askers:
                said(asker)
        after = self.count()
        return sorted(n - before.get(who, 0) for who, n in after.items() if n != before.get(who, 0))

    def count(self) -> dict[int, int]:
        """Slots by person."""
        text = "SELECT subject, COUNT(*) FROM contacts_contactlease GROUP BY subject"
        if self.url:
            import psycopg

            with psycopg.connect(self.url) as connection:
                return dict(connection.execute(text).fetchall())  # type: ignore[arg-type]
        with closing(sqlite3.connect(next(self.data.glob("*.sqlite3")))) as connection:
            return dict(connection.execute(text).fetchall())


def fresh(postgres_url: str, name: str) -> str:
    """A new database on the private server."""
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    head, _, query = postgres_url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}?{query}"


def hold_the_race(slots: Slots) -> None:
    """With the lock two win; without it more do within a few rounds, or the first says nothing."""
    assert slots.taken(0, "take") == [2] * PEOPLE
    tries = (slots.taken(turn, "take_unlocked") for turn in range(1, ROUNDS))
    assert any(max(found) > 2 for found in tries), "races without a lock and no harm: the test proves nothing"


def test_on_sqlite_two_of_three_win_and_the_mutant_is_caught(tmp_path: Path) -> None:
    hold_the_race(Slots("", tmp_path))


def test_on_postgresql_two_of_three_win_and_the_mutant_is_caught(postgres_url: str, tmp_path: Path) -> None:
    hold_the_race(Slots(fresh(postgres_url, "slots"), tmp_path))
