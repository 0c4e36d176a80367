"""Whoever watches is told the truth: each way of not working has its reason, and no number carries a name."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from accord.ledger.heartbeat import beat
from accord.ledger.jobs import GIVE_UP_AFTER, enqueue_job
from accord.ledger.models import Job
from accord.ledger.outbox import put_message
from accord.ledger.outbox_hold import hold_outbox
from accord.reporting import health
from accord.teams.keys import make_key
from tests.cast import Cast
from tests.ledger.made import person, person_ref, record, touch

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """A data folder of its own in which a worker has just beaten."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    beat(tmp_path, "worker", datetime.now(UTC))
    return tmp_path


@pytest.fixture
def near() -> Client:
    """Somebody on this machine."""
    return Client(REMOTE_ADDR="127.0.0.1", raise_request_exception=False)


def test_a_sound_installation_is_ready(folder: Path, near: Client) -> None:
    assert (near.get("/healthz").status_code, near.get("/readyz").content) == (200, b"ready\n")


def no_database(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def fail() -> list[str]:
        raise OperationalError("the server at 10.1.2.3 refused user canary")

    monkeypatch.setattr(health, "find_missing_migrations", fail)


def silent_worker(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    beat(folder, "worker", datetime.now(UTC) - health.WORKER_SILENT_AFTER - timedelta(seconds=1))


def no_worker(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "worker.beat").unlink()


def full_disk(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: SimpleNamespace(free=health.LEAST_ROOM - 1))


def older_tables(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    MigrationRecorder(connection).record_unapplied(
        "teams", MigrationRecorder.Migration.objects.filter(app="teams").latest("id").name
    )


def newer_tables(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    MigrationRecorder(connection).record_applied("ledger", "9999_of_the_future")


def old_mirror(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    from accord.reporting.mirror.refresh import refresh

    long_ago = datetime.now(UTC) - health.MIRROR_OLD_AFTER - timedelta(hours=1)
    record([person(1)], [touch(1, person_ref(1))])
    refresh(folder / "mirror", long_ago)
    record([person(2)], [touch(2, person_ref(2))])


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (no_database, "ready.database"),
        (silent_worker, "ready.worker"),
        (no_worker, "ready.worker"),
        (full_disk, "ready.disk"),
        (older_tables, "ready.older_tables"),
        (newer_tables, "ready.newer_tables"),
        (old_mirror, "ready.mirror"),
    ],
)
def test_each_ailment_has_its_two_lines_for_this_machine_and_one_word_for_strangers(
    folder: Path,
    near: Client,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[pytest.MonkeyPatch, Path], None],
    code: str,
) -> None:
    assert near.get("/readyz").status_code == 200
    spoil(monkeypatch, folder)
    said = near.get("/readyz")
    lines = said.content.decode().splitlines()
    assert said.status_code == 503
    assert [line.split()[1] for line in lines[::2]] == [code]
    assert lines[1].startswith("try    ")
    assert "canary" not in said.content.decode()
    assert near.get("/healthz").status_code == 200
    stranger = Client(REMOTE_ADDR="203.0.113.9").get("/readyz")
    assert (stranger.status_code, stranger.content) == (503, b"not ready\n")


def test_an_unchanged_record_does_not_make_a_mirror_old(folder: Path, near: Client) -> None:
    from accord.reporting.mirror.refresh import refresh

    record([person(1)], [touch(1, person_ref(1))])
    refresh(folder / "mirror", datetime.now(UTC) - timedelta(days=9))
    assert near.get("/readyz").status_code == 200


@pytest.fixture
def busy(folder: Path, cast: Cast) -> Iterator[datetime]:
    """Work that waits, is late, was given up; a message that waits; a person with a name nobody may read here."""
    now = datetime.now(UTC)
    record(
        [person(1, name="Canaria Featherstone")], [touch(1, person_ref(1))], source="canary.bird@x.example"
    )
    enqueue_job("match_accounts", "canary.bird@x.example", due_at=now - timedelta(hours=1))
    enqueue_job("import_upload", "a", due_at=now + timedelta(hours=1))
    enqueue_job("import_upload", "b", due_at=now - timedelta(hours=1))
    Job.objects.filter(key="b").update(attempts=GIVE_UP_AFTER, error="canary.bird@x.example")
    put_message("chat", "canary.bird@x.example", "hello", {}, cause="1", now=now - timedelta(seconds=90))
    hold_outbox("canary", "test", now)
    yield now


def test_the_numbers_are_those_of_the_record_and_name_nobody(busy: datetime, near: Client) -> None:
    near.get("/nowhere/canary.bird@x.example")
    page = near.get("/metrics").content.decode()
    said = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }
    assert said["accord_jobs_open", "import_upload"] == 2
    assert said["accord_jobs_due", "import_upload"] == 0
    assert said["accord_jobs_given_up", "import_upload"] == 1
    assert said["accord_jobs_due", "match_accounts"] == 1
    assert said["accord_outbox_waiting",] == 1
    assert 89 <= said["accord_outbox_oldest_seconds",] <= 600
    assert said["accord_inbox_waiting",] == said["accord_inbox_oldest_seconds",] == 0
    assert said["accord_outbox_held",] == 1
    assert said["accord_worker_silent_seconds",] < 600
    assert said["accord_requests_total", "GET", "pages", "404"] >= 1
    assert any(name == "accord_request_seconds_bucket" for name, *_ in said)
    assert not re.search("canar|featherstone|@", page, re.IGNORECASE)


FORWARDED = {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}


@pytest.mark.parametrize(
    "who",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": "10.0.0.7"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "127.0.0.1", **FORWARDED},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=203.0.113.9"},
        {"REMOTE_ADDR": "::1", "HTTP_VIA": "1.1 proxy"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer acc_00000000.x"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer \x00é"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Basic b2xnYTpwdw=="},
    ],
)
def test_a_stranger_reads_no_numbers(folder: Path, who: dict[str, str]) -> None:
    said = Client(**who).get("/metrics")
    assert said.status_code == 403
    assert len(said.content.decode().splitlines()) == 2


def test_this_machine_and_a_key_with_the_right_read_them(folder: Path, cast: Cast) -> None:
    now = datetime.now(UTC)
    assert Client(REMOTE_ADDR="::1").get("/metrics").status_code == 200
    for who, status in (("olga", 200), ("iris", 200), ("maya", 403), ("victor", 403)):
        key = make_key(cast.olga, f"{who}@accord.example", label="t", lasts=timedelta(days=1), now=now)
        asking = Client(REMOTE_ADDR="203.0.113.9", headers={"Authorization": f"Bearer {key}"})
        assert asking.get("/metrics").status_code == status, who


def test_a_page_elsewhere_cannot_read_them_through_a_name_of_its_own(folder: Path) -> None:
    asking = Client(REMOTE_ADDR="127.0.0.1", HTTP_HOST="evil.example", raise_request_exception=False)
    said = asking.get("/metrics")
    assert said.status_code >= 400
    assert b"accord_" not in said.content


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_nothing_is_done_there(folder: Path, near: Client, path: str) -> None:
    assert near.post(path).status_code == 405
    assert near.head(path).status_code == 200
