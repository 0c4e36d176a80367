"""Two processes import the same people at once on PostgreSQL: no deadlock, nobody twice."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(url: str, *words: str) -> "subprocess.Popen[str]":
    """A process of its own against this database."""
    env = {**os.environ, "ACCORD_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "accord.config.settings"}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.contacts.importer", *words],
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def outcome(url: str, what: str) -> tuple[list[int], str]:
    """Exit codes of two importers at once, and what the doctor and the counts say afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        importers = [start(url, what, seed, folder) for seed in ("1", "2")]
        codes = ended(importers)
    said, problem = start(url, "check").communicate(timeout=120)
    assert said, problem
    return codes, said.strip()


def ended(importers: "list[subprocess.Popen[str]]") -> list[int]:
    """Their exit codes, when all have ended."""
    for importer in importers:
        importer.communicate(timeout=120)
    return [importer.returncode for importer in importers]


def fresh(postgres_url: str, name: str) -> str:
    """The address of a new, migrated database on the private server."""
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    head, _, query = postgres_url.partition("?")
    url = f"{head.rpartition('/')[0]}/{name}?{query}"
    migrate = start(url, "migrate")
    _, problem = migrate.communicate(timeout=120)
    assert migrate.returncode == 0, problem
    return url


def test_two_imports_of_the_same_people_neither_deadlock_nor_double(postgres_url: str) -> None:
    assert outcome(fresh(postgres_url, "together"), "bring") == ([0, 0], "120 240 7")


def test_mutant_imports_that_do_not_wait_for_their_turn_are_caught(postgres_url: str) -> None:
    for attempt in range(10):
        found = outcome(fresh(postgres_url, f"apart{attempt}"), "bring_without_turn")
        if found != ([0, 0], "120 240 7"):
            return
    pytest.fail("ten races without a turn and no harm: the test above proves nothing")
